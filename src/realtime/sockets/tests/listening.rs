use std::sync::atomic::Ordering;

use tokio_tungstenite::tungstenite::Message;

use super::site::Site;

#[tokio::test]
async fn what_is_said_arrives_at_every_page_that_listens() {
    let site = Site::open().await;
    let (mut one, mut other) = (site.page().await, site.page().await);
    site.say("chat:7", "before ");
    one.listen([("chat:7", 0)]).await;
    other.listen([("chat:7", 0)]).await;
    assert_eq!((one.hears().await, other.hears().await), ("before ".into(), "before ".into()));
    for word in ["a", "b", "c"] {
        site.say("chat:7", word);
        assert_eq!((one.hears().await, other.hears().await), (word.into(), word.into()));
    }
}

#[tokio::test]
async fn a_page_that_comes_back_gets_what_it_missed_once_and_goes_on() {
    let site = Site::open().await;
    ["a", "b", "c", "d"].iter().for_each(|word| site.say("chat:7", word));
    let mut page = site.page().await;
    page.listen([("chat:7", 2)]).await;
    assert_eq!(page.hears().await, "cd");
    site.say("chat:7", "e");
    assert_eq!(page.hears().await, "e");
}

#[tokio::test]
async fn no_word_is_lost_or_doubled_while_pages_come_and_go() {
    let site = Site::open().await;
    let mut heard = String::new();
    for round in 0..20 {
        let mut page = site.page().await;
        site.say("chat:7", "(before)");
        page.listen([("chat:7", round * 3)]).await;
        site.say("chat:7", "(while)");
        site.say("chat:7", "(after)");
        let until = heard.len() + "(before)(while)(after)".len();
        while heard.len() < until {
            heard.push_str(&page.hears().await);
        }
    }
    assert_eq!(heard, "(before)(while)(after)".repeat(20));
}

#[tokio::test]
async fn a_topic_that_is_not_theirs_or_unknown_is_silent_and_the_others_are_not() {
    let site = Site::open().await;
    let mut page = site.page().await;
    page.listen([("secret:1", 0), ("nonsense", 0), ("unheard_of:1", 0), ("chat:7", 0)]).await;
    site.say("chat:7", "a");
    assert_eq!(page.hears().await, "a");
    site.bus.publish("secret:1", 1);
    site.say("chat:7", "b");
    assert_eq!(page.hears().await, "b");
    // The log-in, the member and the chat: the others are no longer listened to.
    assert_eq!(site.bus.topics_listened_to(), 3);
}

#[tokio::test]
async fn a_feed_that_fails_is_asked_again_and_the_socket_stays() {
    let site = Site::open().await;
    let mut page = site.page().await;
    site.story.failures.store(3, Ordering::SeqCst);
    site.say("chat:7", "a");
    page.listen([("chat:7", 0)]).await;
    assert_eq!(page.hears().await, "a");
}

#[tokio::test]
async fn after_a_gap_on_the_bus_pages_are_told_what_it_swallowed() {
    let site = Site::open().await;
    let mut page = site.page().await;
    page.listen([("chat:7", 0), ("chat:8", 0)]).await;
    site.say("chat:7", "a");
    assert_eq!(page.hears().await, "a");
    site.story.say_untold("chat:7", "b");
    site.bus.pretend_a_gap();
    assert_eq!(page.hears().await, "b");
}

#[tokio::test]
async fn a_frame_names_all_topics_and_sets_their_cursors() {
    let site = Site::open().await;
    let mut page = site.page().await;
    site.say("chat:8", "a");
    page.listen([("chat:7", 0), ("chat:8", 0)]).await;
    assert_eq!(page.hears().await, "a");
    page.listen([("chat:8", 0), ("chat:9", 0)]).await;
    assert_eq!(page.hears().await, "a");
    site.say("chat:7", "unheard");
    site.say("chat:9", "b");
    assert_eq!(page.hears().await, "b");
    page.send("{}").await;
    site.say("chat:8", "c");
    assert_eq!(page.hears().await, "c");
}

#[tokio::test]
async fn pings_are_answered() {
    let site = Site::open().await;
    let mut page = site.page().await;
    page.send_message(Message::Ping("there?".into())).await;
    assert_eq!(page.message().await, Message::Pong("there?".into()));
}
