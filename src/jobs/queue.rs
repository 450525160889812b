//! Putting jobs into the queue.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::wakes::WAKE_LOCK;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::state::AppState;

/// A kind of work. Its fields are its payload: ids, not copies of rows.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Its name in the table; never changed once released.
    const KIND: &'static str;
    /// Tries before it goes to the dead-letter list. Ten tries span about a day.
    const MAX_ATTEMPTS: i32 = 10;

    /// Does the work. It may run more than once, so it must come to the same. It is stopped after four minutes: more
    /// work than that is several jobs.
    fn run(self, state: &AppState) -> impl Future<Output = anyhow::Result<()>> + Send;
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

/// Enqueues `job` unless one with the same `key` is waiting; then that one stays as it is, also its time. A job that
/// runs already, or is a dead letter, is not waiting. Until the caller's transaction ends nobody starts the waiting job,
/// so that it sees what this transaction did. The price: transactions that use the same key go one after the other.
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

/// One statement for row and wake-up. The update at a conflict changes nothing: it locks the waiting job. See
/// [`super::wakes`] for why not every transaction wakes.
const INSERT: &str = "
WITH added AS (
    INSERT INTO jobs (kind, payload, unique_key, max_attempts, run_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (unique_key) DO UPDATE SET unique_key = excluded.unique_key
    RETURNING run_at
)
SELECT CASE WHEN pg_try_advisory_xact_lock($7) THEN pg_notify('jobs', '') END FROM added WHERE run_at <= $6";

async fn insert<J: Job>(
    conn: &mut Connection,
    now: Instant,
    run_at: Instant,
    key: Option<&str>,
    job: &J,
) -> QueryResult<()> {
    let payload = serde_json::to_value(job).map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    diesel::sql_query(INSERT)
        .bind::<Text, _>(J::KIND)
        .bind::<Jsonb, _>(payload)
        .bind::<Nullable<Text>, _>(key)
        .bind::<Integer, _>(J::MAX_ATTEMPTS)
        .bind::<Timestamptz, _>(run_at)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(WAKE_LOCK)
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}
