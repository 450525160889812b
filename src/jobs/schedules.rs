//! What is enqueued again and again.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{Array, Double, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use futures_util::future::BoxFuture;
use jiff::SignedDuration;

use crate::clock::Instant;
use crate::db::Connection;

pub(super) type Enqueue =
    Arc<dyn for<'c> Fn(&'c mut Connection, Instant) -> BoxFuture<'c, QueryResult<()>> + Send + Sync>;

/// A job and its rhythm.
#[derive(Clone)]
pub(super) struct Schedule {
    pub(super) name: &'static str,
    pub(super) period: SignedDuration,
    pub(super) enqueue: Enqueue,
}

/// Writes the rows of schedules never seen before; they are due at once.
pub(super) async fn declare(conn: &mut Connection, schedules: &[Schedule], now: Instant) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO job_schedules (name, next_run_at) SELECT name, $2 FROM unnest($1) AS name ON CONFLICT DO NOTHING",
    )
    .bind::<Array<Text>, _>(names(schedules))
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Enqueues the jobs of the schedules whose time has come. The update decides which node does it; it moves the time past
/// `now` in whole periods, so that missed ones fire once and the rhythm stays.
pub(super) async fn fire_due(conn: &mut Connection, schedules: &[Schedule], now: Instant) -> QueryResult<()> {
    const ADVANCE: &str = "
UPDATE job_schedules SET next_run_at = date_bin(period, $3, next_run_at) + period
FROM (SELECT name, make_interval(secs => seconds) AS period FROM unnest($1, $2) AS given (name, seconds)) AS known
WHERE job_schedules.name = known.name AND next_run_at <= $3
RETURNING job_schedules.name";

    conn.transaction(async |conn| {
        let due: Vec<Due> = diesel::sql_query(ADVANCE)
            .bind::<Array<Text>, _>(names(schedules))
            .bind::<Array<Double>, _>(schedules.iter().map(|s| s.period.as_secs_f64()).collect::<Vec<_>>())
            .bind::<Timestamptz, _>(now)
            .load(conn)
            .await?;
        for schedule in schedules.iter().filter(|schedule| due.iter().any(|due| due.name == schedule.name)) {
            (schedule.enqueue)(conn, now).await?;
        }
        Ok(())
    })
    .await
}

fn names(schedules: &[Schedule]) -> Vec<&'static str> {
    schedules.iter().map(|schedule| schedule.name).collect()
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Text)]
    name: String,
}
