//! What matching knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::matches;

/// Who was found to fit the member, and how well.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const MATCHES: &str =
        "SELECT o.name, m.score, m.complementarity, m.overlap, m.learning_style, m.rating, m.response,
                                  m.generated_at
                           FROM matches m JOIN members o ON o.id = m.other_id
                           WHERE m.member_id = $1 ORDER BY m.score DESC, m.other_id";
    rows_as_json(conn, MATCHES, member.0).await
}

/// Forgets it, also that they fit others.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    let concerns = matches::member_id.eq(member).or(matches::other_id.eq(member));
    diesel::delete(matches::table.filter(concerns)).execute(conn).await?;
    Ok(())
}
