//! What the desk knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::RequestId;
use super::request::drop_nobodys;
use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::{skill_request_supporters, skill_requests};

/// The skills that the member asked for, and what came of it.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const REQUESTS: &str = "SELECT r.name, c.name AS category, s.why, r.state, k.name AS skill, r.reason,
                                   s.created_at AS asked_at, r.decided_at
                              FROM skill_request_supporters s
                              JOIN skill_requests r ON r.id = s.request_id
                              JOIN skill_categories c ON c.id = r.category_id
                              LEFT JOIN skills k ON k.id = r.skill_id
                             WHERE s.member_id = $1 ORDER BY r.id";
    rows_as_json(conn, REQUESTS, member.0).await
}

/// Forgets it: with their support go the requests that nobody else supports. What an admin did stays, as done by somebody
/// who has left.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    let own = skill_request_supporters::table.filter(skill_request_supporters::member_id.eq(member));
    // Whoever is about to support one of them waits, and finds it gone or still there.
    let requests: Vec<RequestId> = skill_requests::table
        .filter(skill_requests::id.eq_any(own.select(skill_request_supporters::request_id)))
        .order(skill_requests::id)
        .select(skill_requests::id)
        .for_update()
        .load(conn)
        .await?;
    diesel::delete(own).execute(conn).await?;
    drop_nobodys(conn, &requests).await
}
