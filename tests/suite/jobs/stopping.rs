//! A node that goes.

use skillswap::jobs::Worker;
use tokio::sync::watch;

use super::{Inbox, Node, Then, enqueue, queue, registry};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_node_ends_what_it_began() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(1, Then::Wait)).await;
    let node = Node::start(&app, registry());
    inbox.next().await;
    node.stop.send_replace(true);
    inbox.let_go();
    node.task.await.unwrap();
    assert!(queue(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_node_begins_nothing() {
    let app = TestApp::start().await;
    let mut inbox = Inbox::new();
    enqueue(&app, &inbox.errand(1, Then::Succeed)).await;
    let (_stop, stopped) = watch::channel(true);
    Worker::new(app.state.clone(), registry()).run(stopped).await;
    assert!(inbox.so_far().is_empty());
    assert_eq!(queue(&app).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_owner_is_gone_stops() {
    let app = TestApp::start().await;
    let node = Node::start(&app, registry());
    drop(node.stop);
    node.task.await.unwrap();
}
