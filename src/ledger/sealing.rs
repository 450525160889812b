//! Days that are over are closed, then sealed. Closing waits for all transfers that are on their way and takes a moment;
//! from then on nothing enters the day, so that it can be read and sealed at leisure, by any node, once.

use std::pin::pin;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Integer, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::TryStreamExt;
use tokio_postgres::Client;

use super::seals::{DayContent, Seal};
use super::verify::{TransferRow, by_transfer};
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::state::AppState;

/// What began before midnight has this long to reach its own day.
const GRACE_MINUTES: i64 = 10;
const MICROSECONDS_OF_DAY: i64 = 86_400_000_000;
/// Days sealed by one call; the schedule calls again.
const BATCH: i64 = 1_000;

#[derive(QueryableByName)]
struct Day {
    /// Since the Unix epoch.
    #[diesel(sql_type = Integer)]
    day: i32,
}

#[derive(QueryableByName)]
struct Hash {
    #[diesel(sql_type = Bytea)]
    hash: Vec<u8>,
}

/// Closes the days before today, and seals those with transfers that are not sealed yet. Gives how many were.
///
/// # Errors
/// When the database fails; or when transfers on their way keep a day open for two seconds. Then another call does it.
pub(super) async fn seal_days(state: &AppState) -> anyhow::Result<usize> {
    let now = state.clock.now();
    let today = i32::try_from(now.plus_minutes(-GRACE_MINUTES).microseconds().div_euclid(MICROSECONDS_OF_DAY))?;
    let mut conn = state.db.get().await?;
    close(&mut conn, now, today - 1).await?;
    let days = to_seal(&mut conn).await?;
    if days.is_empty() {
        return Ok(0);
    }
    let client = state.db.client().await?;
    for Day { day } in &days {
        seal(&mut conn, &client, now, *day).await?;
    }
    Ok(days.len())
}

/// Closes every day up to and with `last`. Transfers hold the lock, shared, until they are committed; see
/// `ledger_enter_transfer`. Who waits for it does so for two seconds, because every new transfer waits behind us.
async fn close(conn: &mut Connection, now: Instant, last: i32) -> QueryResult<()> {
    let closed: Option<Day> = diesel::sql_query(
        "SELECT max(day) - date '1970-01-01' AS day FROM ledger_closings HAVING max(day) >= date '1970-01-01' + $1",
    )
    .bind::<Integer, _>(last)
    .prepared()
    .get_result(conn)
    .await
    .optional()?;
    if closed.is_some() {
        return Ok(());
    }
    conn.transaction(async |conn| {
        conn.batch_execute("SET LOCAL lock_timeout = '2s'; SELECT pg_advisory_xact_lock(1818584167)").await?;
        diesel::sql_query(
            "INSERT INTO ledger_closings (day, closed_at) VALUES (date '1970-01-01' + $1, $2) ON CONFLICT DO NOTHING",
        )
        .bind::<Integer, _>(last)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await
    })
    .await?;
    Ok(())
}

async fn to_seal(conn: &mut Connection) -> QueryResult<Vec<Day>> {
    diesel::sql_query(
        "SELECT DISTINCT day - date '1970-01-01' AS day FROM ledger_transfers
         WHERE day > coalesce((SELECT max(day) FROM ledger_days), '-infinity')
           AND day <= (SELECT max(day) FROM ledger_closings)
         ORDER BY day LIMIT $1",
    )
    .bind::<BigInt, _>(BATCH)
    .prepared()
    .load(conn)
    .await
}

/// Reads a closed day and writes its hash. Whoever does the same at the same time reads the same; the first one's row
/// stays, and is what the next day is sealed upon.
async fn seal(conn: &mut Connection, client: &Client, now: Instant, day: i32) -> anyhow::Result<()> {
    let content = content(client, day).await?;
    let before: Option<Hash> =
        diesel::sql_query("SELECT hash FROM ledger_days WHERE day < date '1970-01-01' + $1 ORDER BY day DESC LIMIT 1")
            .bind::<Integer, _>(day)
            .prepared()
            .get_result(conn)
            .await
            .optional()?;
    let before = before.map_or(Ok([0; 32]), |before| Seal::try_from(before.hash.as_slice()))?;
    diesel::sql_query(
        "INSERT INTO ledger_days (day, transfers, postings, turnover, hash, sealed_at)
         VALUES (date '1970-01-01' + $1, $2, $3, $4::numeric, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind::<Integer, _>(day)
    .bind::<BigInt, _>(content.transfers)
    .bind::<BigInt, _>(content.postings)
    .bind::<Text, _>(content.turnover.to_string())
    .bind::<Bytea, _>(content.hash(&before, day, now.microseconds()).as_slice())
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

async fn content(client: &Client, day: i32) -> anyhow::Result<DayContent> {
    let mut content = DayContent::default();
    let mut rows = pin!(by_transfer(client, Some(day)).await?);
    let mut last = None;
    while let Some(row) = rows.try_next().await? {
        let row = TransferRow(&row);
        if let Some((transfer, _)) = row.transfer()?
            && last != Some(transfer.id)
        {
            content.add_transfer(&transfer.seal());
            last = Some(transfer.id);
        }
        if let Some((posting, _)) = row.posting()? {
            let account = row.account()?.map_or([0; 32], |account| account.seal());
            content.add_posting(&posting.seal(), &account, posting.amount);
        }
    }
    Ok(content)
}
