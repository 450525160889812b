//! Carries facts between nodes through one Redis channel. Redis forgets what it has passed on, so a node that was away
//! cannot know what it missed: after every (re)connection its listeners ask again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use rand::Rng;
use redis::AsyncCommands;
use redis::aio::{MultiplexedConnection, PubSubSink, PubSubStream};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::{Fact, Node};
use crate::redis_pool::RedisPool;

/// The channel, followed by the number of the database: Redis's channels do not know databases, and two installations
/// on one server must not end each other's log-ins.
const CHANNEL: &str = "skillswap:facts";
/// Facts that wait for Redis at most (about 100 bytes each); beyond that the other nodes are told that they missed some.
const WAITING_AT_MOST: usize = 4_096;
/// Facts in one letter at most.
const LETTER_AT_MOST: usize = 256;
/// A subscription that is silent is asked for a sign of life this often, and has so long to give it.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(3);

/// What goes through the channel.
#[derive(Serialize, Deserialize)]
struct Letter {
    /// Who sent it: a node has heard its own facts already.
    node: Uuid,
    facts: Vec<Fact>,
    /// The sender had more than it could keep.
    missed: bool,
}

enum Outgoing {
    Fact(Fact),
    Flush(oneshot::Sender<()>),
}

/// A node's connection to the others.
pub(super) struct Relay {
    outgoing: mpsc::Sender<Outgoing>,
    overflowed: Arc<AtomicBool>,
    tasks: [AbortHandle; 2],
}

impl Relay {
    pub(super) fn start(pool: &RedisPool, node: Arc<Node>) -> Self {
        let client = pool.client().clone();
        let channel = format!("{CHANNEL}:{}", client.get_connection_info().redis_settings().db());
        let id = Uuid::new_v4();
        let (outgoing, waiting) = mpsc::channel(WAITING_AT_MOST);
        let overflowed = Arc::new(AtomicBool::new(false));
        let speaker = Speaker {
            client: client.clone(),
            channel: channel.clone(),
            id,
            waiting,
            overflowed: Arc::clone(&overflowed),
        };
        let hearer = Hearer { client, channel, id, node };
        let tasks = [tokio::spawn(speaker.run()).abort_handle(), tokio::spawn(hearer.run()).abort_handle()];
        Self { outgoing, overflowed, tasks }
    }

    pub(super) fn pass_on(&self, fact: Fact) {
        if self.outgoing.try_send(Outgoing::Fact(fact)).is_err() {
            self.overflowed.store(true, Ordering::Release);
            metrics::counter!("bus_facts_overflowed_total").increment(1);
        }
    }

    pub(super) async fn flushed(&self) {
        let (done, wait) = oneshot::channel();
        if self.outgoing.send(Outgoing::Flush(done)).await.is_ok() {
            // Err: the runtime is ending and took the task first; there is nobody left to wait for.
            let _runtime_ends = wait.await;
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

/// Sends this node's facts, some at a time, each until Redis has it.
struct Speaker {
    client: redis::Client,
    channel: String,
    id: Uuid,
    waiting: mpsc::Receiver<Outgoing>,
    overflowed: Arc<AtomicBool>,
}

impl Speaker {
    async fn run(mut self) {
        let mut connection = None;
        let mut outgoing = Vec::new();
        while self.waiting.recv_many(&mut outgoing, LETTER_AT_MOST).await > 0 {
            let mut letter = Letter { node: self.id, facts: Vec::new(), missed: false };
            let mut flushes = Vec::new();
            for item in outgoing.drain(..) {
                match item {
                    Outgoing::Fact(fact) => letter.facts.push(fact),
                    Outgoing::Flush(done) => flushes.push(done),
                }
            }
            self.send(&mut connection, letter).await;
            for done in flushes {
                let _nobody_waits_any_more = done.send(());
            }
        }
    }

    async fn send(&self, connection: &mut Option<MultiplexedConnection>, mut letter: Letter) {
        let mut pause = Pause::default();
        loop {
            letter.missed |= self.overflowed.swap(false, Ordering::AcqRel);
            if letter.facts.is_empty() && !letter.missed {
                return;
            }
            match self.try_send(connection, &letter).await {
                Ok(()) => return,
                Err(error) => {
                    *connection = None;
                    tracing::warn!(%error, "other nodes cannot be told, trying again");
                    pause.wait().await;
                }
            }
        }
    }

    async fn try_send(&self, kept: &mut Option<MultiplexedConnection>, letter: &Letter) -> anyhow::Result<()> {
        let text = serde_json::to_string(letter)?;
        let connection = match kept {
            Some(connection) => connection,
            None => kept.insert(timeout(PATIENCE, self.client.get_multiplexed_async_connection()).await??),
        };
        let _receivers: i64 = timeout(PATIENCE, connection.publish(&self.channel, text)).await??;
        Ok(())
    }
}

/// Hears the other nodes' facts.
struct Hearer {
    client: redis::Client,
    channel: String,
    id: Uuid,
    node: Arc<Node>,
}

impl Hearer {
    async fn run(self) {
        let mut pause = Pause::default();
        loop {
            match self.subscribe().await {
                Ok((sink, stream)) => {
                    pause = Pause::default();
                    self.node.missed_some();
                    let reason = self.listen(sink, stream).await;
                    tracing::warn!(reason, "other nodes are not heard, connecting again");
                }
                Err(error) => tracing::warn!(%error, "other nodes cannot be heard, trying again"),
            }
            pause.wait().await;
        }
    }

    async fn subscribe(&self) -> anyhow::Result<(PubSubSink, PubSubStream)> {
        let connect = async {
            let (mut sink, stream) = self.client.get_async_pubsub().await?.split();
            sink.subscribe(&self.channel).await?;
            Ok((sink, stream))
        };
        timeout(PATIENCE, connect).await?
    }

    /// Delivers what comes until the connection ends; says why it did.
    async fn listen(&self, mut sink: PubSubSink, mut stream: PubSubStream) -> &'static str {
        loop {
            match timeout(SIGN_OF_LIFE, stream.next()).await {
                Ok(Some(message)) => self.open(message.get_payload_bytes()),
                Ok(None) => return "the connection ended",
                // A cut cable ends no connection: whoever is silent is asked.
                Err(_silent) => match timeout(PATIENCE, sink.ping::<redis::Value>()).await {
                    Ok(Ok(_)) => {}
                    Ok(Err(_)) | Err(_) => return "no sign of life",
                },
            }
        }
    }

    fn open(&self, text: &[u8]) {
        match serde_json::from_slice::<Letter>(text) {
            Ok(letter) if letter.node == self.id => {}
            Ok(letter) => {
                let count = u64::try_from(letter.facts.len()).unwrap_or(u64::MAX);
                metrics::counter!("bus_facts_total", "from" => "elsewhere").increment(count);
                letter.facts.iter().for_each(|fact| self.node.deliver(fact));
                if letter.missed {
                    self.node.missed_some();
                }
            }
            // Nodes of another version may say more than we understand: ask about everything.
            Err(error) => {
                tracing::warn!(%error, "another node's letter cannot be read");
                self.node.missed_some();
            }
        }
    }
}

/// The wait before the next try: 0.1 s, doubling up to 5 s, with jitter so that nodes do not return in step.
struct Pause(Duration);

impl Default for Pause {
    fn default() -> Self {
        Self(Duration::from_millis(100))
    }
}

impl Pause {
    async fn wait(&mut self) {
        let jitter = rand::rng().random_range(0.5..1.0);
        sleep(self.0.mul_f64(jitter)).await;
        self.0 = (self.0 * 2).min(Duration::from_secs(5));
    }
}
