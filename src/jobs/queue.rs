//! Putting jobs into the queue.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::jobs;
use crate::state::AppState;

/// A kind of work. Its fields are its payload: ids, not copies of rows.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Its name in the table; never changed once released.
    const KIND: &'static str;
    /// Tries before it goes to the dead-letter list.
    const MAX_ATTEMPTS: i32 = 10;

    /// Does the work. It may run more than once, so it must come to the same.
    fn run(self, state: &AppState) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// The kinds of job that this program knows, and the schedules. Filled by [`crate::app`].
#[derive(Default)]
pub struct Registry {}

impl Registry {
    /// Adds a kind of job.
    pub fn on<J: Job>(self) -> Self {
        self
    }

    /// Adds a schedule: `job` is enqueued once every `period`, however many nodes run.
    pub fn every<J: Job + Clone + Sync>(self, _name: &'static str, _period: jiff::SignedDuration, _job: J) -> Self {
        self
    }
}

/// Enqueues `job` in the caller's transaction, to run as soon as that commits.
///
/// # Errors
/// When the row cannot be written.
pub async fn enqueue<J: Job>(conn: &mut Connection, now: Instant, job: &J) -> QueryResult<()> {
    enqueue_at(conn, now, now, job).await
}

/// Enqueues `job` to run at `run_at` or soon after.
///
/// # Errors
/// When the row cannot be written.
pub async fn enqueue_at<J: Job>(conn: &mut Connection, now: Instant, run_at: Instant, job: &J) -> QueryResult<()> {
    insert(conn, now, run_at, None, job).await
}

/// Enqueues `job` unless one with the same `key` is waiting.
///
/// # Errors
/// When the row cannot be written.
pub async fn enqueue_unique<J: Job>(
    conn: &mut Connection,
    now: Instant,
    run_at: Instant,
    key: &str,
    job: &J,
) -> QueryResult<()> {
    insert(conn, now, run_at, Some(key), job).await
}

async fn insert<J: Job>(
    conn: &mut Connection,
    now: Instant,
    run_at: Instant,
    key: Option<&str>,
    job: &J,
) -> QueryResult<()> {
    let payload = serde_json::to_value(job).map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    diesel::insert_into(jobs::table)
        .values((
            jobs::kind.eq(J::KIND),
            jobs::payload.eq(payload),
            jobs::unique_key.eq(key),
            jobs::max_attempts.eq(J::MAX_ATTEMPTS),
            jobs::run_at.eq(run_at),
            jobs::created_at.eq(now),
        ))
        .on_conflict(jobs::unique_key)
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
