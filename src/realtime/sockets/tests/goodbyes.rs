use std::any::Any;
use std::time::{Duration, Instant};

use actix_web::dev::Extensions;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::super::super::stalled::end_when_stalled_for;
use super::super::Pace;
use super::site::{Page, Site};

#[tokio::test]
async fn at_shutdown_pages_are_sent_to_another_node() {
    let site = Site::open().await;
    let mut page = site.page().await;
    site.shutdown.send(true).unwrap();
    assert_eq!(page.goodbye().await, 1012);
}

#[tokio::test]
async fn the_end_of_a_login_or_a_member_is_the_end_of_their_sockets() {
    for topic in ["login:5", "member:1"] {
        let site = Site::open().await;
        let mut page = site.page().await;
        page.listen([("chat:7", 0)]).await;
        site.bus.publish("login:6", 0);
        site.bus.publish("member:2", 0);
        site.say("chat:7", "a");
        assert_eq!(page.hears().await, "a");
        site.bus.publish(topic, 0);
        assert_eq!(page.goodbye().await, 4001, "{topic}");
    }
}

#[tokio::test]
async fn a_login_that_ended_unheard_is_found_out_at_the_opening_and_after_a_gap() {
    let site = Site::open().await;
    let mut page = site.page().await;
    page.listen([("chat:7", 0)]).await;
    site.say("chat:7", "a");
    assert_eq!(page.hears().await, "a");
    site.story.end_login("login:5");
    site.bus.pretend_a_gap();
    assert_eq!(page.goodbye().await, 4001);
    assert_eq!(site.page().await.goodbye().await, 4001);
}

#[tokio::test]
async fn a_page_of_another_site_gets_no_socket() {
    let site = Site::open().await;
    assert_eq!(site.page_of("https://evil.example").await.err(), Some(403));
}

#[tokio::test]
async fn the_twenty_first_socket_of_a_member_is_refused_until_another_ends() {
    let mut site = Site::open().await;
    let mut pages = Vec::new();
    for _ in 0..20 {
        pages.push(site.page().await);
    }
    assert_eq!(site.page_of("https://swap.example").await.err(), Some(503));
    site.gone.recv().await.unwrap();
    let mut last = pages.pop().unwrap();
    last.send_message(Message::Close(None)).await;
    drop(last);
    site.gone.recv().await.unwrap();
    site.page_of("https://swap.example").await.unwrap();
}

#[tokio::test]
async fn what_is_not_the_protocol_ends_the_socket_for_good() {
    let site = Site::open().await;
    let too_big = format!(r#"{{"topics":{{}},"x":"{}"}}"#, "x".repeat(20_000));
    for nonsense in [Message::text("hello"), Message::binary("hello"), Message::text(too_big)] {
        let mut page = site.page().await;
        page.send_message(nonsense).await;
        assert_eq!(page.goodbye().await, 1008);
    }
    let mut flooding = site.page().await;
    for _ in 0..41 {
        flooding.send("{}").await;
    }
    assert_eq!(flooding.goodbye().await, 1008);
}

#[tokio::test]
async fn pages_are_pinged_and_the_silent_are_left() {
    let pace = Pace { ping: Duration::from_millis(50), idle: Duration::from_millis(200), ..Pace::default() };
    let site = Site::at_pace(pace).await;
    let mut page = site.page().await;
    // Reading answers pings, so these are more than the silence that is borne.
    for _ in 0..8 {
        assert_eq!(page.message().await, Message::Ping("".into()));
    }
    let idle = Pace { ping: Duration::from_secs(60), ..pace };
    let site = Site::at_pace(idle).await;
    assert_eq!(site.page().await.goodbye().await, 1001);
}

/// Says what fills every buffer of whoever does not read, and has the other hear each word of it. Who is given up does
/// not listen to their own topic any more: then the log-in, the member and the common topic are left.
async fn talk_until_one_is_given_up(site: &Site, eager: &mut Page) {
    let words = "x".repeat(200_000);
    let began = Instant::now();
    while site.bus.topics_listened_to() > 3 {
        assert!(began.elapsed() < Duration::from_secs(20), "whoever takes nothing should be given up by now");
        site.say("chat:7", &words);
        assert_eq!(eager.hears().await.len(), words.len());
    }
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_let_go_and_the_others_hear_everything() {
    let site = Site::at_pace(Pace { patience: Duration::from_secs(1), ..Pace::default() }).await;
    let (mut sluggish, mut eager) = (site.sluggish_page().await, site.page().await);
    sluggish.listen([("chat:7", 0), ("chat:8", 0)]).await;
    site.say("chat:8", "only the sluggish one hears this");
    assert_eq!(sluggish.hears().await, "only the sluggish one hears this");
    eager.listen([("chat:7", 0)]).await;
    talk_until_one_is_given_up(&site, &mut eager).await;
    assert_eq!(sluggish.goodbye().await, 1013);
    site.say("chat:7", "and on");
    assert_eq!(eager.hears().await, "and on");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_reader_that_never_takes_anything_again_does_not_keep_the_connection() {
    let pace = Pace { patience: Duration::from_millis(100), ..Pace::default() };
    let stalls = |connection: &dyn Any, _: &mut Extensions| end_when_stalled_for(Duration::from_secs(1), connection);
    let mut site = Site::with_connections(pace, stalls).await;
    let (mut stalled, mut eager) = (site.sluggish_page().await, site.page().await);
    stalled.listen([("chat:7", 0), ("chat:8", 0)]).await;
    site.say("chat:8", "a");
    assert_eq!(stalled.hears().await, "a");
    eager.listen([("chat:7", 0)]).await;
    talk_until_one_is_given_up(&site, &mut eager).await;
    timeout(Duration::from_secs(20), site.gone.recv()).await.expect("the connection should be gone by now").unwrap();
}
