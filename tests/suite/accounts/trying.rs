//! How often one may try.

use jiff::SignedDuration;

use crate::support::{RedisServer, TestApp};

const WRONG: [(&str, &str); 2] = [("email", "ana@example.org"), ("password", "Wrong-hours-1")];
const RIGHT: [(&str, &str); 2] = [("email", "ana@example.org"), ("password", "Swap-hours-1")];
const FIVE: (&str, &str) = ("LOGINS_PER_MINUTE", "5");
/// Every visitor of a test comes from one address: here each says another.
const PROXY: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.0/8");

async fn try_from(app: &TestApp, address: &str, form: &[(&str, &str)]) -> crate::support::Answer {
    let request = app.visitor().request(reqwest::Method::POST, "/login").header("origin", app.state.origin());
    crate::support::Answer::of(request.header("x-forwarded-for", address).form(form)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_try_in_a_minute_waits_and_is_told_how_to_get_in() {
    let app = TestApp::start_with(&[FIVE]).await;
    app.enrol("Ana").await;
    for _ in 0..5 {
        assert_eq!(app.visitor().post("/login", &WRONG).await.status, 422);
    }
    let refused = app.visitor().post("/login", &RIGHT).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    refused.says("Too many tries").says("60 seconds").says("value=\"ana@example.org\"").says("/password-reset");
    app.state.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(app.visitor().post("/login", &RIGHT).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wait_doubles_to_a_quarter_of_an_hour_and_an_hour_ends_it() {
    let app = TestApp::start_with(&[FIVE]).await;
    app.enrol("Ana").await;
    for _ in 0..6 {
        app.visitor().post("/login", &WRONG).await;
    }
    for minutes in [1, 2, 4, 8, 15, 15] {
        app.state.clock.advance(SignedDuration::from_secs(minutes * 60 - 10));
        assert_eq!(app.visitor().post("/login", &WRONG).await.status, 429, "still within {minutes} minutes");
        app.state.clock.advance(SignedDuration::from_secs(11));
        assert_eq!(app.visitor().post("/login", &WRONG).await.status, 422, "after {minutes} minutes");
    }
    app.state.clock.advance(SignedDuration::from_mins(76));
    for _ in 0..5 {
        assert_eq!(app.visitor().post("/login", &WRONG).await.status, 422);
    }
    assert_eq!(app.visitor().post("/login", &WRONG).await.status, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_guarded_whatever_addresses_the_tries_come_from() {
    let app = TestApp::start_with(&[FIVE, PROXY]).await;
    app.enrol("Ana").await;
    app.enrol("Ben").await;
    for last in 1..=5 {
        assert_eq!(try_from(&app, &format!("203.0.113.{last}"), &WRONG).await.status, 422);
    }
    assert_eq!(try_from(&app, "203.0.113.6", &RIGHT).await.status, 429);
    let ben = [("email", "ben@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(try_from(&app, "203.0.113.1", &ben).await.status, 303, "others are let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_held_back_whatever_accounts_it_tries_and_a_slash_64_is_one() {
    let app = TestApp::start_with(&[FIVE, PROXY]).await;
    app.enrol("Ana").await;
    for number in 1..=5 {
        let (email, address) = (format!("nobody{number}@example.org"), format!("2001:db8:1:2::{number}"));
        assert_eq!(try_from(&app, &address, &[("email", &email), ("password", "Wrong-hours-1")]).await.status, 422);
    }
    assert_eq!(try_from(&app, "2001:db8:1:2:ffff::9", &RIGHT).await.status, 429);
    assert_eq!(try_from(&app, "2001:db8:1:3::1", &RIGHT).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_that_succeeds_is_taken_back() {
    let app = TestApp::start_with(&[FIVE]).await;
    app.enrol("Ana").await;
    for _ in 0..12 {
        assert_eq!(app.visitor().post("/login", &RIGHT).await.status, 303, "an office behind one address");
    }
    for _ in 0..4 {
        app.visitor().post("/login", &WRONG).await;
    }
    assert_eq!(app.visitor().post("/login", &RIGHT).await.status, 303);
    assert_eq!(app.visitor().post("/login", &WRONG).await.status, 422);
    assert_eq!(app.visitor().post("/login", &WRONG).await.status, 429, "but five wrong ones from here are five");
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_tries_at_once_are_five() {
    let app = TestApp::start_with(&[FIVE]).await;
    app.enrol("Ana").await;
    let tries = (0..40).map(|_| async { app.visitor().post("/login", &WRONG).await.status });
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == 422).count(), 5, "{answers:?}");
    assert!(answers.iter().all(|status| [422, 429].contains(status)), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_hold_on_another_node_and_after_a_restart() {
    let Some(redis) = RedisServer::start().await else { return };
    let secret = "44".repeat(32);
    let settings = [FIVE, ("REDIS_URL", redis.url.as_str()), ("SECRET_KEY", secret.as_str())];
    let one = TestApp::start_with(&settings).await;
    one.enrol("Ana").await;
    for _ in 0..5 {
        one.visitor().post("/login", &WRONG).await;
    }
    let url = one.state.db.url().to_owned();
    drop(one);
    let other = TestApp::start_on(&url, &settings).await;
    assert_eq!(other.visitor().post("/login", &RIGHT).await.status, 429);
}

/// Two at once read their clocks in one order and reach the row in the other.
#[tokio::test(flavor = "multi_thread")]
async fn tries_that_come_at_once_do_not_refuse_each_other() {
    let app = TestApp::start_with(&[FIVE]).await;
    app.enrol("Ana").await;
    assert_eq!(app.visitor().post("/login", &WRONG).await.status, 422);
    app.state.clock.advance(SignedDuration::from_millis(-500));
    assert_eq!(app.visitor().post("/login", &RIGHT).await.status, 303);
}
