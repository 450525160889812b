//! Who runs a job, and when.

use std::collections::BTreeSet;

use diesel_async::{AsyncConnection, RunQueryDsl};
use jiff::SignedDuration;
use skillswap::jobs::{self, Registry};

use super::{Errand, Inbox, Node, OtherErrand, Then, drain, enqueue, let_leases_end, queue, registry};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_racing_do_each_job_once() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    for number in 0..200 {
        enqueue(&app, &inbox.errand(number, Then::Succeed)).await;
    }
    let nodes = [Node::start(&app, registry()), Node::start(&app, registry())];
    let mut done = BTreeSet::new();
    for _ in 0..200 {
        assert!(done.insert(inbox.next().await), "a job ran twice");
    }
    for node in nodes {
        node.stop().await;
    }
    assert!(inbox.so_far().is_empty());
    assert!(queue(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_nodes_job_comes_back_when_its_lease_ends() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(1, Then::Wait)).await;
    let node = Node::start(&app, registry());
    inbox.next().await;
    node.kill().await;

    assert_eq!(drain(&app).await.done, 0, "the lease still holds");
    let_leases_end(&app).await;
    inbox.let_go();
    assert_eq!(drain(&app).await.done, 1);
    assert_eq!(inbox.next().await, 1);
    assert!(queue(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_takes_its_node_down_each_time_ends_as_a_dead_letter() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(1, Then::Wait)).await;
    for _ in 0..3 {
        let node = Node::start(&app, registry());
        inbox.next().await;
        node.kill().await;
        let_leases_end(&app).await;
    }
    assert_eq!(drain(&app).await.failed, 1);
    assert!(inbox.so_far().is_empty(), "it is not tried a fourth time");
    let mut conn = app.state.db.get().await.unwrap();
    let letters = jobs::dead_letters(&mut conn, 10).await.unwrap();
    assert!(letters[0].last_error.as_ref().unwrap().contains("went away"), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_waits_for_its_time_and_a_moved_clock_makes_it_due() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    let now = app.state.clock.now();
    let mut conn = app.state.db.get().await.unwrap();
    jobs::enqueue_at(&mut conn, now, now.plus_hours(24), &inbox.errand(1, Then::Succeed)).await.unwrap();
    drop(conn);

    assert_eq!(drain(&app).await.done, 0);
    let node = Node::start(&app, registry());
    app.state.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(inbox.next().await, 1);
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_the_clock_does_not_start_a_running_job_again() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(1, Then::Wait)).await;
    let node = Node::start(&app, registry());
    inbox.next().await;
    app.state.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(drain(&app).await.done, 0);
    inbox.let_go();
    node.stop().await;
    assert!(queue(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_undone_with_its_transaction() {
    let app = TestApp::start().await;
    let inbox = Inbox::new();
    let mut conn = app.state.db.get().await.unwrap();
    let undone: Result<(), diesel::result::Error> = conn
        .transaction(async |conn| {
            jobs::enqueue(conn, app.state.clock.now(), &inbox.errand(1, Then::Succeed)).await?;
            Err(diesel::result::Error::RollbackTransaction)
        })
        .await;
    assert!(undone.is_err());
    assert!(queue(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_that_this_version_does_not_know_is_left_to_others() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &OtherErrand(inbox.errand(1, Then::Succeed))).await;
    enqueue(&app, &inbox.errand(2, Then::Succeed)).await;
    let old_version = Registry::default().on::<Errand>();
    assert_eq!(jobs::drain(&app.state, &old_version).await.unwrap().done, 1);
    assert_eq!(inbox.so_far(), [2]);
    let left = queue(&app).await;
    assert_eq!((left[0].0.as_str(), left[0].1), ("test.other-errand", 0));
    assert_eq!(drain(&app).await.done, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_that_hangs_does_not_keep_the_others_waiting() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    let mut other = Inbox::new();
    for number in 0..20 {
        enqueue(&app, &inbox.errand(number, Then::Wait)).await;
    }
    let node = Node::start(&app, registry());
    for _ in 0..4 {
        inbox.next().await;
    }
    for number in 0..5 {
        enqueue(&app, &OtherErrand(other.errand(number, Then::Succeed))).await;
    }
    for number in 0..5 {
        assert_eq!(other.next().await, number);
    }
    assert!(inbox.so_far().is_empty(), "four of a kind at a time");
    inbox.let_go();
    for _ in 4..20 {
        inbox.next().await;
    }
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_lost_its_lease_does_not_end_the_other_nodes_try() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(1, Then::Wait)).await;
    let slow = Node::start(&app, registry());
    inbox.next().await;
    // Another node took it over and is at it.
    let mut conn = app.state.db.get().await.unwrap();
    diesel::sql_query("UPDATE jobs SET attempts = attempts + 1").execute(&mut conn).await.unwrap();
    drop(conn);
    inbox.let_go();
    slow.stop().await;
    assert_eq!(queue(&app).await.len(), 1);
}
