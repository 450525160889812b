use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::timeout;

use super::*;

/// A Redis server of this test's own; ends with it.
struct RedisServer {
    port: u16,
    process: Child,
}

impl RedisServer {
    /// [`None`] where Redis is not installed.
    fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Some(Self { port, process: run_redis(port)? })
    }

    fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn start_again(&mut self) {
        self.process = run_redis(self.port).unwrap();
    }

    async fn pool(&self) -> RedisPool {
        RedisPool::connect(&format!("redis://127.0.0.1:{}/", self.port)).await.unwrap()
    }

    /// A bus that hears the others already.
    async fn bus(&self) -> Bus {
        let bus = Bus::over_redis(self.pool().await);
        let anybody = bus.subscribe(["anything:1"]);
        assert!(soon(anybody.moved()).await.missed, "a bus that has just connected asks about everything");
        bus
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run_redis(port: u16) -> Option<Child> {
    let port = port.to_string();
    let mut command = Command::new("redis-server");
    command.args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    let mut process = match command.stdout(Stdio::piped()).spawn() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("there is no redis-server here: not tested");
            return None;
        }
        started => started.unwrap(),
    };
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("Ready to accept connections")), "redis-server on port {port}");
    // Its pipe must stay open: a closed one would end it at its next line.
    std::thread::spawn(move || lines.for_each(drop));
    Some(process)
}

async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), future).await.expect("this should have come by now")
}

fn moved<const N: usize>(topics: [&str; N]) -> Moved {
    Moved { topics: topics.into_iter().map(Arc::from).collect(), missed: false }
}

fn fact(topic: &str, cursor: i64) -> Watched {
    Watched::Fact(Fact { topic: topic.to_owned(), cursor })
}

#[tokio::test]
async fn a_listener_hears_of_its_own_topics_only() {
    let bus = Bus::in_process();
    let ada = bus.subscribe(["conversation:7", "badges:1"]);
    let grace = bus.subscribe(["conversation:8"]);
    bus.publish("conversation:7", 1);
    assert_eq!(ada.moved().await, moved(["conversation:7"]));
    assert_eq!(grace.moved().now_or_never(), None);
}

#[tokio::test]
async fn ten_thousand_facts_wait_as_one_mark_a_topic() {
    let bus = Bus::in_process();
    let listener = bus.subscribe(["conversation:7", "badges:1"]);
    for cursor in 0..5_000 {
        bus.publish("conversation:7", cursor);
        bus.publish("badges:1", cursor);
    }
    assert_eq!(listener.moved().await, moved(["conversation:7", "badges:1"]));
    assert_eq!(listener.moved().now_or_never(), None);
}

#[tokio::test]
async fn a_listener_that_waits_is_woken_and_one_that_is_gone_leaves_nothing_behind() {
    let bus = Bus::in_process();
    let listener = bus.subscribe(["conversation:7"]);
    let waiting = tokio::spawn(async move {
        let moved = listener.moved().await;
        listener.remove("conversation:7");
        (moved, listener)
    });
    tokio::task::yield_now().await;
    bus.publish("conversation:7", 1);
    let (heard, listener) = soon(waiting).await.unwrap();
    assert_eq!(heard, moved(["conversation:7"]));
    bus.publish("conversation:7", 2);
    assert_eq!(listener.moved().now_or_never(), None);
    listener.add("conversation:8");
    drop(listener);
    assert_eq!(bus.topics_listened_to(), 0);
}

#[tokio::test]
async fn a_watch_sees_each_fact_of_its_kind_and_a_gap_when_it_is_far_behind() {
    let bus = Bus::in_process();
    let mut watch = bus.watch("login");
    bus.publish("conversation:7", 1);
    bus.publish("login:5", 0);
    assert_eq!(watch.next().await, Some(fact("login:5", 0)));
    for login in 0..300 {
        bus.publish(format!("login:{login}"), 0);
    }
    assert_eq!(watch.next().await, Some(Watched::Gap));
    drop(bus);
    let mut rest = 0;
    while watch.next().await.is_some() {
        rest += 1;
    }
    assert_eq!(rest, 256);
}

#[tokio::test]
async fn nodes_hear_each_other_and_none_its_own_echo() {
    let Some(redis) = RedisServer::start() else { return };
    let (here, there) = (redis.bus().await, redis.bus().await);
    let (mut at_home, mut abroad) = (here.watch("conversation"), there.watch("conversation"));
    let listener = there.subscribe(["conversation:7"]);
    for cursor in 1..=3 {
        here.publish("conversation:7", cursor);
    }
    for cursor in 1..=3 {
        assert_eq!(soon(abroad.next()).await, Some(fact("conversation:7", cursor)));
        assert_eq!(soon(at_home.next()).await, Some(fact("conversation:7", cursor)));
    }
    assert_eq!(soon(listener.moved()).await, moved(["conversation:7"]));
    // Sent after the three had made their round: an echo of them would come before it.
    there.publish("conversation:8", 1);
    assert_eq!(soon(at_home.next()).await, Some(fact("conversation:8", 1)));
}

#[tokio::test]
async fn after_redis_was_away_everybody_asks_again_and_later_facts_come_through() {
    let Some(mut redis) = RedisServer::start() else { return };
    let (here, there) = (redis.bus().await, redis.bus().await);
    let listener = there.subscribe(["conversation:7"]);
    let mut watch = there.watch("login");
    redis.stop();
    here.publish("conversation:9", 1);
    redis.start_again();
    assert!(soon(listener.moved()).await.missed);
    assert_eq!(soon(watch.next()).await, Some(Watched::Gap));
    here.publish("conversation:7", 2);
    soon(here.flushed()).await;
    assert_eq!(soon(listener.moved()).await, moved(["conversation:7"]));
}

#[tokio::test]
async fn publishing_never_waits_while_redis_is_away() {
    let Some(mut redis) = RedisServer::start() else { return };
    let (here, there) = (redis.bus().await, redis.bus().await);
    let (at_home, abroad) = (here.subscribe(["conversation:7"]), there.subscribe(["conversation:7"]));
    redis.stop();
    let started = std::time::Instant::now();
    (0..10_000).for_each(|cursor| here.publish("conversation:7", cursor));
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(at_home.moved().now_or_never(), Some(moved(["conversation:7"])));
    redis.start_again();
    assert!(soon(abroad.moved()).await.missed);
}

#[tokio::test]
async fn more_facts_than_can_wait_become_a_gap_for_the_other_nodes() {
    let Some(redis) = RedisServer::start() else { return };
    let (here, there) = (redis.bus().await, redis.bus().await);
    let abroad = there.subscribe(["conversation:7"]);
    // Nothing else runs on this thread meanwhile, so that they cannot leave one by one.
    (0..10_000).for_each(|cursor| here.publish("conversation:8", cursor));
    assert!(soon(abroad.moved()).await.missed);
}
