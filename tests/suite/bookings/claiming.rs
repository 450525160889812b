use futures_util::future::join_all;
use jiff::SignedDuration;
use skillswap::bookings::{self, BookingId};
use skillswap::ledger::Credits;
use uuid::Uuid;

use super::moving::agreed;
use crate::support::{Person, TestApp};

/// The session of two days' time is on for `minutes`.
async fn on(minutes: i64) -> (TestApp, Person, Person, String) {
    let app = TestApp::start().await;
    let (ana, ben, path) = agreed(&app).await;
    let starts_at = app.number("SELECT extract(epoch FROM starts_at)::bigint FROM bookings").await;
    let now = app.state.clock.now().microseconds() / 1_000_000;
    app.state.clock.advance(SignedDuration::from_secs(starts_at - now + minutes * 60));
    (app, ana, ben, path)
}

const NO_SHOW: [(&str, &str); 2] = [("kind", "no_show"), ("words", "Nobody came.")];

#[tokio::test(flavor = "multi_thread")]
async fn who_did_not_come_and_says_nothing_is_taken_to_agree() {
    let (app, ana, ben, path) = on(5).await;
    let early = ben.post(&format!("{path}/claim"), &NO_SHOW).await;
    assert_eq!(early.status, 409);
    early.says("This can be said when the session has begun for 10 minutes");
    app.state.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(ben.post(&format!("{path}/claim"), &NO_SHOW).await.status, 303);
    ana.get(&path).await.says("Ben says that it did not go as agreed").says("Nobody came.").says("If you say nothing");
    // Frozen: time and ratings do not pay.
    app.state.clock.advance(SignedDuration::from_hours(47));
    app.run_jobs().await;
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
    app.state.clock.advance(SignedDuration::from_hours(2));
    app.run_jobs().await;
    assert_eq!(app.balances(ben.id).await, (5000, 0));
    ben.get(&path).await.says("Settled").says("10.00 credits went back to you");
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_until_the_window_is_over_and_no_second_longer() {
    let form = [("kind", "other"), ("outcome", "refund"), ("words", "It was not what we agreed on.")];
    for (late, said) in [(-1, 303), (0, 409)] {
        let (app, ana, ben, path) = on(30).await;
        assert_eq!(ben.post(&format!("{path}/claim"), &form).await.status, 303);
        let until = app.number("SELECT (extract(epoch FROM answer_until) * 1000000)::bigint FROM claims").await;
        let now = app.state.clock.now().microseconds();
        app.state.clock.advance(SignedDuration::from_micros(until - now + late * 1_000_000));
        let objected = ana.post(&format!("{path}/claim/objection"), &[("words", "We did all of it.")]).await;
        assert_eq!(objected.status, said);
        if late == 0 {
            objected.says("The time to answer this claim is over");
            assert_eq!(ana.post(&format!("{path}/claim/admission"), &[]).await.status, 409);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_must_answer_is_mailed_at_once_and_once_more_a_day_before_the_end() {
    let (app, ana, ben, path) = on(30).await;
    assert_eq!(ben.post(&format!("{path}/claim"), &NO_SHOW).await.status, 303);
    app.run_jobs().await;
    let mails = "SELECT count(*) FROM booking_mails WHERE kind LIKE 'claim%'";
    assert_eq!(app.number(mails).await, 1);
    app.state.clock.advance(SignedDuration::from_hours(23));
    app.run_jobs().await;
    assert_eq!(app.number(mails).await, 1);
    for _ in 0..3 {
        app.state.clock.advance(SignedDuration::from_hours(1));
        app.run_jobs().await;
    }
    assert_eq!(app.number(mails).await, 2);
    let due = "SELECT count(*) FROM notifications WHERE kind = 'claim_due'";
    assert_eq!(app.number(due).await, 1);
    ana.get("/notifications").await.says("Ben waits for your answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_are_told_once_of_what_waits_for_them() {
    let (app, _, ben, path) = on(30).await;
    let mia = app.member("Mia").await;
    app.sql(&format!("UPDATE members SET role = 'moderator' WHERE id IN ({}, {})", mia.id, ben.id)).await;
    let form = [("kind", "other"), ("outcome", "refund"), ("words", "It was not what we agreed on.")];
    assert_eq!(ben.post(&format!("{path}/claim"), &form).await.status, 303);
    let told = "SELECT count(*) FROM notifications WHERE kind = 'dispute_waits'";
    app.run_jobs().await;
    assert_eq!(app.number(told).await, 0);
    // Nobody answers.
    for _ in 0..3 {
        app.state.clock.advance(SignedDuration::from_hours(49));
        app.run_jobs().await;
    }
    assert_eq!(app.number(told).await, 1, "Mia, and not Ben, who is part of it");
    // Six days later they come again.
    let (ana, mia) = (app.visitor(), app.visitor());
    for (person, email) in [(&ana, "ana@example.org"), (&mia, "mia@example.org")] {
        assert_eq!(person.post("/login", &[("email", email), ("password", "Swap-hours-1")]).await.status, 303);
    }
    mia.get("/notifications").await.says("A dispute waits for a decision");
    ana.get(&path).await.says("A moderator looks at it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_late_and_says_so_is_paid_for_the_rest() {
    let (app, ana, ben, path) = on(40).await;
    let wrong =
        ben.post(&format!("{path}/claim"), &[("kind", "late"), ("minutes_lost", "70"), ("words", "Late.")]).await;
    assert_eq!(wrong.status, 422);
    wrong.says("from 1 to 60").says("Late.");
    let form = [("kind", "late"), ("minutes_lost", "15"), ("words", "A quarter of an hour late.")];
    assert_eq!(ben.post(&format!("{path}/claim"), &form).await.status, 303);
    assert_eq!(ben.post(&format!("{path}/claim/admission"), &[]).await.status, 409);
    assert_eq!(ana.post(&format!("{path}/claim/admission"), &[]).await.status, 303);
    assert_eq!((app.balances(ana.id).await, app.balances(ben.id).await), ((5750, 0), (4250, 0)));
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_contested_waits_for_a_moderator_and_is_decided_once() {
    let (app, ana, ben, path) = on(30).await;
    let form = [("kind", "other"), ("outcome", "refund"), ("words", "It was not what we agreed on.")];
    assert_eq!(ben.post(&format!("{path}/claim"), &form).await.status, 303);
    assert_eq!(ana.post(&format!("{path}/claim/objection"), &[("words", " ")]).await.status, 422);
    let contested = ana.post(&format!("{path}/claim/objection"), &[("words", "We did all of the agenda.")]).await;
    assert_eq!(contested.status, 303);
    ben.get(&path).await.says("We did all of the agenda.").says("A moderator looks at it");
    app.state.clock.advance(SignedDuration::from_hours(24 * 30));
    app.run_jobs().await;
    assert_eq!(app.balances(ben.id).await, (4000, 1000), "time alone decides nothing");

    let moderators = [app.teacher("Mia").await, app.teacher("Max").await];
    let id = BookingId(path.rsplit('/').next().unwrap().parse().unwrap());
    let decisions = moderators.iter().cycle().take(20).zip(0_i64..).map(|(moderator, n)| {
        let (db, now, who) = (app.state.db.clone(), app.state.clock.now(), (moderator.id, Uuid::new_v4()));
        async move {
            let mut conn = db.get().await.unwrap();
            bookings::decide(&mut conn, now, id, who, Credits(n * 50), "Half of it was done.").await.is_ok()
        }
    });
    assert_eq!(join_all(decisions).await.into_iter().filter(|decided| *decided).count(), 1);
    assert_eq!(app.number("SELECT sum(balance) FROM ledger_accounts WHERE kind = 'held'").await, 0);
    ben.get(&path).await.says("Half of it was done.");
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_their_own_session() {
    let (app, ana, ben, path) = on(30).await;
    ben.post(&format!("{path}/claim"), &NO_SHOW).await;
    let id = BookingId(path.rsplit('/').next().unwrap().parse().unwrap());
    let mut conn = app.state.db.get().await.unwrap();
    let own = bookings::decide(&mut conn, app.state.clock.now(), id, (ana.id, Uuid::new_v4()), Credits(0), "x").await;
    assert!(matches!(own, Err(bookings::BookingError::NotFound)), "{own:?}");
}
