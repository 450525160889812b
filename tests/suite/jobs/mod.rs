//! The durable queue, on a real database, with jobs that report to the test that enqueued them.

mod claiming;
mod failing;
mod schedules;
mod stopping;
mod unique;
mod waking;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use skillswap::clock::Instant;
use skillswap::jobs::{self, Job, Registry, Worker};
use skillswap::schema::jobs as rows;
use skillswap::state::AppState;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::support::TestApp;

/// What an errand does once it has reported.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Then {
    Succeed,
    Fail,
    Panic,
    /// Goes on until it is told to end by [`Inbox::let_go`].
    Wait,
}

/// A job that tells the test that it began.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Errand {
    inbox: Uuid,
    number: i32,
    then: Then,
}

/// The same under another kind's name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct OtherErrand(Errand);

impl Job for Errand {
    const KIND: &'static str = "test.errand";
    const MAX_ATTEMPTS: i32 = 3;

    async fn run(self, _state: &AppState) -> anyhow::Result<()> {
        let (began, mut gate) = {
            let inboxes = INBOXES.lock().unwrap();
            let ends = inboxes.get(&self.inbox).expect("the test still reads");
            (ends.began.clone(), ends.gate.subscribe())
        };
        began.send(self.number)?;
        match self.then {
            Then::Succeed => Ok(()),
            Then::Fail => Err(anyhow::anyhow!("the cause").context("errand failed")),
            Then::Panic => panic!("errand {} panics", self.number),
            Then::Wait => {
                gate.wait_for(|open| *open).await?;
                Ok(())
            }
        }
    }
}

impl Job for OtherErrand {
    const KIND: &'static str = "test.other-errand";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        self.0.run(state).await
    }
}

struct Ends {
    began: mpsc::UnboundedSender<i32>,
    gate: watch::Sender<bool>,
}

static INBOXES: LazyLock<Mutex<HashMap<Uuid, Ends>>> = LazyLock::new(Mutex::default);

/// Where a test's errands report.
struct Inbox {
    id: Uuid,
    began: mpsc::UnboundedReceiver<i32>,
}

impl Inbox {
    fn new() -> Self {
        let (sender, began) = mpsc::unbounded_channel();
        let id = Uuid::new_v4();
        INBOXES.lock().unwrap().insert(id, Ends { began: sender, gate: watch::channel(false).0 });
        Self { id, began }
    }

    fn errand(&self, number: i32, then: Then) -> Errand {
        Errand { inbox: self.id, number, then }
    }

    /// The number of the next errand that begins.
    async fn next(&mut self) -> i32 {
        tokio::time::timeout(Duration::from_secs(10), self.began.recv()).await.expect("an errand begins").unwrap()
    }

    /// Numbers of the errands that began so far and were not asked for.
    fn so_far(&mut self) -> Vec<i32> {
        std::iter::from_fn(|| self.began.try_recv().ok()).collect()
    }

    /// Lets those that wait end.
    fn let_go(&self) {
        INBOXES.lock().unwrap()[&self.id].gate.send_replace(true);
    }
}

fn registry() -> Registry {
    Registry::default().on::<Errand>().on::<OtherErrand>()
}

/// A node's worker, running.
struct Node {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Node {
    fn start(app: &TestApp, registry: Registry) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, task: tokio::spawn(Worker::new(app.state.clone(), registry).run(stopped)) }
    }

    /// As on SIGTERM.
    async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }

    /// As on SIGKILL.
    async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}

async fn enqueue<J: Job>(app: &TestApp, job: &J) {
    let mut conn = app.state.db.get().await.unwrap();
    jobs::enqueue(&mut conn, app.state.clock.now(), job).await.unwrap();
}

async fn drain(app: &TestApp) -> jobs::Drained {
    jobs::drain(&app.state, &registry()).await.unwrap()
}

/// `(kind, attempts, run_at, last_error)` of what is in the queue, dead letters included.
async fn queue(app: &TestApp) -> Vec<(String, i32, Instant, Option<String>)> {
    let mut conn = app.state.db.get().await.unwrap();
    rows::table
        .select((rows::kind, rows::attempts, rows::run_at, rows::last_error))
        .order(rows::id)
        .load(&mut conn)
        .await
        .unwrap()
}

/// Does what time does to the leases of a killed node.
async fn let_leases_end(app: &TestApp) {
    let mut conn = app.state.db.get().await.unwrap();
    diesel::sql_query("UPDATE jobs SET locked_until = now() - interval '1 second' WHERE locked_until IS NOT NULL")
        .execute(&mut conn)
        .await
        .unwrap();
}
