use futures_util::future::join_all;

use crate::support::{Person, TestApp};

const RATING: [(&str, &str); 5] = [
    ("overall", "5"),
    ("knowledge", "5"),
    ("communication", "4"),
    ("professionalism", "5"),
    ("comment", "Patient and clear."),
];

/// Ana teaches Ben; the session has just ended.
async fn finished(app: &TestApp) -> (Person, Person, String) {
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 2 + 3));
    (ana, ben, path)
}

#[tokio::test(flavor = "multi_thread")]
async fn when_both_have_rated_the_teacher_is_paid_and_both_ratings_show() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    assert_eq!(ben.post(&format!("{path}/rating"), &RATING).await.status, 303);
    // Hidden until both have rated.
    assert!(!ana.get(&path).await.body.contains("Patient and clear"));
    assert_eq!(app.balances(ana.id).await, (5000, 0));
    assert_eq!(ana.post(&format!("{path}/rating"), &RATING).await.status, 303);
    ana.get(&path).await.says("Patient and clear.").says("10.00 credits went to you");
    assert_eq!(app.balances(ana.id).await, (6000, 0));
    assert_eq!(app.balances(ben.id).await, (4000, 0));
    ana.get("/credits").await.says("1 hour of Spanish</a> to").says("+10.00");
    ben.get("/credits").await.says("Held for").says("Paid for");
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_given_once_however_often_it_is_sent() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    let url = format!("{path}/rating");
    let both = (0..10).flat_map(|_| [&ana, &ben]).map(|person| person.post(&url, &RATING));
    let answers = join_all(both).await;
    // Each takes the place of the one before until both are there; then they stay.
    assert!(answers.iter().filter(|answer| answer.status == 303).count() >= 2);
    assert!(answers.iter().all(|answer| answer.status == 303 || answer.body.contains("shown already")));
    assert_eq!(app.balances(ana.id).await, (6000, 0));
    assert_eq!(app.number(&format!("SELECT rating_count FROM standings WHERE member_id = {}", ana.id)).await, 1);
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_rated_before_its_end() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await;
    let early = ben.post(&format!("{path}/rating"), &RATING).await;
    assert_eq!(early.status, 409);
    early.says("can be rated when it is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_rating_keeps_what_was_written() {
    let app = TestApp::start().await;
    let (_ana, ben, path) = finished(&app).await;
    let refused = ben.post(&format!("{path}/rating"), &[("overall", "4"), ("comment", "Almost done")]).await;
    assert_eq!(refused.status, 422);
    refused.says("Almost done").says("Choose a mark from 1 to 5");
    assert!(refused.body.contains("value=\"4\" required checked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_48_hours_the_teacher_is_paid_without_ratings_and_must_rate_before_the_next_booking() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    app.state.clock.advance(jiff::SignedDuration::from_hours(49));
    app.run_jobs().await;
    assert_eq!(app.balances(ana.id).await, (6000, 0));
    let refused = app.propose(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(refused.status, 422);
    refused.says("not rated an earlier session yet");
    assert_eq!(ben.post(&format!("{path}/rating"), &RATING).await.status, 303);
    assert_eq!(app.propose(&ben, &ana, &[app.in_days(2)]).await.status, 303);
    assert_eq!(app.balances(ana.id).await, (6000, 0));
    app.assert_book_balances().await;
}
