//! What skills knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::{member_skills, skill_alerts, skill_alerts_told};

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

/// Which skills the member waits for, and of whom they were told.
///
/// # Errors
/// When the database fails.
pub async fn export_alerts(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const ALERTS: &str = "SELECT s.name, a.created_at,
                                 (SELECT jsonb_agg(jsonb_build_object('teacher', t.name, 'told_at', told.told_at)
                                                   ORDER BY told.told_at, t.id)
                                    FROM skill_alerts_told told JOIN members t ON t.id = told.teacher_id
                                   WHERE told.member_id = a.member_id AND told.skill_id = a.skill_id) AS told
                          FROM skill_alerts a JOIN skills s ON s.id = a.skill_id
                          WHERE a.member_id = $1 ORDER BY s.name";
    rows_as_json(conn, ALERTS, member.0).await
}

/// Forgets it, and that others were told of them.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(member_skills::table.filter(member_skills::member_id.eq(member))).execute(conn).await?;
    diesel::delete(skill_alerts::table.filter(skill_alerts::member_id.eq(member))).execute(conn).await?;
    let told = skill_alerts_told::member_id.eq(member).or(skill_alerts_told::teacher_id.eq(member));
    diesel::delete(skill_alerts_told::table.filter(told)).execute(conn).await?;
    Ok(())
}
