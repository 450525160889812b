//! What disputes knows of a person: to take along, and to forget. A dispute of who leaves is settled as they leave, so that
//! nobody needs their words to decide it; they stay for the weeks in which anything may still be asked about.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::messaging::WORDS_GONE;
use crate::schema::{evidence, evidence_messages};

/// What the member has handed in.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const EVIDENCE: &str = "SELECT e.booking_id AS session, e.note, e.handed_in_at,
                                   (SELECT jsonb_agg(jsonb_build_object('from_me', m.sender_id = $1, 'body', m.body,
                                               'sent_at', m.sent_at) ORDER BY m.seq)
                                    FROM evidence_messages m
                                    WHERE m.booking_id = e.booking_id AND m.member_id = $1) AS messages
                            FROM evidence e WHERE e.member_id = $1 ORDER BY e.booking_id";
    rows_as_json(conn, EVIDENCE, member.0).await
}

/// Takes the words out of what a former member wrote, whoever handed it in.
///
/// # Errors
/// When the database fails.
pub async fn purge(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::update(evidence::table.filter(evidence::member_id.eq(member)))
        .set(evidence::note.eq(""))
        .execute(conn)
        .await?;
    diesel::update(evidence_messages::table.filter(evidence_messages::sender_id.eq(member)))
        .set(evidence_messages::body.eq(WORDS_GONE))
        .execute(conn)
        .await?;
    Ok(())
}
