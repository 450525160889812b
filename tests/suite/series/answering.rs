use futures_util::future::join_all;

use super::{bookings, key, series, take};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_ticked_dates_are_sessions_of_their_own_and_the_others_declined() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = series(&app, &ben, &ana, app.in_days(2), 4).await;
    let ids = bookings(&app, &path).await;
    ana.get(&path).await.says("Which dates suit you?");
    assert_eq!(take(&ana, &path, &[ids[0].clone(), ids[1].clone(), ids[3].clone()], &key()).await.location(), path);
    assert_eq!(app.balances(ben.id).await, (2000, 3000));
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 6);
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'declined'").await, 1);
    let told = format!("SELECT count(*) FROM notifications WHERE member_id = {}", ben.id);
    assert_eq!(app.number(&format!("{told} AND kind = 'series_answered'")).await, 1);
    assert_eq!(app.number(&format!("{told} AND kind LIKE 'proposal%'")).await, 0);
    ben.get(&path).await.says("Agreed, 10.00 credits held").says("Declined").says("0 of 4 done");
    // A date is skipped on its own page, with its own refund; the others stay.
    let one = format!("/bookings/{}", ids[1]);
    assert_eq!(ben.post(&format!("{one}/cancellation"), &[("refund", "1000")]).await.status, 303);
    assert_eq!(app.balances(ben.id).await, (3000, 2000));
    // Another is moved on its own page.
    let (moved, slot) = (format!("/bookings/{}", ids[3]), app.in_days(26).to_string());
    assert_eq!(ana.post(&format!("{moved}/move"), &[("slot", &slot)]).await.status, 303);
    assert_eq!(ben.post(&format!("{moved}/move/agreement"), &[("slot", "1")]).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 4);
    ben.get(&path).await.says("Called off");
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_is_taken_meanwhile_leaves_the_rest_and_says_why() {
    let app = TestApp::start().await;
    let (ana, ben, carl) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Carl").await);
    let path = series(&app, &ben, &ana, app.in_days(2), 3).await;
    let ids = bookings(&app, &path).await;
    let other = app.proposal(&carl, &ana, &[app.in_days(9)]).await;
    assert_eq!(ana.post(&format!("{other}/acceptance"), &[("slot", "1")]).await.status, 303);
    ana.get(&path).await.says("You have another session then.");
    let answer = take(&ana, &path, &ids, &key()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(app.balances(ben.id).await, (3000, 2000));
    let page = ana.get(&path).await;
    page.says("Booked: 2. Could not be booked: 1").says("Could not be booked: one of you has another session then.");
    assert_eq!(app.text("SELECT refusal FROM series_dates WHERE refusal IS NOT NULL").await, "taken");
    // It is still a proposal: other times can be found for it.
    ana.get(&format!("/bookings/{}", ids[1])).await.says("Propose other times");
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credits_that_end_leave_what_they_were_enough_for() {
    let app = TestApp::start().await;
    let (ana, dora, ben) = (app.teacher("Ana").await, app.teacher("Dora").await, app.learner("Ben").await);
    let path = series(&app, &ben, &ana, app.in_days(2), 5).await;
    let elsewhere = app.proposal(&ben, &dora, &[app.in_days(4), app.in_days(5)]).await;
    assert_eq!(dora.post(&format!("{elsewhere}/acceptance"), &[("slot", "1")]).await.status, 303);
    let ids = bookings(&app, &path).await;
    assert_eq!(take(&ana, &path, &ids, &key()).await.status, 303);
    assert_eq!(app.balances(ben.id).await, (0, 5000));
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await, 5);
    ana.get(&path).await.says("Could not be booked: Ben does not have enough credits for it.");
    ben.get(&path).await.says("Could not be booked: you did not have enough credits for it.");
    // Once there are some again, the one that is left can be taken.
    assert_eq!(ben.post(&format!("{elsewhere}/cancellation"), &[("refund", "1000")]).await.status, 303);
    assert_eq!(take(&ana, &path, &ids, &key()).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM series_dates WHERE refusal IS NOT NULL").await, 0);
    assert_eq!(app.balances(ben.id).await, (0, 5000));
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn something_new_in_the_way_is_said_before_a_date_is_taken() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = series(&app, &ben, &ana, app.in_days(2), 2).await;
    let ids = bookings(&app, &path).await;
    app.sql(&format!(
        "INSERT INTO time_off (member_id, first_date, last_date, note) SELECT {}, starts_at::date, starts_at::date, ''
         FROM series_dates WHERE position = 2",
        ana.id
    ))
    .await;
    assert_eq!(take(&ana, &path, &ids, &key()).await.status, 303);
    assert_eq!(app.text("SELECT refusal FROM series_dates WHERE position = 2").await, "in_the_way");
    let page = ana.get(&path).await;
    page.says("You have taken this day off. You can still accept.");
    let aside = page.body.split("name=\"aside\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = [("key", key()), ("accept", ids[1].clone()), ("aside", aside.to_owned())];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(ana.post(&format!("{path}/answer"), &form).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_copies_of_an_answer_are_one() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = series(&app, &ben, &ana, app.in_days(2), 3).await;
    let (ids, key) = (bookings(&app, &path).await, key());
    for answer in join_all((0..50).map(|_| take(&ana, &path, &ids, &key))).await {
        assert_eq!((answer.status, answer.location()), (303, path.as_str()), "{}", answer.body);
    }
    assert_eq!(app.number("SELECT count(*) FROM booking_events WHERE kind = 'accepted'").await, 3);
    assert_eq!(app.balances(ben.id).await, (2000, 3000));
    let other = take(&ana, &path, &ids[..1], &key).await;
    assert_eq!(other.status, 409);
    other.says("already been sent with other choices");
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_series_that_want_the_same_hours_each_hour_goes_to_one() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let first = app.in_days(2);
    let mut asked = Vec::new();
    for number in 0..6_i64 {
        let learner = app.learner(&format!("Learner {number}")).await;
        // Some begin a week later, so that they overlap in part.
        let path = series(&app, &learner, &ana, first.plus_hours(24 * 7 * (number % 2)), 4).await;
        let ids = bookings(&app, &path).await;
        asked.push((path, ids));
    }
    let answers = join_all(asked.iter().map(|(path, ids)| async { take(&ana, path, ids, &key()).await })).await;
    assert!(answers.iter().all(|answer| answer.status == 303), "{answers:?}");
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await, 5);
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'proposed'").await, 19);
    assert_eq!(app.number("SELECT count(*) FROM series_dates WHERE refusal = 'taken'").await, 19);
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 10);
    assert_eq!(app.number("SELECT sum(balance) FROM ledger_accounts WHERE kind = 'held'").await, 5000);
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_answer_is_told_or_finds_nothing() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Eve").await);
    let path = series(&app, &ben, &ana, app.in_days(2), 2).await;
    let ids = bookings(&app, &path).await;
    assert_eq!(eve.get(&path).await.status, 404);
    assert_eq!(eve.get(&format!("{path}/end")).await.status, 404);
    assert_eq!(take(&eve, &path, &ids, &key()).await.status, 404);
    assert_eq!(take(&ben, &path, &ids, &key()).await.status, 409);
    let nothing = take(&ana, &path, &[], &key()).await;
    assert_eq!(nothing.status, 409);
    nothing.says("Tick at least one date, or decline.");
    // The booking of another series is none of this one's.
    let other = series(&app, &eve, &ana, app.in_days(3), 2).await;
    let theirs = bookings(&app, &other).await;
    assert_eq!(take(&ana, &path, &theirs, &key()).await.status, 409);
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state <> 'proposed'").await, 0);
}
