//! Posting a message: the busiest write of the site, so it is one statement and one round trip.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{ConversationId, MessageBody};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::error::AppError;
use crate::notifications;
use crate::state::AppState;

/// A message that is posted, now or by an earlier try with the same key.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Posted {
    /// Its number in the conversation.
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    /// Who it is for.
    #[diesel(sql_type = BigInt)]
    pub recipient: MemberId,
    /// Whether it was this try that posted it.
    #[diesel(sql_type = Bool)]
    pub is_new: bool,
    /// Whether the earlier try said the same.
    #[diesel(sql_type = Bool)]
    is_same: bool,
    /// Whether posting read something for its sender.
    #[diesel(sql_type = Bool)]
    has_read: bool,
}

/// Why a message was not posted.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The conversation is not the sender's.
    #[error("no such conversation")]
    NotFound,
    /// The key has posted another text already: a page that was gone back to.
    #[error("the idempotency key belongs to another message")]
    KeyUsed,
    /// The database failed.
    #[error(transparent)]
    Database(DieselError),
}

impl From<PostError> for AppError {
    fn from(error: PostError) -> Self {
        match error {
            PostError::NotFound => Self::NotFound,
            PostError::KeyUsed => Self::Conflict("This page has sent another message already.".to_owned()),
            PostError::Database(error) => error.into(),
        }
    }
}

/// `numbered` locks the conversation, so posts to it go one after the other and number without a gap; everything after
/// hangs on its row, so a foreign conversation or a known key changes nothing. Each update counts from the row's newest
/// version, not from the statement's snapshot, so it is exact after waiting, too. The last part answers a known key.
const POST: &str = "
WITH numbered AS (
    UPDATE conversations SET last_seq = last_seq + 1
    WHERE id = $1 AND $2 IN (low_id, high_id) AND NOT EXISTS (
        SELECT FROM messages WHERE conversation_id = $1 AND sender_id = $2 AND idempotency_key = $4)
    RETURNING last_seq AS seq, low_id + high_id - $2 AS recipient
), written AS (
    INSERT INTO messages (conversation_id, seq, sender_id, body, idempotency_key, created_at)
    SELECT $1, seq, $2, $3, $4, $5 FROM numbered
), counted AS (
    UPDATE participants p SET
        unread = CASE WHEN p.member_id = $2 THEN 0 ELSE p.unread + 1 END,
        read_seq = CASE WHEN p.member_id = $2 THEN seq ELSE p.read_seq END,
        last_message_at = greatest(p.last_message_at, $5)
    FROM numbered WHERE p.conversation_id = $1
)
SELECT seq, recipient, true AS is_new, true AS is_same,
    EXISTS (SELECT FROM participants WHERE conversation_id = $1 AND member_id = $2 AND unread > 0) AS has_read
FROM numbered
UNION ALL
SELECT m.seq, c.low_id + c.high_id - $2, false, m.body = $3, false
FROM messages m JOIN conversations c ON c.id = m.conversation_id
WHERE m.conversation_id = $1 AND m.sender_id = $2 AND m.idempotency_key = $4";

/// Posts a message to a conversation of `sender`'s. The same key again gives the first message back and changes
/// nothing. To be called outside of a transaction: the statement is its own. Afterwards the caller [`tell`]s.
///
/// # Errors
/// See [`PostError`].
pub async fn post(
    conn: &mut Connection,
    now: Instant,
    sender: MemberId,
    conversation: ConversationId,
    body: &MessageBody,
    key: Uuid,
) -> Result<Posted, PostError> {
    let statement = || {
        diesel::sql_query(POST)
            .bind::<BigInt, _>(conversation)
            .bind::<BigInt, _>(sender)
            .bind::<Text, _>(body.as_str())
            .bind::<SqlUuid, _>(key)
            .bind::<Timestamptz, _>(now)
    };
    let posted: Posted = match statement().prepared().get_result(conn).await {
        // The same post at the same moment: it was not there when we looked and is there now. Nothing of ours
        // remains, the number included; looking again finds it.
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => statement().get_result(conn).await?,
        first => first?,
    };
    if posted.is_same { Ok(posted) } else { Err(PostError::KeyUsed) }
}

/// Tells open pages of a message, once it is committed.
pub fn tell(state: &AppState, sender: MemberId, conversation: ConversationId, posted: &Posted) {
    if !posted.is_new {
        return;
    }
    // The conversation first: a page that shows it reads the message before its badge is counted.
    state.bus.publish(format!("conversation:{conversation}"), posted.seq);
    notifications::announce(state, posted.recipient);
    if posted.has_read {
        notifications::announce(state, sender);
    }
}

impl From<DieselError> for PostError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}
