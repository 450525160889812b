//! Another password, while logged in.

use jiff::SignedDuration;

use crate::support::TestApp;

const NEW: &str = "Other-hours-2";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_login_but_this_one_and_a_mail_tells() {
    let app = TestApp::start().await;
    let here = app.member("Ana").await;
    let log_in = |password| [("email", "ana@example.org"), ("password", password)];
    let there = app.visitor();
    there.post("/login", &log_in("Swap-hours-1")).await;
    assert_eq!(there.get("/credits").await.status, 200);
    let changed = here.post("/me/password", &[("current", "Swap-hours-1"), ("password", NEW)]).await;
    assert_eq!((changed.status, changed.location()), (303, "/me"));
    assert_eq!(here.get("/credits").await.status, 200);
    assert_eq!(there.get("/credits").await.status, 303);
    assert_eq!(app.visitor().post("/login", &log_in("Swap-hours-1")).await.status, 422);
    assert_eq!(app.visitor().post("/login", &log_in(NEW)).await.status, 303);
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await, ["Your password has changed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_until_now_is_asked_and_guesses_are_counted() {
    let app = TestApp::start_with(&[("LOGINS_PER_MINUTE", "5")]).await;
    let ana = app.member("Ana").await;
    let wrong = [("current", "Wrong-hours-1"), ("password", NEW)];
    for _ in 0..5 {
        let answer = ana.post("/me/password", &wrong).await;
        assert_eq!(answer.status, 422);
        answer.says("not the password that you have now");
        assert!(!answer.body.contains(NEW) && !answer.body.contains("Wrong-hours-1"));
    }
    let right = [("current", "Swap-hours-1"), ("password", NEW)];
    assert_eq!(ana.post("/me/password", &right).await.status, 429);
    app.state.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(ana.post("/me/password", &right).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_to_choose_a_password_die_with_the_old_one() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    app.visitor().post("/password-reset", &[("email", "ana@example.org")]).await;
    app.run_jobs().await;
    let link = app.newest_link("ana@example.org", "/password-reset/").await;
    ana.post("/me/password", &[("current", "Swap-hours-1"), ("password", NEW)]).await;
    app.visitor().get(&link).await.says("has been used");
}
