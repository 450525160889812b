//! Who tells waiting nodes that there is work.

use std::time::Duration;

use diesel_async::{AsyncConnection, RunQueryDsl};
use futures_util::StreamExt;
use skillswap::jobs;

use super::{Inbox, Node, Then, enqueue, registry};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn of_all_transactions_in_flight_one_wakes_the_nodes_and_none_for_a_later_job() {
    let app = TestApp::start().await;
    let inbox = Inbox::new();
    let mut listener = app.state.db.dedicated().await.unwrap();
    diesel::sql_query("LISTEN jobs").execute(&mut listener).await.unwrap();
    let mut heard = std::pin::pin!(listener.notifications_stream());

    let now = app.state.clock.now();
    let mut conn = app.state.db.get().await.unwrap();
    jobs::enqueue_at(&mut conn, now, now.plus_hours(1), &inbox.errand(0, Then::Succeed)).await.unwrap();
    conn.transaction(async |conn| {
        jobs::enqueue(conn, now, &inbox.errand(1, Then::Succeed)).await?;
        enqueue(&app, &inbox.errand(2, Then::Succeed)).await;
        diesel::QueryResult::Ok(())
    })
    .await
    .unwrap();
    // A last notification: what was to come before it has come.
    diesel::sql_query("NOTIFY jobs, 'end'").execute(&mut conn).await.unwrap();

    let mut payloads = Vec::new();
    while payloads.last().is_none_or(|payload| payload != "end") {
        let next = tokio::time::timeout(Duration::from_secs(10), heard.next()).await.unwrap();
        payloads.push(next.unwrap().unwrap().payload);
    }
    assert_eq!(payloads, ["", "end"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_connection_breaks_goes_on_with_another() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(1, Then::Succeed)).await;
    let node = Node::start(&app, registry());
    inbox.next().await;
    let mut conn = app.state.db.get().await.unwrap();
    let ended = diesel::sql_query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'skillswap jobs' AND datname = current_database()",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    assert_eq!(ended, 1);
    enqueue(&app, &inbox.errand(2, Then::Succeed)).await;
    assert_eq!(inbox.next().await, 2);
    node.stop().await;
}
