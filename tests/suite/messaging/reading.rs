use skillswap::error::AppError;
use skillswap::messaging;
use skillswap::realtime::{Feeds, Update};

use super::{conversation, say, unread};
use crate::support::{Person, TestApp};

async fn told(app: &TestApp, who: &Person, talk: &str, cursor: i64) -> Result<Update, AppError> {
    let topic = talk.replace("/messages/", "conversation:");
    let feeds = messaging::feeds(Feeds::default());
    let (feed, key) = feeds.of(&topic).unwrap();
    feed.since(&app.state, who.id.0, key, cursor).await
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_conversation_reads_it_within_its_budget() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    say(&ana, &talk, "One").await;
    say(&ana, &talk, "Two").await;
    assert_eq!(unread(&app, &ben).await, 2);
    ben.get("/messages").await.says("row--unread");
    let page = ben.get(&talk).await;
    assert_eq!(unread(&app, &ben).await, 0);
    page.says("data-cursor=\"2\"").says("<span class=\"badge badge--zero\" id=\"badge-messages\">");
    assert!(page.sql() <= 4, "{}", page.sql());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_shows_the_conversation_reads_what_it_is_told_once_and_in_order() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    for number in 1..=3 {
        say(&ana, &talk, &format!("Number {number}")).await;
    }
    let update = told(&app, &ben, &talk, 1).await.unwrap();
    assert_eq!(update.cursor, 3);
    assert!(!update.html.contains("Number 1"));
    assert!(update.html.find("Number 2").unwrap() < update.html.find("Number 3").unwrap());
    // It joins the message that the page has already.
    assert!(!update.html.contains("day-line") && update.html.contains("message--continued"), "{}", update.html);
    assert_eq!(unread(&app, &ben).await, 0);
    assert_eq!(told(&app, &ben, &talk, 3).await.unwrap(), Update { html: String::new(), cursor: 3 });
    assert_eq!(ben.get(&format!("{talk}/news?after=3")).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_absence_is_told_in_pages_and_only_those_are_read() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    for number in 1..=53 {
        say(&ana, &talk, &format!("Number {number}.")).await;
    }
    let update = told(&app, &ben, &talk, 0).await.unwrap();
    assert_eq!(update.cursor, 50);
    assert!(update.html.contains("Show all of it") && update.html.contains("<li class=\"message\" id=\"message-51\">"));
    assert_eq!(unread(&app, &ben).await, 3);
    assert_eq!(told(&app, &ben, &talk, 50).await.unwrap().cursor, 53);
    assert_eq!(unread(&app, &ben).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_only_for_participants() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.member("Ana").await, app.member("Ben").await, app.member("Eve").await);
    let talk = conversation(&ana, &ben).await;
    say(&ana, &talk, "A secret").await;
    assert!(matches!(told(&app, &eve, &talk, 0).await, Err(AppError::NotFound)));
    assert!(matches!(told(&app, &ben, "/messages/x", 0).await, Err(AppError::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_messages_come_in_pages_and_read_nothing() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    for number in 1..=60 {
        say(&ana, &talk, &format!("Number {number}.")).await;
    }
    let older = ben.get(&format!("{talk}?before=11")).await;
    older.says("Number 1.").says("Number 10.").says("To the newest messages");
    assert!(!older.body.contains("Number 11.") && !older.body.contains("data-topic=\"conversation"));
    assert_eq!(unread(&app, &ben).await, 60);
    let page = ben.get(&talk).await;
    page.says("Number 11.").says(&format!("{talk}?before=11"));
    assert!(!page.body.contains("Number 10."));
    let fragment = ben.get_fragment(&format!("{talk}?before=11")).await;
    // Number 11 again: it does not begin a day any more.
    fragment.says("<hx-upsert").says("Number 1.").says("Number 11.").says("hx-target=\"#earlier\"");
    assert_eq!(fragment.body.matches("day-line").count(), 1);
}
