//! The dead letters: jobs that used up their tries.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::jobs;

/// A job that waits for a person.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(diesel::pg::Pg))]
pub struct DeadLetter {
    /// Its row.
    pub id: i64,
    /// Its kind's name.
    pub kind: String,
    /// What it was to work on.
    pub payload: serde_json::Value,
    /// Tries made.
    pub attempts: i32,
    /// What the last try said.
    pub last_error: Option<String>,
    /// When it was enqueued.
    pub created_at: Instant,
}

/// The newest `limit` dead letters.
///
/// # Errors
/// When the database does not answer.
pub async fn dead_letters(conn: &mut Connection, limit: i64) -> QueryResult<Vec<DeadLetter>> {
    jobs::table
        .filter(jobs::state.eq("dead"))
        .order(jobs::id.desc())
        .limit(limit)
        .select(DeadLetter::as_select())
        .load(conn)
        .await
}

/// Puts a dead letter back into the queue with all its tries, due at `now`. False when there is no such dead letter.
///
/// # Errors
/// When the database does not answer.
pub async fn retry_dead(conn: &mut Connection, id: i64, now: Instant) -> QueryResult<bool> {
    let revived = diesel::update(jobs::table)
        .filter(jobs::id.eq(id))
        .filter(jobs::state.eq("dead"))
        .set((jobs::state.eq("ready"), jobs::attempts.eq(0), jobs::run_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(revived == 1)
}
