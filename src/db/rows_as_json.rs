//! Rows for people to take along.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::Connection;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Jsonb)]
    rows: Value,
}

/// The rows of `select`, a statement about the id `$1`, as a list of objects by column.
///
/// # Errors
/// When the database fails.
pub async fn rows_as_json(conn: &mut Connection, select: &'static str, id: i64) -> QueryResult<Value> {
    let wrapped = format!("SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') AS rows FROM ({select}) r");
    let found: Found = diesel::sql_query(wrapped).bind::<BigInt, _>(id).get_result(conn).await?;
    Ok(found.rows)
}
