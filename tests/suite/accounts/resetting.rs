//! A new password by a link in a mail.

use jiff::SignedDuration;

use crate::support::TestApp;

const NEW: &str = "Other-hours-2";

async fn link(app: &TestApp) -> String {
    let asked = app.visitor().post("/password-reset", &[("email", " Ana@example.org ")]).await;
    assert_eq!((asked.status, asked.location()), (303, "/password-reset/sent"));
    app.run_jobs().await;
    app.newest_link("ana@example.org", "/password-reset/").await
}

fn log_in(password: &str) -> [(&str, &str); 2] {
    [("email", "ana@example.org"), ("password", password)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lets_in_with_a_new_password_and_ends_every_other_login() {
    let app = TestApp::start().await;
    let elsewhere = app.member("Ana").await;
    assert_eq!(elsewhere.get("/credits").await.status, 200);
    let link = link(&app).await;
    let here = app.visitor();
    here.get(&link).await.says("For ana@example.org");
    let answer = here.post(&link, &[("password", NEW)]).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(here.get("/credits").await.status, 200);
    assert_eq!(elsewhere.get("/credits").await.status, 303, "who was in is out");
    assert_eq!(app.visitor().post("/login", &log_in("Swap-hours-1")).await.status, 422);
    assert_eq!(app.visitor().post("/login", &log_in(NEW)).await.status, 303);
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await[0], "Your password has changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_once_even_for_two_at_once() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let link = link(&app).await;
    let (one, other) = (app.visitor(), app.visitor());
    let form = [("password", NEW)];
    let (first, second) = tokio::join!(one.post(&link, &form), other.post(&link, &form));
    let mut ways = [first.location().to_owned(), second.location().to_owned()];
    ways.sort();
    assert_eq!(ways, ["/", "/password-reset"], "one is in, the other asks for a new link");
    assert_eq!(app.number("SELECT count(*) FROM logins").await, 1);
    app.visitor().get(&link).await.says("has been used");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_good_for_an_hour() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let link = link(&app).await;
    app.state.clock.advance(SignedDuration::from_mins(59));
    app.visitor().get(&link).await.says("Save and log in");
    app.state.clock.advance(SignedDuration::from_mins(2));
    app.visitor().get(&link).await.says("older than an hour");
    assert_eq!(app.visitor().post(&link, &[("password", NEW)]).await.location(), "/password-reset");
    assert_eq!(app.visitor().post("/login", &log_in("Swap-hours-1")).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_password_leaves_the_link_as_it_was() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let link = link(&app).await;
    for (password, said) in [("short", "at least 8"), ("Password1!", "tried first")] {
        let answer = app.visitor().post(&link, &[("password", password)]).await;
        assert_eq!(answer.status, 422);
        answer.says(said);
    }
    assert_eq!(app.visitor().post(&link, &[("password", NEW)]).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_gets_the_same_answer_and_no_mail() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let mut answers = Vec::new();
    for email in ["ana@example.org", "nobody@example.org", "ana@example.org", "nobody@example.org"] {
        let answer = app.visitor().post("/password-reset", &[("email", email)]).await;
        answers.push((answer.status, answer.location().to_owned(), answer.sql()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await.len(), 2);
    assert_eq!(app.mails_to("nobody@example.org").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_locked_out_by_a_stranger_gets_in_by_mail() {
    let app = TestApp::start_with(&[("LOGINS_PER_MINUTE", "5")]).await;
    app.enrol("Ana").await;
    for _ in 0..6 {
        app.visitor().post("/login", &log_in("Wrong-hours-1")).await;
    }
    assert_eq!(app.visitor().post("/login", &log_in("Swap-hours-1")).await.status, 429);
    let link = link(&app).await;
    let ana = app.visitor();
    assert_eq!(ana.post(&link, &[("password", NEW)]).await.location(), "/");
    assert_eq!(ana.get("/credits").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobodys_mailbox_is_filled() {
    let app = TestApp::start_with(&[("LOGINS_PER_MINUTE", "5")]).await;
    app.enrol("Ana").await;
    for _ in 0..5 {
        assert_eq!(app.visitor().post("/password-reset", &[("email", "ana@example.org")]).await.status, 303);
    }
    let sixth = app.visitor().post("/password-reset", &[("email", "ANA@example.org")]).await;
    assert_eq!(sixth.status, 429);
    assert!(!sixth.header("retry-after").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_another_kind_opens_nothing_here() {
    let app = TestApp::start().await;
    app.visitor().post("/join", &[("name", "Ana"), ("email", "ana@example.org"), ("password", "Swap-hours-1")]).await;
    app.run_jobs().await;
    let link = app.newest_link("ana@example.org", "/email-verification/").await;
    let other = link.replace("/email-verification/", "/password-reset/");
    app.visitor().get(&other).await.says("has been used");
    assert_eq!(app.visitor().post(&other, &[("password", NEW)]).await.location(), "/password-reset");
}
