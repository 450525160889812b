//! What availability knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::weekly_hours;

/// The member's week: 0 is Monday, minutes since midnight in their own zone.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const WEEK: &str = "SELECT weekday, starts_minute, ends_minute FROM weekly_hours
                        WHERE member_id = $1 ORDER BY weekday, starts_minute";
    rows_as_json(conn, WEEK, member.0).await
}

/// Forgets it.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(weekly_hours::table.filter(weekly_hours::member_id.eq(member))).execute(conn).await?;
    Ok(())
}
