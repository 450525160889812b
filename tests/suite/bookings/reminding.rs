use jiff::SignedDuration;
use skillswap::bookings;

use super::moving::agreed;
use crate::support::TestApp;

async fn to_begin_in(app: &TestApp, minutes: i64) {
    let starts_at = app.number("SELECT extract(epoch FROM starts_at)::bigint FROM bookings").await;
    let now = app.state.clock.now().microseconds() / 1_000_000;
    app.state.clock.advance(SignedDuration::from_secs(starts_at - now - minutes * 60));
}

const TOLD: &str = "SELECT count(*) FROM notifications WHERE kind = 'session_soon'";

#[tokio::test(flavor = "multi_thread")]
async fn both_are_reminded_three_times_and_never_twice() {
    let app = TestApp::start().await;
    let _people = agreed(&app).await;
    for (minutes, told) in [(1441, 0), (1439, 2), (61, 2), (59, 4), (16, 4), (14, 6)] {
        to_begin_in(&app, minutes).await;
        // Two nodes look at the same moment, and one of them again.
        let (one, other) = (app.state.db.clone(), app.state.db.clone());
        let now = app.state.clock.now();
        let look = async |db: skillswap::db::Db| bookings::remind_due(&mut db.get().await.unwrap(), now).await.unwrap();
        tokio::join!(look(one.clone()), look(other));
        look(one).await;
        assert_eq!(app.number(TOLD).await, told, "{minutes} minutes before");
    }
    app.run_jobs().await;
    let mails = app.mails_to("ana@").await;
    assert_eq!(mails.iter().filter(|mail| mail.starts_with("Soon:")).count(), 1, "older ones are of the past");
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_move_with_the_session_and_end_with_it() {
    let app = TestApp::start().await;
    let (ana, ben, path) = agreed(&app).await;
    to_begin_in(&app, 1439).await;
    app.run_jobs().await;
    assert_eq!(app.number(TOLD).await, 2);
    assert_eq!(ben.post(&format!("{path}/move"), &[("slot", &app.in_days(3).to_string())]).await.status, 303);
    assert_eq!(ana.post(&format!("{path}/move/agreement"), &[("slot", "1")]).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM reminders WHERE sent_at IS NULL").await, 3);
    to_begin_in(&app, 1439).await;
    app.run_jobs().await;
    assert_eq!(app.number(TOLD).await, 4);
    assert_eq!(ana.post(&format!("{path}/cancellation"), &[("refund", "1000")]).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM reminders").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_away_sends_the_nearest_one_only_and_none_when_it_is_too_late() {
    let app = TestApp::start().await;
    let _people = agreed(&app).await;
    to_begin_in(&app, 50).await;
    app.run_jobs().await;
    assert_eq!(app.number(TOLD).await, 2, "of the one of a day and that of an hour");
    to_begin_in(&app, -1).await;
    app.run_jobs().await;
    assert_eq!(app.number(TOLD).await, 2);
    assert_eq!(app.number("SELECT count(*) FROM reminders WHERE sent_at IS NULL").await, 0);
}
