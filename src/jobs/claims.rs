//! Leasing due jobs, and writing down how they ended. Every write names the try it speaks for, so that a node that lost
//! its lease (it hung, and another took over) changes nothing.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use jiff::SignedDuration;

use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::schema::jobs;

/// Characters of an error that are kept.
const ERROR_LENGTH: usize = 2_000;

/// One try at a job, leased to this node.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct Claim {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Jsonb)]
    pub(super) payload: serde_json::Value,
    /// This one included: it counts from the claim, so that a job that takes its node down with it does end as a dead
    /// letter.
    #[diesel(sql_type = Integer)]
    pub(super) attempts: i32,
    #[diesel(sql_type = Integer)]
    pub(super) max_attempts: i32,
    /// Freed for others while the job runs: what happens from here on needs another run.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) unique_key: Option<String>,
}

/// What became of a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is tried again then.
    Again(Instant),
    /// It waits for a person.
    Dead,
    /// Another node has taken over.
    Lost,
}

/// Leases up to `limit` due jobs of these kinds for five minutes, those that have waited longest first.
pub(super) async fn claim(
    conn: &mut Connection,
    now: Instant,
    kinds: &[&str],
    limit: usize,
) -> QueryResult<Vec<Claim>> {
    // MATERIALIZED: joined freely, the inner query could run twice and lease more than the limit. The limit is written
    // out, because for a parameter PostgreSQL plans to update a tenth of the table. The order is the index's and no
    // finer. The lease is in the database's real time: all nodes share it, and moving the business clock must not start
    // running jobs again.
    let claim = format!(
        "
WITH due AS MATERIALIZED (
    SELECT id, unique_key FROM jobs
    WHERE state = 'ready' AND run_at <= $1 AND kind = ANY($2) AND (locked_until IS NULL OR locked_until <= now())
    ORDER BY run_at LIMIT {limit}
    FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET locked_until = now() + interval '5 minutes', attempts = attempts + 1, unique_key = NULL
FROM due WHERE jobs.id = due.id
RETURNING jobs.id, kind, payload, attempts, max_attempts, due.unique_key"
    );
    diesel::sql_query(claim).bind::<Timestamptz, _>(now).bind::<Array<Text>, _>(kinds).prepared().load(conn).await
}

/// The job is done: its row goes. False when another node has taken over.
pub(super) async fn finish(conn: &mut Connection, claim: &Claim) -> QueryResult<bool> {
    let gone = diesel::delete(jobs::table)
        .filter(jobs::id.eq(claim.id))
        .filter(jobs::attempts.eq(claim.attempts))
        .execute(conn)
        .await?;
    Ok(gone == 1)
}

/// The try failed: again later, or to the dead letters.
pub(super) async fn fail(conn: &mut Connection, claim: &Claim, now: Instant, error: &str) -> QueryResult<Fate> {
    let dead = claim.attempts >= claim.max_attempts;
    let run_at = now.plus(delay_after(claim.attempts));
    let fate = if dead { Fate::Dead } else { Fate::Again(run_at) };
    let key = claim.unique_key.as_deref().filter(|_| !dead);
    let written = match write_failure(conn, claim, fate, key, error).await {
        // Meanwhile another job waits under that key: this one goes on without.
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            write_failure(conn, claim, fate, None, error).await?
        }
        other => other?,
    };
    Ok(if written == 1 { fate } else { Fate::Lost })
}

async fn write_failure(
    conn: &mut Connection,
    claim: &Claim,
    fate: Fate,
    key: Option<&str>,
    error: &str,
) -> QueryResult<usize> {
    let (state, run_at) = match fate {
        Fate::Again(run_at) => ("ready", Some(run_at)),
        Fate::Dead | Fate::Lost => ("dead", None),
    };
    diesel::update(jobs::table)
        .filter(jobs::id.eq(claim.id))
        .filter(jobs::attempts.eq(claim.attempts))
        .set((
            jobs::state.eq(state),
            run_at.map(|run_at| jobs::run_at.eq(run_at)),
            jobs::unique_key.eq(key),
            jobs::locked_until.eq(None::<Instant>),
            jobs::last_error.eq(storable(error)),
        ))
        .execute(conn)
        .await
}

/// Gives up leases on jobs that did not end before this node stops: another can start them at once, and the try does not
/// count.
pub(super) async fn release(conn: &mut Connection, claims: &[Claim]) -> QueryResult<()> {
    let (ids, attempts): (Vec<_>, Vec<_>) = claims.iter().map(|claim| (claim.id, claim.attempts)).unzip();
    diesel::sql_query(
        "UPDATE jobs SET locked_until = NULL, attempts = jobs.attempts - 1
         FROM unnest($1, $2) AS held (id, attempts) WHERE jobs.id = held.id AND jobs.attempts = held.attempts",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Integer>, _>(attempts)
    .prepared()
    .execute(conn)
    .await?;
    Ok(())
}

/// How long to wait after the given number of tries: 10 s, 30 s, 90 s ... 6 h, plus up to as much again at random, so that
/// what failed together does not come back together.
fn delay_after(attempts: i32) -> SignedDuration {
    const SHORTEST: Duration = Duration::from_secs(10);
    const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);
    let tries_before = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let delay = ExponentialBuilder::new()
        .with_min_delay(SHORTEST)
        .with_max_delay(LONGEST)
        .with_factor(3.0)
        .without_max_times()
        .with_jitter()
        .build()
        .nth(tries_before)
        .unwrap_or(LONGEST);
    SignedDuration::try_from(delay).unwrap_or(SignedDuration::from_hours(6))
}

/// PostgreSQL's text takes no NUL, and nobody reads a novel.
fn storable(error: &str) -> String {
    error.chars().filter(|c| *c != '\0').take(ERROR_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_waits_longer_but_never_beyond_twelve_hours() {
        for (attempts, shortest) in [(1, 10), (2, 30), (3, 90), (4, 270), (9, 21_600), (500, 21_600)] {
            let delay = delay_after(attempts).as_secs();
            assert!((shortest..=2 * shortest).contains(&delay), "{attempts}: {delay}");
        }
    }

    #[test]
    fn what_fails_together_does_not_come_back_together() {
        let delays: std::collections::HashSet<_> = (0..20).map(|_| delay_after(3).as_micros()).collect();
        assert!(delays.len() > 10);
    }

    #[test]
    fn any_error_text_can_be_stored() {
        assert_eq!(storable("a\0b"), "ab");
        assert_eq!(storable(&"é".repeat(5_000)).chars().count(), ERROR_LENGTH);
    }
}
