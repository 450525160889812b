//! Where a member is logged in, and ending it.

use jiff::SignedDuration;

use crate::support::{Answer, Person, TestApp};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";

/// Logs Ana in on another device.
async fn another(app: &TestApp) -> Person {
    let person = app.visitor();
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1"), ("zone", "Europe/Lisbon")];
    let request = person.request(reqwest::Method::POST, "/login").header("origin", app.state.origin());
    assert_eq!(Answer::of(request.header("user-agent", FIREFOX).form(&form)).await.status, 303);
    assert_eq!(person.get("/credits").await.status, 200);
    person
}

#[tokio::test(flavor = "multi_thread")]
async fn every_login_is_listed_with_device_and_place() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    another(&app).await;
    app.member("Ben").await;
    let page = ana.get("/me/logins").await;
    page.says("Firefox on Linux").says("Near Lisbon, network 127.0.0.0/24").says("(this one)").says("End all others");
    assert_eq!(page.body.matches("last seen <time").count(), 2, "and nobody else's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_that_no_clock_knows_is_not_kept() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1"), ("zone", "Nowhere/<b>Land</b>")];
    assert_eq!(app.visitor().post("/login", &form).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM logins WHERE zone = ''").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_login_is_ended_and_the_rest_stay() {
    let app = TestApp::start().await;
    let (ana, phone, tablet) = (app.member("Ana").await, another(&app).await, another(&app).await);
    let newest = app.number("SELECT max(id) FROM logins").await;
    let ended = ana.post(&format!("/me/logins/{newest}"), &[]).await;
    assert_eq!((ended.status, ended.location()), (303, "/me/logins"));
    assert_eq!(tablet.get("/credits").await.status, 303);
    assert_eq!((phone.get("/credits").await.status, ana.get("/credits").await.status), (200, 200));
    assert_eq!(ana.post(&format!("/me/logins/{newest}"), &[]).await.status, 404, "it is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_others_are_ended_at_once() {
    let app = TestApp::start().await;
    let (ana, phone, tablet) = (app.member("Ana").await, another(&app).await, another(&app).await);
    assert_eq!(ana.post("/me/logins/others", &[]).await.status, 303);
    assert_eq!((phone.get("/credits").await.status, tablet.get("/credits").await.status), (303, 303));
    assert!(!ana.visit("/me/logins").await.body.contains("End all others"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_a_login_of_somebody_else() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let anas = app.number("SELECT max(id) FROM logins").await;
    let ben = app.member("Ben").await;
    assert_eq!(ben.post(&format!("/me/logins/{anas}"), &[]).await.status, 404);
    assert_eq!(ben.post("/me/logins/others", &[]).await.status, 303);
    assert_eq!(ana.get("/credits").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_a_login_needs_proof() {
    let app = TestApp::start().await;
    let (ana, phone) = (app.member("Ana").await, another(&app).await);
    app.state.clock.advance(SignedDuration::from_mins(11));
    assert!(ana.post("/me/logins/others", &[]).await.location().starts_with("/me/confirmation"));
    assert_eq!(phone.get("/credits").await.status, 200);
}
