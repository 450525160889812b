use crate::support::TestApp;

const FORM: [(&str, &str); 3] = [("name", "Ana"), ("email", "ana@example.org"), ("password", "Swap-hours-1")];

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_and_a_known_one_get_the_same_answer() {
    let app = TestApp::start().await;
    app.enrol("Known").await;
    let visitor = app.visitor();
    let new = visitor.post("/join", &FORM).await;
    let known =
        visitor.post("/join", &[("name", "Eve"), ("email", "known@example.org"), ("password", "Swap-hours-1")]).await;
    assert_eq!((new.status, new.location()), (303, "/join/sent"));
    assert_eq!((known.status, known.location()), (303, "/join/sent"));
    assert_eq!(app.number("SELECT count(*) FROM members").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_keeps_what_was_typed_and_says_what_is_wrong() {
    let app = TestApp::start().await;
    let answer = app.visitor().post("/join", &[("name", "Ana"), ("email", "nowhere"), ("password", "short")]).await;
    assert_eq!(answer.status, 422);
    answer.says("value=\"nowhere\"").says("Write a complete email address").says("at least 8 characters");
    assert!(!answer.body.contains("value=\"short\""), "a password is never sent back");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unproven_address_cannot_log_in() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/join", &FORM).await;
    let right = visitor.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-1")]).await;
    let wrong = visitor.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-2")]).await;
    assert_eq!((right.status, wrong.status), (422, 422), "who begins an account learns nothing of the address");
    right.says("open the link in our mail first");
    assert_eq!(visitor.get("/credits").await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM logins").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_takes_the_same_work_whoever_has_the_address() {
    let app = TestApp::start().await;
    app.enrol("Known").await;
    let mut counts = Vec::new();
    for email in ["known@example.org", "new@example.org", "new@example.org", "known@example.org", "newer@example.org"] {
        let form = [("name", "Ana"), ("email", email), ("password", "Swap-hours-1")];
        counts.push(app.visitor().post("/join", &form).await.sql());
    }
    assert!(counts.iter().all(|count| *count == counts[0]), "known, new, unproven, known, new: {counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_in_anothers_name_first_does_not_keep_the_account() {
    let app = TestApp::start().await;
    let eve = [("name", "Eve"), ("email", "ana@example.org"), ("password", "Eves-own-77")];
    app.visitor().post("/join", &eve).await;
    app.run_jobs().await;
    let eves_link = app.newest_link("ana@example.org", "/email-verification/").await;
    let ana = app.visitor();
    ana.post("/join", &FORM).await;
    app.run_jobs().await;
    let own_link = app.newest_link("ana@example.org", "/email-verification/").await;
    ana.get(&eves_link).await.says("has been used, or is older");
    assert_eq!(ana.post(&own_link, &[]).await.location(), "/onboarding");
    let log_in = |password| [("email", "ana@example.org"), ("password", password)];
    assert_eq!(app.visitor().post("/login", &log_in("Eves-own-77")).await.status, 422);
    assert_eq!(app.visitor().post("/login", &log_in("Swap-hours-1")).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_in_anothers_name_second_does_not_get_the_account() {
    let app = TestApp::start().await;
    let ana = app.visitor();
    ana.post("/join", &FORM).await;
    let eve = app.visitor();
    eve.post("/join", &[("name", "Ana"), ("email", "ana@example.org"), ("password", "Eves-own-77")]).await;
    app.run_jobs().await;
    let link = app.newest_link("ana@example.org", "/email-verification/").await;
    ana.get(&link).await.says("another browser than the one");
    let refused = ana.post(&link, &[("password", "Swap-hours-1")]).await;
    assert_eq!(refused.status, 422);
    refused.says("not the password that was chosen").says("/password-reset");
    assert_eq!(app.number("SELECT count(*) FROM members WHERE email_verified_at IS NOT NULL").await, 0);
    ana.post("/password-reset", &[("email", "ana@example.org")]).await;
    app.run_jobs().await;
    let reset = app.newest_link("ana@example.org", "/password-reset/").await;
    assert_eq!(ana.post(&reset, &[("password", "Anas-own-88")]).await.location(), "/");
    let log_in = |password| [("email", "ana@example.org"), ("password", password)];
    assert_eq!(app.visitor().post("/login", &log_in("Eves-own-77")).await.status, 422);
    assert_eq!(eve.post(&link, &[]).await.location(), "/login", "worthless by now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opened_elsewhere_asks_for_the_password() {
    let app = TestApp::start().await;
    app.visitor().post("/join", &FORM).await;
    app.run_jobs().await;
    let link = app.newest_link("ana@example.org", "/email-verification/").await;
    let phone = app.visitor();
    assert_eq!(phone.post(&link, &[]).await.status, 422);
    assert_eq!(phone.post(&link, &[("password", "Swap-hours-1")]).await.location(), "/onboarding");
    assert_eq!(phone.get("/credits").await.status, 200);
    assert_eq!(app.visitor().post(&link, &[("password", "Swap-hours-1")]).await.location(), "/login", "used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_tried_first_is_refused() {
    let app = TestApp::start().await;
    for (password, said) in [("Password1!", "tried first"), ("Martina-77", "holds your name")] {
        let form = [("name", "Martina"), ("email", "m@example.org"), ("password", password)];
        let answer = app.visitor().post("/join", &form).await;
        assert_eq!(answer.status, 422);
        answer.says(said);
    }
}
