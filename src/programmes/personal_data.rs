//! What programmes know of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::programmes;

/// The member's programmes, each with its sessions.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const PROGRAMMES: &str = "SELECT r.id, s.name AS skill, r.title, r.goal, r.is_hidden, r.created_at,
                                     (SELECT jsonb_agg(jsonb_build_object('title', l.title, 'outline', l.outline,
                                                 'minutes', l.minutes) ORDER BY l.position)
                                      FROM programme_lessons l WHERE l.programme_id = r.id) AS sessions
                              FROM programmes r JOIN skills s ON s.id = r.skill_id WHERE r.teacher_id = $1 ORDER BY r.id";
    rows_as_json(conn, PROGRAMMES, member.0).await
}

/// Forgets them: their sessions go with them.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(programmes::table.filter(programmes::teacher_id.eq(member))).execute(conn).await?;
    Ok(())
}
