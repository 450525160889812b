//! Another address.

use crate::support::{Person, TestApp};

const OLD: &str = "ana@example.org";
const NEW: &str = "ana@new.example";

async fn ask(app: &TestApp, ana: &Person, email: &str) {
    let asked = ana.post("/me/email", &[("email", email)]).await;
    assert_eq!((asked.status, asked.location()), (303, "/me/email"), "{}", asked.body);
    app.run_jobs().await;
}

async fn log_in(app: &TestApp, email: &str) -> u16 {
    app.visitor().post("/login", &[("email", email), ("password", "Swap-hours-1")]).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn the_new_address_counts_when_it_is_proven_and_both_are_told() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ask(&app, &ana, NEW).await;
    assert_eq!(app.mails_to(OLD).await, ["A new address was asked for"]);
    assert_eq!((log_in(&app, OLD).await, log_in(&app, NEW).await), (303, 422), "nothing has changed yet");
    ana.get("/me/email").await.says("We are waiting").says(NEW);
    let link = app.newest_link(NEW, "/email-change/").await;
    // Opened on a phone that is not logged in, or by who got the mail by a slip of the pen.
    assert_eq!(app.visitor().get(&link).await.location(), format!("/login?next={}", link.replace('/', "%2F")));
    let ben = app.member("Ben").await;
    ben.get(&link).await.says("Nothing has changed");
    assert_eq!(ben.post(&link, &[]).await.status, 409);
    ana.get(&link).await.says("Use this address");
    assert_eq!(ana.post(&link, &[]).await.status, 303);
    assert_eq!((log_in(&app, OLD).await, log_in(&app, NEW).await), (422, 303));
    app.run_jobs().await;
    assert_eq!(app.mails_to(NEW).await[0], "Your address has changed");
    assert_eq!(app.mails_to(OLD).await[0], "Your address has changed");
    assert_eq!(ana.post(&link, &[]).await.status, 409, "a link works once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_address_takes_it_back_and_throws_out_whoever_did_it() {
    let app = TestApp::start().await;
    let thief = app.member("Ana").await;
    ask(&app, &thief, NEW).await;
    thief.post(&app.newest_link(NEW, "/email-change/").await, &[]).await;
    app.run_jobs().await;
    let undo = app.newest_link(OLD, "/take-back/").await;
    let ana = app.visitor();
    ana.get(&undo).await.says("Take it back");
    assert_eq!(ana.post(&undo, &[]).await.location(), "/password-reset/sent");
    assert_eq!(thief.get("/credits").await.status, 303, "thrown out");
    app.run_jobs().await;
    let reset = app.newest_link(OLD, "/password-reset/").await;
    assert_eq!(ana.post(&reset, &[("password", "Other-hours-2")]).await.location(), "/");
    assert_eq!(app.number("SELECT count(*) FROM members WHERE email = 'ana@example.org'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_an_account_gets_the_same_answer_and_is_not_taken() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    app.enrol("Ben").await;
    ask(&app, &ana, "ben@example.org").await;
    assert_eq!(app.mails_to("ben@example.org").await, ["You already have an account"]);
    ana.get("/me/email").await.says("We are waiting").says("ben@example.org");
    assert_eq!(app.mails_to(OLD).await, ["A new address was asked for"], "as for any other");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_prove_one_address_the_second_is_told() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    ask(&app, &ana, NEW).await;
    let first = app.newest_link(NEW, "/email-change/").await;
    ask(&app, &ben, NEW).await;
    let links = [first, app.newest_link(NEW, "/email-change/").await];
    assert_ne!(links[0], links[1]);
    let (one, other) = tokio::join!(ana.post(&links[0], &[]), ben.post(&links[1], &[]));
    let mut ends = [one.status, other.status];
    ends.sort_unstable();
    assert_eq!(ends, [303, 409]);
    assert_eq!(app.number("SELECT count(*) FROM members WHERE email = 'ana@new.example'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joined_with_the_address_and_never_proved_it_gives_way() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    app.visitor().post("/join", &[("name", "Eve"), ("email", NEW), ("password", "Eves-own-77")]).await;
    ask(&app, &ana, NEW).await;
    assert_eq!(ana.post(&app.newest_link(NEW, "/email-change/").await, &[]).await.status, 303);
    assert_eq!(log_in(&app, NEW).await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_wish_makes_the_older_link_worthless() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ask(&app, &ana, "first@new.example").await;
    ask(&app, &ana, NEW).await;
    let first = app.newest_link("first@new.example", "/email-change/").await;
    ana.get(&first).await.says("a newer one was sent");
    assert_eq!(ana.post(&first, &[]).await.status, 409);
    for (email, said) in [("nonsense", "complete email address"), (OLD, "your address already")] {
        let refused = ana.post("/me/email", &[("email", email)]).await;
        assert_eq!(refused.status, 422);
        refused.says(said).says(&format!("value=\"{email}\""));
    }
}
