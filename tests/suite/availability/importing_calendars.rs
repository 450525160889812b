//! Calendars from addresses and files, through the pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::SignedDuration;
use skillswap::clock::Instant;
use skillswap::outbound::Internet;

use super::reading_calendars::{WINDOW, second_opinion};
use crate::support::{Names, Person, TestApp, WebPeer, ok};

const PAGE: &str = "/me/hours/calendars";

/// A file in which the hour of `at` is taken.
fn hour(at: Instant) -> String {
    let stamp = |at: Instant| at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string();
    format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Secretmarker\r\nDTSTART:{}\r\nDTEND:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        stamp(at),
        stamp(at.plus_hours(1))
    )
}

/// The tests' members are free at every full hour.
fn full_hour_in_days(days: i64) -> Instant {
    let hour = 3_600_000_000;
    let later = Instant::from(jiff::Timestamp::now()).plus_hours(24 * days).microseconds();
    Instant::from_microseconds(later - later % hour)
}

/// An app to which every address leads to `peer`.
async fn app_with(peer: &WebPeer) -> TestApp {
    let mut app = TestApp::start().await;
    app.state.internet = Internet::through(Names::leading_to(peer)).unwrap();
    app
}

async fn add(person: &Person, address: &str) {
    let added = person.post(PAGE, &[("address", address), ("name", "Work")]).await;
    assert_eq!((added.status, added.location()), (303, PAGE), "{}", added.body);
}

