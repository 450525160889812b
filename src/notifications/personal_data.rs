//! What notifications knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::notifications;

/// What the member was told.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const TOLD: &str = "SELECT n.category, n.kind, o.name AS who, n.created_at, n.read_at
                        FROM notifications n LEFT JOIN members o ON o.id = n.actor_id
                        WHERE n.member_id = $1 ORDER BY n.id";
    rows_as_json(conn, TOLD, member.0).await
}

/// Forgets what the member was told. What others were told about them stays, without a name.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(notifications::table.filter(notifications::member_id.eq(member))).execute(conn).await?;
    Ok(())
}
