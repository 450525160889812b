use futures_util::future::join_all;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use skillswap::clock::Instant;

use super::{ask, bookings, key, series};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn dates_that_cannot_be_had_are_shown_before_and_left_out_and_the_rest_is_proposed() {
    let app = TestApp::start().await;
    let (ana, ben, carl) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Carl").await);
    let taken = app.proposal(&carl, &ana, &[app.in_days(9)]).await;
    assert_eq!(ana.post(&format!("{taken}/acceptance"), &[("slot", "1")]).await.status, 303);
    let (skill, first) = (app.skill().await, app.in_days(2));
    let page = format!("/members/{}/series?skill={skill}&minutes=60&weeks=1&times=4&first={first}", ana.id);
    let preview = ben.get(&page).await;
    preview.says("Left out: Ana is not free then.").says("<dt>All 3</dt><dd>30.00 credits. You have 50.00 available.");
    assert_eq!(preview.body.matches("name=\"date\"").count(), 4);
    // A stale page asks for all of them: what cannot be had never sinks the rest.
    let path = series(&app, &ben, &ana, first, 4).await;
    assert_eq!(bookings(&app, &path).await.len(), 3);
    ben.get(&path).await.says("Left out of the proposal").says("30.00 credits in all").says("The past tense.");
    assert_eq!(app.balances(ben.id).await, (5000, 0));
    // Told once, however many dates there are.
    assert_eq!(app.number("SELECT count(*) FROM notifications WHERE kind = 'series_received'").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM notifications WHERE kind = 'proposal_received'").await, 1);
    app.run_jobs().await;
    let mails = app.mails_to("ana@example.org").await;
    assert!(mails.contains(&"Ben would like to learn Spanish from you, 3 times".to_owned()), "{mails:?}");
    let session = format!("/bookings/{}", bookings(&app, &path).await[0]);
    ben.get(&session).await.says(&format!("href=\"{path}\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_learner_skips_dates_and_pays_for_those_alone() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let dear = ask(&app, &ben, &ana, app.in_days(2), &[1, 2, 3, 4, 5, 6], &key()).await;
    assert_eq!(dear.status, 422);
    dear.says("These 6 dates cost 60.00 credits in all, and you have 50.00 available: enough for 5.");
    dear.says("The past tense.");
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 0);
    let answer = ask(&app, &ben, &ana, app.in_days(2), &[1, 3, 4, 5, 6], &key()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(bookings(&app, answer.location()).await.len(), 5);
    let second = "SELECT count(*) FROM series_dates WHERE position = 2 AND booking_id IS NULL";
    assert_eq!(app.number(second).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_keeps_its_time_on_the_teachers_clock() {
    let app = TestApp::start().await;
    // A week before the next change of the clocks in Berlin, whatever today is.
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let now = app.state.clock.now();
    let change = Instant::from(berlin.following(now.timestamp()).next().unwrap().timestamp());
    app.state.clock.advance(change.since(now) - SignedDuration::from_hours(24 * 8));
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    app.sql(&format!("UPDATE members SET time_zone = 'Europe/Berlin' WHERE id = {}", ana.id)).await;
    let path = series(&app, &ben, &ana, app.in_days(3), 2).await;
    assert_eq!(bookings(&app, &path).await.len(), 2);
    let clocks = "SELECT count(DISTINCT (starts_at AT TIME ZONE 'Europe/Berlin')::time) FROM series_dates";
    assert_eq!(app.number(clocks).await, 1);
    assert_eq!(app.number("SELECT count(DISTINCT (starts_at AT TIME ZONE 'UTC')::time) FROM series_dates").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_copies_of_a_proposal_are_one_series() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let (first, key) = (app.in_days(2), key());
    let answers = join_all((0..50).map(|_| ask(&app, &ben, &ana, first, &[1, 2, 3], &key))).await;
    for answer in &answers {
        assert_eq!((answer.status, answer.location()), (303, answers[0].location()), "{}", answer.body);
    }
    assert_eq!(app.number("SELECT count(*) FROM series").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 3);
    let other = ask(&app, &ben, &ana, first, &[1, 2], &key).await;
    assert_eq!(other.status, 422);
    other.says("already been sent with other choices");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_for_every_date_refuses_the_series_and_leaves_nothing() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let gone = ask(&app, &ben, &ana, app.state.clock.now().plus_hours(-24 * 90), &[1, 2], &key()).await;
    assert_eq!(gone.status, 422);
    gone.says("None of these dates can be had.");
    let missing = ben.post(&format!("/members/{}/series", ana.id), &[("agenda", "Kept.")]).await;
    assert_eq!(missing.status, 422);
    missing.says("Choose when the first session begins.");
    app.sql("DELETE FROM member_skills").await;
    let untaught = ask(&app, &ben, &ana, app.in_days(2), &[1, 2], &key()).await;
    assert_eq!(untaught.status, 422);
    for table in ["series", "series_dates", "bookings", "orders"] {
        assert_eq!(app.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(ana.get(&format!("/members/{}/series", ana.id)).await.status, 404);
}
