//! What messaging knows of a person: to take along, and to forget. Words that were written to others stay for the time
//! in which they may be reported, and then give way to a sentence; the conversation stays the others'.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::messages;

/// What stands where a former member's words were.
pub const WORDS_GONE: &str = "This message went with its writer's account.";

/// The member's conversations, what others wrote in them included.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const MESSAGES: &str =
        "SELECT o.name AS conversation_with, m.seq, m.sender_id = $1 AS from_me, m.body, m.created_at
                            FROM participants p
                            JOIN conversations c ON c.id = p.conversation_id
                            JOIN members o ON o.id = c.low_id + c.high_id - $1
                            JOIN messages m ON m.conversation_id = c.id
                            WHERE p.member_id = $1 ORDER BY c.id, m.seq";
    rows_as_json(conn, MESSAGES, member.0).await
}

/// Takes the words out of everything that a former member wrote.
///
/// # Errors
/// When the database fails.
pub async fn purge(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::update(messages::table.filter(messages::sender_id.eq(member)))
        .set(messages::body.eq(WORDS_GONE))
        .execute(conn)
        .await?;
    Ok(())
}
