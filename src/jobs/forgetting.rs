//! Taking a person out of the queue: payloads are ids, but a few name an address, and errors repeat what a peer said.

use diesel::QueryResult;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use super::Job;
use crate::db::Connection;

/// Deletes every job with `words` as a text of its payload, whole: `na@example.org` is part of `ana@example.org`, whose
/// jobs stay. Takes the errors out that repeat them; there a part is enough, because an error too many is no loss.
///
/// # Errors
/// When the database fails.
pub async fn forget_mentions(conn: &mut Connection, words: &str) -> QueryResult<()> {
    diesel::sql_query(
        "DELETE FROM jobs WHERE jsonb_path_exists(payload, '$.** ? (@ == $words)', jsonb_build_object('words', $1))",
    )
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
