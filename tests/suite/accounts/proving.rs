//! Proof, anew, of who somebody is.

use jiff::SignedDuration;

use crate::support::TestApp;

const GUARDED: [&str; 2] = ["/me/email", "/me/password"];

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_proof_for_ten_minutes_and_a_password_for_ten_more() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    for page in GUARDED {
        assert_eq!(ana.get(page).await.status, 200, "{page}");
    }
    app.state.clock.advance(SignedDuration::from_mins(11));
    for page in GUARDED {
        let sent = ana.get(page).await;
        assert_eq!(
            (sent.status, sent.location()),
            (303, format!("/me/confirmation?next={}", page.replace('/', "%2F")).as_str())
        );
    }
    let form = [("password", "Swap-hours-1"), ("next", "/me/email")];
    let proven = ana.post("/me/confirmation", &form).await;
    assert_eq!((proven.status, proven.location()), (303, "/me/email"));
    assert_eq!(ana.get("/me/email").await.status, 200);
    app.state.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(ana.get("/me/email").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_without_proof_changes_nothing() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    app.state.clock.advance(SignedDuration::from_mins(11));
    let request = ana.request(reqwest::Method::POST, "/me/email").header("origin", app.state.origin());
    let request = request.header("referer", format!("{}/me/email", app.state.origin()));
    let sent = crate::support::Answer::of(request.form(&[("email", "eve@example.org")])).await;
    assert_eq!((sent.status, sent.location()), (303, "/me/confirmation?next=%2Fme%2Femail"));
    let form = [("current", "Swap-hours-1"), ("password", "Other-hours-2")];
    assert_eq!(ana.post("/me/password", &form).await.status, 303);
    app.run_jobs().await;
    assert!(app.mails_to("ana@example.org").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_proves_nothing_and_is_counted() {
    let app = TestApp::start_with(&[("LOGINS_PER_MINUTE", "5")]).await;
    let ana = app.member("Ana").await;
    app.state.clock.advance(SignedDuration::from_mins(11));
    let wrong = [("password", "Wrong-hours-1"), ("next", "//evil.example")];
    for _ in 0..5 {
        ana.post("/me/confirmation", &wrong).await.says("This is not your password");
    }
    let right = [("password", "Swap-hours-1"), ("next", "//evil.example")];
    assert_eq!(ana.post("/me/confirmation", &right).await.status, 429);
    assert_eq!(ana.get("/me/email").await.status, 303);
    app.state.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(ana.post("/me/confirmation", &right).await.location(), "/", "and never to another site");
}

#[tokio::test(flavor = "multi_thread")]
async fn proof_in_one_place_is_none_in_another() {
    let app = TestApp::start().await;
    let here = app.member("Ana").await;
    app.state.clock.advance(SignedDuration::from_mins(11));
    let there = app.visitor();
    there.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-1")]).await;
    assert_eq!(there.get("/me/email").await.status, 200);
    assert_eq!(here.get("/me/email").await.status, 303);
}
