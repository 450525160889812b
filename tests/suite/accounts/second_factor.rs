//! The second factor: codes from an app, and recovery codes.

use jiff::SignedDuration;

use crate::support::{Person, Phone, TestApp};

const FORM: [(&str, &str); 3] = [("email", "ana@example.org"), ("password", "Swap-hours-1"), ("next", "/credits")];

/// What stands between `<code>` and `</code>`.
fn codes(body: &str) -> Vec<String> {
    body.split("<code>").skip(1).map(|rest| rest.split("</code>").next().unwrap().to_owned()).collect()
}

/// Turns it on: the phone, and the recovery codes.
async fn turn_on(app: &TestApp, ana: &Person) -> (Phone, Vec<String>) {
    assert_eq!(ana.post("/me/second-factor", &[]).await.location(), "/me/second-factor");
    let page = ana.get("/me/second-factor").await;
    let phone = Phone::with_key(&codes(&page.body)[0]);
    let shown = ana.post("/me/second-factor/confirmation", &[("code", &phone.code(app))]).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let recovery = codes(&shown.body);
    assert_eq!(recovery.len(), 10);
    shown.says(&format!("data:text/plain;charset=utf-8,{}%0A", recovery[0]));
    (phone, recovery)
}

/// Gives the password; whoever this is stands before the second page.
async fn halfway(app: &TestApp) -> Person {
    let person = app.visitor();
    let answer = person.post("/login", &FORM).await;
    assert_eq!((answer.status, answer.location()), (303, "/login/code"));
    assert_eq!(person.get("/credits").await.status, 303, "not in yet");
    person
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_set_up_with_a_picture_or_a_key_and_then_asked_for() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.get("/me/second-factor").await.says("Set it up");
    ana.post("/me/second-factor", &[]).await;
    let picture = ana.get("/me/second-factor/key.svg").await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(picture.header("cache-control"), "no-store");
    let wrong = ana.post("/me/second-factor/confirmation", &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(app.visitor().post("/login", &FORM).await.location(), "/credits", "not asked for before it works");
    let (phone, _) = turn_on(&app, &ana).await;
    assert_eq!(ana.get("/me/second-factor/key.svg").await.status, 404, "never shown again");
    ana.get("/me/second-factor").await.says("It is on. You have 10 recovery codes");

    let person = halfway(&app).await;
    person.get("/login/code").await.says("One more step");
    assert_eq!(person.post("/login/code", &[("code", "000000")]).await.status, 422);
    app.state.clock.advance(SignedDuration::from_secs(30));
    let entered = person.post("/login/code", &[("code", &phone.code(&app))]).await;
    assert_eq!((entered.status, entered.location()), (303, "/credits"), "where they wanted to go");
    assert_eq!(person.get("/credits").await.status, 200);
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await, ["Two-step log-in is on"]);
    assert_eq!(
        app.number("SELECT count(*) FROM second_factors WHERE length(secret) = 12 + 20 + 16").await,
        1,
        "sealed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_even_for_two_at_once() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let (phone, _) = turn_on(&app, &ana).await;
    let set_up_with = phone.code(&app);
    let person = halfway(&app).await;
    assert_eq!(person.post("/login/code", &[("code", &set_up_with)]).await.status, 422, "used for setting up");
    app.state.clock.advance(SignedDuration::from_secs(60));
    let code = phone.code(&app);
    let (one, other) = (halfway(&app).await, halfway(&app).await);
    let form = [("code", code.as_str())];
    let (first, second) = tokio::join!(one.post("/login/code", &form), other.post("/login/code", &form));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_recovery_code_lets_one_of_two_in() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let (_, recovery) = turn_on(&app, &ana).await;
    for code in &recovery[..9] {
        let person = halfway(&app).await;
        assert_eq!(person.post("/login/code", &[("code", &code.to_uppercase())]).await.status, 303, "{code}");
    }
    let (one, other) = (halfway(&app).await, halfway(&app).await);
    let form = [("code", recovery[9].as_str())];
    let (first, second) = tokio::join!(one.post("/login/code", &form), other.post("/login/code", &form));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    ana.get("/me/second-factor").await.says("You have 0 recovery codes left");
    app.run_jobs().await;
    assert_eq!(
        app.mails_to("ana@example.org").await.iter().filter(|mail| *mail == "A recovery code was used").count(),
        10
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn new_recovery_codes_replace_the_old_and_turning_it_off_asks_for_none() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let (_, old) = turn_on(&app, &ana).await;
    let new = codes(&ana.post("/me/second-factor/recovery-codes", &[]).await.body);
    assert_eq!(new.len(), 10);
    let person = halfway(&app).await;
    assert_eq!(person.post("/login/code", &[("code", &old[0])]).await.status, 422);
    assert_eq!(person.post("/login/code", &[("code", &new[0])]).await.status, 303);
    assert_eq!(ana.post("/me/second-factor/removal", &[]).await.status, 303);
    assert_eq!(app.visitor().post("/login", &FORM).await.location(), "/credits");
    assert_eq!(ana.post("/me/second-factor/recovery-codes", &[]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_throttled_and_time_runs_out() {
    let app = TestApp::start_with(&[("LOGINS_PER_MINUTE", "5")]).await;
    let ana = app.member("Ana").await;
    let (phone, _) = turn_on(&app, &ana).await;
    let person = halfway(&app).await;
    for _ in 0..5 {
        assert_eq!(person.post("/login/code", &[("code", "000000")]).await.status, 422);
    }
    app.state.clock.advance(SignedDuration::from_secs(30));
    let refused = person.post("/login/code", &[("code", &phone.code(&app))]).await;
    assert_eq!(refused.status, 429);
    refused.says("Too many tries");
    app.state.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(person.post("/login/code", &[("code", &phone.code(&app))]).await.location(), "/login");
    assert_eq!(app.visitor().get("/login/code").await.location(), "/login", "nobody is halfway in here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_link_is_no_way_around_it() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    turn_on(&app, &ana).await;
    app.visitor().post("/password-reset", &[("email", "ana@example.org")]).await;
    app.run_jobs().await;
    let link = app.newest_link("ana@example.org", "/password-reset/").await;
    let thief = app.visitor();
    assert_eq!(thief.post(&link, &[("password", "Other-hours-2")]).await.location(), "/login/code");
    assert_eq!(thief.get("/credits").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_it_needs_proof() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    turn_on(&app, &ana).await;
    app.state.clock.advance(SignedDuration::from_mins(11));
    for path in ["/me/second-factor", "/me/second-factor/recovery-codes", "/me/second-factor/removal"] {
        assert!(ana.post(path, &[]).await.location().starts_with("/me/confirmation"), "{path}");
    }
    assert_eq!(app.number("SELECT count(*) FROM second_factors WHERE confirmed_at IS NOT NULL").await, 1);
}
