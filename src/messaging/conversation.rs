//! The noun: one conversation for each pair of members.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare, id_type};
use crate::schema::{conversations, participants};

id_type!(
    /// A conversation's id.
    ConversationId(i64)
);

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Nullable<BigInt>)]
    conversation: Option<ConversationId>,
}

const FIND: &str = "
SELECT c.id AS conversation
FROM members other
LEFT JOIN conversations c ON c.low_id = least($1, $2) AND c.high_id = greatest($1, $2)
WHERE other.id = $2 AND other.id <> $1 AND other.suspended_at IS NULL";

/// The conversation of `me` with `other`, made when there is none.
///
/// # Errors
/// `NotFound` when `other` is nobody, oneself, or suspended.
pub async fn open(conn: &mut Connection, now: Instant, me: MemberId, other: MemberId) -> QueryResult<ConversationId> {
    let found: Found =
        diesel::sql_query(FIND).bind::<BigInt, _>(me).bind::<BigInt, _>(other).prepared().get_result(conn).await?;
    match found.conversation {
        Some(conversation) => Ok(conversation),
        None => conn.transaction(async |conn| make(conn, now, me.min(other), me.max(other)).await).await,
    }
}

async fn make(conn: &mut Connection, now: Instant, low: MemberId, high: MemberId) -> QueryResult<ConversationId> {
    let made: ConversationId = diesel::insert_into(conversations::table)
        .values((conversations::low_id.eq(low), conversations::high_id.eq(high), conversations::created_at.eq(now)))
        .on_conflict((conversations::low_id, conversations::high_id))
        // Both may open at once: the second waits for the first and takes its conversation.
        .do_update()
        .set(conversations::low_id.eq(low))
        .returning(conversations::id)
        .get_result(conn)
        .await?;
    let seat = |member: MemberId| {
        (
            participants::conversation_id.eq(made),
            participants::member_id.eq(member),
            participants::last_message_at.eq(now),
        )
    };
    diesel::insert_into(participants::table)
        .values([seat(low), seat(high)])
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(made)
}
