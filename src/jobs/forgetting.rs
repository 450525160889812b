//! Taking a person out of the queue: payloads are ids, but a few name an address, and errors repeat what a peer said.

use diesel::QueryResult;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use super::Job;
use crate::db::Connection;

/// Deletes every job whose payload holds `words`, and takes the errors out that repeat them.
///
/// # Errors
/// When the database fails.
pub async fn forget_mentions(conn: &mut Connection, words: &str) -> QueryResult<()> {
    diesel::sql_query("DELETE FROM jobs WHERE position($1 IN payload::text) > 0")
        .bind::<Text, _>(words)
        .execute(conn)
        .await?;
    diesel::sql_query("UPDATE jobs SET last_error = NULL WHERE position($1 IN last_error) > 0")
        .bind::<Text, _>(words)
        .execute(conn)
        .await?;
    Ok(())
}

/// Deletes the jobs of one kind whose payload has `id` in its field `field`.
///
/// # Errors
/// When the database fails.
pub async fn forget_of<J: Job>(conn: &mut Connection, field: &'static str, id: i64) -> QueryResult<()> {
    diesel::sql_query("DELETE FROM jobs WHERE kind = $1 AND payload -> $2 = to_jsonb($3)")
        .bind::<Text, _>(J::KIND)
        .bind::<Text, _>(field)
        .bind::<BigInt, _>(id)
        .execute(conn)
        .await?;
    Ok(())
}
