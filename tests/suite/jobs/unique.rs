//! Jobs enqueued under a key.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use jiff::SignedDuration;
use skillswap::jobs;
use skillswap::schema::jobs as rows;

use super::{Errand, Inbox, Node, Then, drain, queue, registry};
use crate::support::TestApp;

async fn enqueue_unique(app: &TestApp, errand: &Errand) {
    let now = app.state.clock.now();
    let mut conn = app.state.db.get().await.unwrap();
    jobs::enqueue_unique(&mut conn, now, now, "key", errand).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_waiting_job_per_key_is_enough() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue_unique(&app, &inbox.errand(1, Then::Succeed)).await;
    enqueue_unique(&app, &inbox.errand(2, Then::Succeed)).await;
    assert_eq!(drain(&app).await.done, 1);
    assert_eq!(inbox.so_far(), [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_while_the_job_runs_gets_a_run_of_its_own() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue_unique(&app, &inbox.errand(1, Then::Wait)).await;
    let node = Node::start(&app, registry());
    inbox.next().await;
    enqueue_unique(&app, &inbox.errand(2, Then::Succeed)).await;
    assert_eq!(inbox.next().await, 2);
    inbox.let_go();
    node.stop().await;
    assert!(queue(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_waiting_job_does_not_start_before_the_transaction_that_counts_on_it_ends() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue_unique(&app, &inbox.errand(1, Then::Succeed)).await;
    let mut conn = app.state.db.get().await.unwrap();
    let now = app.state.clock.now();
    conn.transaction(async |conn| {
        jobs::enqueue_unique(conn, now, now, "key", &inbox.errand(2, Then::Succeed)).await?;
        assert_eq!(drain(&app).await.done, 0, "it would not see what this transaction does");
        QueryResult::Ok(())
    })
    .await
    .unwrap();
    drop(conn);
    assert_eq!(drain(&app).await.done, 1);
    assert_eq!(inbox.so_far(), [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_that_waits_for_its_next_try_still_holds_its_key() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue_unique(&app, &inbox.errand(1, Then::Fail)).await;
    drain(&app).await;
    enqueue_unique(&app, &inbox.errand(2, Then::Succeed)).await;
    assert_eq!(queue(&app).await.len(), 1);
    for _ in 0..2 {
        app.state.clock.advance(SignedDuration::from_hours(1));
        drain(&app).await;
    }
    assert_eq!(inbox.so_far(), [1; 3]);
    enqueue_unique(&app, &inbox.errand(3, Then::Succeed)).await;
    assert_eq!(drain(&app).await.done, 1, "a dead letter holds no key");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_fails_after_its_key_was_taken_goes_on_without() {
    let app = TestApp::start().await;
    let inbox = Inbox::new();
    let mut conn = app.state.db.owner().await.unwrap();
    let now = app.state.clock.now();
    enqueue_unique(&app, &inbox.errand(1, Then::Fail)).await;
    // The key is taken by a job for later while the first one runs.
    diesel::sql_query(
        "CREATE FUNCTION take_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             INSERT INTO jobs (kind, payload, unique_key, run_at, created_at)
             VALUES (NEW.kind, NEW.payload, OLD.unique_key, NEW.run_at + interval '1 day', NEW.created_at);
             RETURN NEW; END $$",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    diesel::sql_query(
        "CREATE TRIGGER take_key AFTER UPDATE ON jobs FOR EACH ROW
             WHEN (OLD.unique_key IS NOT NULL AND NEW.unique_key IS NULL) EXECUTE FUNCTION take_key()",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    assert_eq!(drain(&app).await.failed, 1);
    let keys: Vec<Option<String>> =
        rows::table.select(rows::unique_key).order(rows::run_at).load(&mut conn).await.unwrap();
    assert_eq!(keys, [None, Some("key".to_owned())]);
    assert!(queue(&app).await.iter().all(|(_, _, run_at, _)| *run_at > now));
}
