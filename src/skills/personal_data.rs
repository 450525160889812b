//! What skills knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::member_skills;

/// What the member teaches and learns.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const SKILLS: &str = "SELECT k.direction, s.name, k.level, k.target_level, k.note
                          FROM member_skills k JOIN skills s ON s.id = k.skill_id
                          WHERE k.member_id = $1 ORDER BY k.direction, k.position, k.level DESC, s.name";
    rows_as_json(conn, SKILLS, member.0).await
}

/// Forgets it.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(member_skills::table.filter(member_skills::member_id.eq(member))).execute(conn).await?;
    Ok(())
}
