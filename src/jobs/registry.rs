//! The kinds of job that this program knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use serde_json::Value;

use super::schedules::Schedule;
use super::{Job, enqueue_unique};
use crate::state::AppState;

/// Reads a payload and does the work.
pub(super) type Handler = fn(Value, AppState) -> BoxFuture<'static, anyhow::Result<()>>;

/// The kinds of job that this program knows, and the schedules. Filled by [`crate::app`]. Cheap to clone.
#[derive(Clone, Default)]
pub struct Registry {
    handlers: BTreeMap<&'static str, Handler>,
    schedules: Vec<Schedule>,
}

impl Registry {
    /// Adds a kind of job.
    pub fn on<J: Job>(mut self) -> Self {
        self.handlers.insert(J::KIND, run_as::<J>);
        self
    }

    /// Adds a schedule (and its kind): `job` is enqueued once every `period`, however many nodes run. It fires when it is
    /// first seen, then in that rhythm; periods missed while no node ran fire once, not each; while its last job still
    /// waits no other is added. `name` is the schedule's row, never changed once released; a `period` below a second is
    /// taken as one.
    pub fn every<J: Job + Clone + Sync>(self, name: &'static str, period: SignedDuration, job: J) -> Self {
        let mut this = self.on::<J>();
        let enqueue: super::schedules::Enqueue = Arc::new(move |conn, now| {
            let job = job.clone();
            async move { enqueue_unique(conn, now, now, &format!("schedule:{name}"), &job).await }.boxed()
        });
        this.schedules.push(Schedule { name, period: period.max(SignedDuration::from_secs(1)), enqueue });
        this
    }

    pub(super) fn handler(&self, kind: &str) -> Option<Handler> {
        self.handlers.get(kind).copied()
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.handlers.keys().copied()
    }

    pub(super) fn schedules(&self) -> &[Schedule] {
        &self.schedules
    }
}

fn run_as<J: Job>(payload: Value, state: AppState) -> BoxFuture<'static, anyhow::Result<()>> {
    async move { serde_json::from_value::<J>(payload)?.run(&state).await }.boxed()
}
