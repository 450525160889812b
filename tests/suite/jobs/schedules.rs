//! What is enqueued again and again.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::SignedDuration;
use skillswap::clock::Instant;
use skillswap::jobs::{self, Registry};
use skillswap::schema::job_schedules;

use super::{Inbox, Node, Then, queue};
use crate::support::TestApp;

fn hourly(inbox: &Inbox) -> Registry {
    Registry::default().every("test.hourly", SignedDuration::from_hours(1), inbox.errand(1, Then::Succeed))
}

async fn next_run_at(app: &TestApp) -> Instant {
    let mut conn = app.state.db.get().await.unwrap();
    job_schedules::table.find("test.hourly").select(job_schedules::next_run_at).first(&mut conn).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn with_two_nodes_a_schedule_fires_once_a_period() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    let nodes = [Node::start(&app, hourly(&inbox)), Node::start(&app, hourly(&inbox))];
    for _ in 0..3 {
        inbox.next().await;
        app.state.clock.advance(SignedDuration::from_hours(1));
    }
    inbox.next().await;
    for node in nodes {
        node.stop().await;
    }
    assert!(inbox.so_far().is_empty());
    assert!(queue(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn periods_missed_while_no_node_ran_fire_once_and_the_rhythm_stays() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    let registry = hourly(&inbox);
    jobs::drain(&app.state, &registry).await.unwrap();
    let first = next_run_at(&app).await;
    app.state.clock.advance(SignedDuration::from_mins(10 * 60 + 30));
    assert_eq!(jobs::drain(&app.state, &registry).await.unwrap().done, 1);
    assert_eq!(next_run_at(&app).await, first.plus_hours(10));
    app.state.clock.advance(SignedDuration::from_mins(29));
    assert_eq!(jobs::drain(&app.state, &registry).await.unwrap().done, 0);
    assert_eq!(inbox.so_far(), [1, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_does_not_pile_up_jobs_that_keep_failing() {
    let app = TestApp::start().await;
    let inbox = Inbox::new();
    let registry =
        Registry::default().every("test.minutely", SignedDuration::from_secs(1), inbox.errand(1, Then::Fail));
    for _ in 0..5 {
        jobs::drain(&app.state, &registry).await.unwrap();
        app.state.clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(queue(&app).await.len(), 1);
}
