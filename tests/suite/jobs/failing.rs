//! Jobs that fail.

use jiff::SignedDuration;
use skillswap::jobs;

use super::{Inbox, OtherErrand, Then, drain, enqueue, queue};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_waits_longer_each_time_and_keeps_the_reason() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &OtherErrand(inbox.errand(1, Then::Fail))).await;
    let mut waits = Vec::new();
    for tries in 1..=4 {
        assert_eq!(drain(&app).await.failed, 1);
        assert_eq!(drain(&app).await.failed, 0, "not again at once");
        let [(_, attempts, run_at, error)] = queue(&app).await.try_into().unwrap();
        assert_eq!((attempts, error.as_deref()), (tries, Some("errand failed: the cause")));
        let wait = run_at.since(app.state.clock.now());
        waits.push(wait);
        app.state.clock.advance(wait + SignedDuration::from_secs(1));
    }
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
    assert_eq!(inbox.so_far(), [1; 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_its_last_try_a_job_is_a_dead_letter_until_a_person_sends_it_again() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(7, Then::Fail)).await;
    for _ in 0..5 {
        drain(&app).await;
        app.state.clock.advance(SignedDuration::from_hours(24));
    }
    assert_eq!(inbox.so_far(), [7; 3]);

    let mut conn = app.state.db.get().await.unwrap();
    let [letter] = jobs::dead_letters(&mut conn, 10).await.unwrap().try_into().unwrap();
    assert_eq!((letter.kind.as_str(), letter.attempts), ("test.errand", 3));
    assert_eq!(letter.payload["number"], 7);
    let now = app.state.clock.now();
    assert!(!jobs::retry_dead(&mut conn, letter.id + 1, now).await.unwrap());
    assert!(jobs::retry_dead(&mut conn, letter.id, now).await.unwrap());
    assert!(!jobs::retry_dead(&mut conn, letter.id, now).await.unwrap(), "it is no dead letter any more");
    assert!(jobs::dead_letters(&mut conn, 10).await.unwrap().is_empty());
    drop(conn);
    drain(&app).await;
    assert_eq!(inbox.so_far(), [7]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_a_failure_of_that_job_alone() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(1, Then::Panic)).await;
    enqueue(&app, &inbox.errand(2, Then::Succeed)).await;
    assert_eq!(drain(&app).await, jobs::Drained { done: 1, failed: 1 });
    assert_eq!(inbox.so_far(), [1, 2]);
    let [(_, attempts, _, error)] = queue(&app).await.try_into().unwrap();
    assert_eq!((attempts, error.as_deref()), (1, Some("panicked: errand 1 panics")));
}
