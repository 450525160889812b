//! Taking an account back from whoever got in.

use jiff::SignedDuration;

use crate::support::{Person, TestApp};

const OLD: &str = "ana@example.org";

/// Changes the address, as somebody with the password can.
async fn move_to(app: &TestApp, thief: &Person, email: &str) {
    assert_eq!(thief.post("/me/email", &[("email", email)]).await.status, 303);
    app.run_jobs().await;
    let proof = app.newest_link(email, "/email-change/").await;
    assert_eq!(thief.post(&proof, &[]).await.status, 303);
    app.run_jobs().await;
    app.state.clock.advance(SignedDuration::from_secs(60));
}

async fn email_of(app: &TestApp, email: &str) -> bool {
    app.number(&format!("SELECT count(*) FROM members WHERE email = '{email}'")).await == 1
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_and_every_way_in_that_came_with_the_thief_is_gone() {
    let app = TestApp::start().await;
    let thief = app.member("Ana").await;
    let id = thief.id;
    for (what, moment) in [("old", "interval '-3 days'"), ("new", "interval '0'")] {
        app.sql(&format!(
            "INSERT INTO passkeys (member_id, credential_id, credential, name, created_at)
             VALUES ({id}, '{what}', '{{}}', '{what}', now() + {moment});
             INSERT INTO linked_identities (member_id, provider, subject, created_at)
             VALUES ({id}, CASE '{what}' WHEN 'old' THEN 'google' ELSE 'linkedin' END, '{what}', now() + {moment})"
        ))
        .await;
    }
    app.sql(&format!(
        "INSERT INTO second_factors (member_id, secret, recovery_salt, created_at, confirmed_at)
         VALUES ({id}, 'sealed', decode(repeat('00', 16), 'hex'), now(), now())"
    ))
    .await;
    move_to(&app, &thief, "eve@evil.example").await;
    let back = app.newest_link(OLD, "/take-back/").await;
    let ana = app.visitor();
    ana.get(&back).await.says("goes back to ana@example.org");
    assert_eq!(ana.post(&back, &[]).await.location(), "/password-reset/sent");
    assert_eq!(thief.get("/credits").await.status, 303, "thrown out");
    let again = [("email", OLD), ("password", "Swap-hours-1")];
    assert_eq!(thief.post("/login", &again).await.status, 422, "the password that the thief knows");
    assert_eq!(app.number("SELECT count(*) FROM passkeys WHERE name = 'old'").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM passkeys").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM linked_identities WHERE subject = 'old'").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM linked_identities").await, 1);
    app.run_jobs().await;
    let reset = app.newest_link(OLD, "/password-reset/").await;
    let in_again = ana.post(&reset, &[("password", "Other-hours-2")]).await;
    assert_eq!(in_again.location(), "/", "no code of the thief's is asked for");
    assert_eq!(ana.post(&back, &[]).await.status, 409, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_ways_back_the_older_wins_in_either_order() {
    for thief_first in [false, true] {
        let app = TestApp::start().await;
        let thief = app.member("Ana").await;
        move_to(&app, &thief, "one@evil.example").await;
        move_to(&app, &thief, "two@evil.example").await;
        let anas = app.newest_link(OLD, "/take-back/").await;
        let thiefs = app.newest_link("one@evil.example", "/take-back/").await;
        assert_ne!(anas, thiefs);
        let visitor = app.visitor();
        if thief_first {
            assert_eq!(visitor.post(&thiefs, &[]).await.status, 303);
            assert!(email_of(&app, "one@evil.example").await);
        }
        assert_eq!(visitor.post(&anas, &[]).await.status, 303);
        assert_eq!(visitor.post(&thiefs, &[]).await.status, 409);
        assert!(email_of(&app, OLD).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_a_change_of_address_that_waits() {
    let app = TestApp::start().await;
    let thief = app.member("Ana").await;
    thief.post("/me/email", &[("email", "eve@evil.example")]).await;
    app.run_jobs().await;
    let proof = app.newest_link("eve@evil.example", "/email-change/").await;
    let ana = app.visitor();
    ana.post("/password-reset", &[("email", OLD)]).await;
    app.run_jobs().await;
    ana.post(&app.newest_link(OLD, "/password-reset/").await, &[("password", "Other-hours-2")]).await;
    ana.get("/me/email").await.says("ana@example.org");
    assert_eq!(ana.post(&proof, &[]).await.status, 409);
    assert!(email_of(&app, OLD).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_comes_late_carries_no_link_that_was_withdrawn() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.post("/me/email", &[("email", "typo@new.example")]).await;
    ana.post("/me/email", &[("email", "ana@new.example")]).await;
    // Both mails are written now, after the second wish.
    app.run_jobs().await;
    let typo = app.newest_link("typo@new.example", "/email-change/").await;
    assert_eq!(ana.post(&typo, &[]).await.status, 409);
    assert_eq!(ana.post(&app.newest_link("ana@new.example", "/email-change/").await, &[]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_told_of_a_second_factor_can_take_it_off_for_a_week() {
    let app = TestApp::start().await;
    let thief = app.member("Ana").await;
    thief.post("/me/second-factor", &[]).await;
    app.sql("UPDATE second_factors SET confirmed_at = now()").await;
    thief.post("/me/second-factor/removal", &[]).await;
    app.run_jobs().await;
    assert_eq!(app.mails_to(OLD).await, ["Two-step log-in is off"]);
    let back = app.newest_link(OLD, "/take-back/").await;
    app.state.clock.advance(SignedDuration::from_hours(7 * 24 + 1));
    app.visitor().get(&back).await.says("older than seven days");
    app.state.clock.advance(SignedDuration::from_hours(-2));
    assert_eq!(app.visitor().post(&back, &[]).await.status, 303);
    assert_eq!(thief.get("/credits").await.status, 303);
}
