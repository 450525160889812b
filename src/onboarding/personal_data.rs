//! What onboarding knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::skipped_steps;

/// Which steps the member left for later.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    rows_as_json(conn, "SELECT step FROM skipped_steps WHERE member_id = $1 ORDER BY step", member.0).await
}

/// Forgets which steps the member left for later.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(skipped_steps::table.filter(skipped_steps::member_id.eq(member))).execute(conn).await?;
    Ok(())
}