/// Whether an hour of `teacher` at `at` can be proposed by `learner`.
async fn is_offered(app: &TestApp, learner: &Person, teacher: &Person, at: Instant) -> bool {
    app.propose(learner, teacher, &[at]).await.status == 303
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_calendar_calls_busy_is_not_offered_any_more() {
    let taken = full_hour_in_days(3);
    let peer = WebPeer::start(move |_| ok("", &hour(taken))).await;
    let app = app_with(&peer).await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    add(&ana, "http://calendar.example/private-0123456789/basic.ics").await;
    ana.get(PAGE).await.says("Being fetched for the first time").says("hx-trigger");
    app.run_jobs().await;
    let page = ana.get(PAGE).await;
    page.says("calendar.example … ic.ics").says("1 busy time ahead").lacks("0123456789").lacks("hx-trigger");
    assert!(!is_offered(&app, &ben, &ana, taken).await);
    assert!(is_offered(&app, &ben, &ana, taken.plus_hours(2)).await);
    for kept in ["Secretmarker", "0123456789"] {
        let rows = format!(
            "SELECT count(*) FROM calendars c LEFT JOIN calendar_busy b ON b.calendar_id = c.id WHERE c::text || coalesce(b::text, '') LIKE '%{kept}%'"
        );
        assert_eq!(app.number(&rows).await, 0, "{kept}");
    }
    let id = app.number("SELECT id FROM calendars").await;
    assert_eq!(ana.post(&format!("{PAGE}/{id}/removal"), &[]).await.location(), PAGE);
    assert!(is_offered(&app, &ben, &ana, taken).await, "gone with the calendar");
    assert_eq!(app.number("SELECT count(*) FROM calendar_busy").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_that_fails_says_so_and_neither_opens_nor_closes_a_time() {
    let calls = Arc::new(AtomicUsize::new(0));
    let taken = full_hour_in_days(5);
    let counted = Arc::clone(&calls);
    let peer = WebPeer::start(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => ok("", &hour(taken)),
        1 => ok("", "<!doctype html>Log in first"),
        _ => "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
    })
    .await;
    let app = app_with(&peer).await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    add(&ana, "http://calendar.example/a.ics").await;
    app.run_jobs().await;
    app.state.clock.advance(SignedDuration::from_mins(65));
    app.run_jobs().await;
    ana.get(PAGE).await.says("Not read since").says("This is not a calendar").says("What we knew before still counts");
    assert!(!is_offered(&app, &ben, &ana, taken).await, "what was known still counts");
    assert!(is_offered(&app, &ben, &ana, taken.plus_hours(2)).await, "nothing else is closed");
    for _ in 0..8 {
        app.state.clock.advance(SignedDuration::from_hours(13));
        app.run_jobs().await;
    }
    assert!(calls.load(Ordering::SeqCst) > 4, "it is tried again");
    let told = "SELECT count(*) FROM notifications WHERE kind = 'calendar_fails'";
    assert_eq!(app.number(told).await, 1, "once");
    ana.get(PAGE).await.says("The server answered with an error (503)");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_fetched_every_hour_and_when_asked_for_but_not_twice_a_minute() {
    let peer = WebPeer::start(|head| {
        if head.contains("if-none-match") {
            "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned()
        } else {
            ok("ETag: \"1\"\r\n", "BEGIN:VCALENDAR\nEND:VCALENDAR\n")
        }
    })
    .await;
    let app = app_with(&peer).await;
    let (ana, eve) = (app.teacher("Ana").await, app.teacher("Eve").await);
    add(&ana, "http://calendar.example/a.ics").await;
    app.run_jobs().await;
    let now = format!("{PAGE}/{}/fetching", app.number("SELECT id FROM calendars").await);
    assert_eq!(eve.post(&now, &[]).await.status, 404, "somebody else's");
    assert_eq!(ana.post(&now, &[]).await.status, 303);
    ana.get(PAGE).await.says("fetched a moment ago");
    app.run_jobs().await;
    assert_eq!(peer.requests().len(), 1);
    app.state.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(ana.post(&now, &[]).await.status, 303);
    app.run_jobs().await;
    assert_eq!(peer.requests().len(), 2);
    assert!(peer.requests()[1].contains("if-none-match: \"1\""), "what is known is not sent again");
    app.state.clock.advance(SignedDuration::from_mins(66));
    app.run_jobs().await;
    assert_eq!(peer.requests().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_round_through_a_second_reader() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let start: Instant = WINDOW.0.parse().unwrap();
    app.state.clock.advance(start.since(app.state.clock.now()));
    assert_eq!(ana.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-1")]).await.status, 303);
    let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calendars/google.ics")).unwrap();
    let sent = ana.upload(&format!("{PAGE}/file"), "file", &file).await;
    assert_eq!((sent.status, sent.location()), (303, PAGE), "{}", sent.body);
    let id = app.number("SELECT id FROM calendars").await;
    let understood = ana.get(&format!("{PAGE}/{id}/busy.ics")).await;
    assert_eq!(understood.header("content-type"), "text/calendar; charset=utf-8");
    assert!(!understood.body.contains("Team talk"));
    let Some(theirs) = second_opinion(&file, "UTC") else { return };
    assert_eq!(second_opinion(understood.body.as_bytes(), "UTC").unwrap(), theirs);
    assert_eq!(app.learner("Eve").await.get(&format!("{PAGE}/{id}/busy.ics")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_beside_its_field_with_the_input_kept() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    for (address, why) in [
        ("calendar", "This is not an address of the web"),
        ("http://127.0.0.1/a.ics", "leads into a private network"),
        ("https://calendar.example:8080/", "the web&#39;s own"),
    ] {
        let refused = ana.post(PAGE, &[("address", address), ("name", "Kept name")]).await;
        assert_eq!(refused.status, 422, "{address}");
        refused.says(why).says("field-address-error").says("Kept name").says(address);
    }
    let refused = ana.upload(&format!("{PAGE}/file"), "file", b"<!doctype html>").await;
    assert_eq!(refused.status, 422);
    refused.says("This is not a calendar").says("field-file-error");
    assert_eq!(ana.upload(&format!("{PAGE}/file"), "file", b"").await.status, 422);
    assert_eq!(ana.upload(&format!("{PAGE}/file"), "file", &vec![b'A'; 3 * 1024 * 1024]).await.status, 422);
    assert_eq!(app.number("SELECT count(*) FROM calendars").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_fit_than_five_however_fast_they_come() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let form = [("address", "https://calendar.example/a.ics")];
    let answers = futures_util::future::join_all((0..12).map(|_| ana.post(PAGE, &form))).await;
    let added = answers.iter().filter(|answer| answer.status == 303).count();
    assert_eq!((added, app.number("SELECT count(*) FROM calendars").await), (5, 5));
    for refused in answers.iter().filter(|answer| answer.status != 303) {
        refused.says("You have 5 calendars");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_opened_any_more_is_said_to_its_member() {
    let peer = WebPeer::start(|_| ok("", "BEGIN:VCALENDAR\nEND:VCALENDAR\n")).await;
    let app = app_with(&peer).await;
    let ana = app.teacher("Ana").await;
    add(&ana, "http://calendar.example/a.ics").await;
    // Sealed for another row: as when another key had sealed it.
    app.sql("UPDATE calendars SET row_key = gen_random_uuid()").await;
    app.run_jobs().await;
    ana.get(PAGE).await.says("Remove this calendar and add it again.");
    assert!(peer.requests().is_empty());
}
