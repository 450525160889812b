//! The private feed.

use jiff::SignedDuration;

use super::second_opinion;
use crate::support::{Answer, Person, TestApp};

const PAGE: &str = "/me/calendar";

/// The path of somebody's feed, as their page shows it.
async fn address(person: &Person) -> String {
    let page = person.get(PAGE).await;
    let (_, rest) = page.body.split_once("/calendars/").unwrap_or_else(|| panic!("no address on {}", page.body));
    format!("/calendars/{}.ics", rest.split_once(".ics").unwrap().0)
}

async fn fetch(app: &TestApp, path: &str, tag: &str) -> Answer {
    Answer::of(app.visitor().request(reqwest::Method::GET, path).header("if-none-match", tag)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_fetches_what_is_agreed_and_is_told_when_nothing_has_changed() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let starts_at = app.in_days(2);
    let path = app.proposal(&ben, &ana, &[starts_at]).await;
    ana.get(PAGE).await.says("Make my address").lacks("/calendars/");
    assert_eq!(ana.post("/me/calendar/feed", &[]).await.location(), PAGE);
    ana.get(PAGE).await.says("webcal://").says("Nobody has asked for it yet");
    let feed = address(&ana).await;
    let empty = fetch(&app, &feed, "").await;
    assert_eq!((empty.status, empty.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert_eq!((empty.header("cache-control"), empty.header("x-robots-tag")), ("private, no-cache", "noindex"));
    assert!(!empty.body.contains("VEVENT"), "a proposal is no session");
    ana.get(PAGE).await.says("Last asked for");

    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    let full = fetch(&app, &feed, empty.header("etag")).await;
    assert_eq!(full.status, 200);
    assert_eq!(fetch(&app, &feed, full.header("etag")).await.status, 304);
    assert_eq!(fetch(&app, &feed, &format!("\"x\", W/{}", full.header("etag"))).await.status, 304);
    assert_eq!(full.sql(), 2, "who it is, and their sessions");
    if let Some(said) = second_opinion(&full.body) {
        assert_eq!((&said["name"], &said["method"]), (&"Skillswap sessions".into(), &"".into()));
        let event = &said["events"][0];
        assert_eq!((&event["summary"], &event["status"]), (&"Spanish: you teach Ben".into(), &"CONFIRMED".into()));
        assert_eq!(event["from"], starts_at.microseconds() / 1000);
        assert_eq!(said["events"].as_array().unwrap().len(), 1);
    }
    assert!(!full.body.contains("@example.org"), "nobody's address is in it");

    let all_back = [("reason", ""), ("refund", "1000")];
    assert_eq!(ana.post(&format!("{path}/cancellation"), &all_back).await.status, 303);
    assert!(!fetch(&app, &feed, full.header("etag")).await.body.contains("VEVENT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_ends_at_once_and_is_nowhere_in_the_database() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    assert_eq!(ana.post("/me/calendar/feed", &[]).await.status, 303);
    let first = address(&ana).await;
    let token = first.trim_start_matches("/calendars/").trim_end_matches(".ics");
    assert_eq!(
        app.number(&format!("SELECT count(*) FROM calendar_feeds f WHERE to_jsonb(f)::text LIKE '%{token}%'")).await,
        0
    );
    assert_eq!(fetch(&app, &first, "").await.status, 200);
    assert_eq!(ana.post("/me/calendar/feed", &[]).await.status, 303);
    let second = address(&ana).await;
    assert_ne!(first, second);
    assert_eq!((fetch(&app, &first, "").await.status, fetch(&app, &second, "").await.status), (404, 200));
    assert_eq!(ana.post("/me/calendar/feed/removal", &[]).await.location(), PAGE);
    assert_eq!(fetch(&app, &second, "").await.status, 404);
    ana.get(PAGE).await.says("Make my address");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_reaches_ninety_days_back_and_ends_with_its_member() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    assert_eq!(ana.post("/me/calendar/feed", &[]).await.status, 303);
    let feed = address(&ana).await;
    app.state.clock.advance(SignedDuration::from_hours(24 * 80));
    assert!(fetch(&app, &feed, "").await.body.contains("VEVENT"));
    app.state.clock.advance(SignedDuration::from_hours(24 * 14));
    assert!(!fetch(&app, &feed, "").await.body.contains("VEVENT"));
    let again = ana.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-1")]).await;
    assert_eq!(again.status, 303);
    let gone = ana.post("/me/deletion", &[("sure", "true"), ("password", "Swap-hours-1")]).await;
    assert_eq!(gone.location(), "/");
    assert_eq!(fetch(&app, &feed, "").await.status, 404);
}
