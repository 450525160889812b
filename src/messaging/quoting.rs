//! What two members wrote to each other, for one of them to show to a moderator.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};

/// A message between two members.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Said {
    /// Its number in their conversation.
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    /// Whose words they are.
    #[diesel(sql_type = BigInt)]
    pub sender: MemberId,
    /// The words.
    #[diesel(sql_type = Text)]
    pub body: String,
    /// When they were sent.
    #[diesel(sql_type = Timestamptz)]
    pub at: Instant,
}

/// At most `limit` messages between the two with numbers below `below`, the newest first. The caller is one of the two.
///
/// # Errors
/// When the database fails.
pub async fn between(
    mut conn: &Connection,
    (one, other): (MemberId, MemberId),
    below: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<Said>> {
    diesel::sql_query(
        "SELECT m.seq, m.sender_id AS sender, m.body, m.created_at AS at
         FROM conversations c JOIN messages m ON m.conversation_id = c.id
         WHERE c.low_id = least($1, $2) AND c.high_id = greatest($1, $2) AND ($3 IS NULL OR m.seq < $3)
         ORDER BY m.seq DESC LIMIT $4",
    )
    .bind::<BigInt, _>(one)
    .bind::<BigInt, _>(other)
    .bind::<Nullable<BigInt>, _>(below)
    .bind::<BigInt, _>(limit)
    .prepared()
    .load(&mut conn)
    .await
}

/// Those messages between the two whose numbers are among `seqs`, the newest first. The caller is one of the two.
///
/// # Errors
/// When the database fails.
pub async fn among(mut conn: &Connection, (one, other): (MemberId, MemberId), seqs: &[i64]) -> QueryResult<Vec<Said>> {
    diesel::sql_query(
        "SELECT m.seq, m.sender_id AS sender, m.body, m.created_at AS at
         FROM conversations c JOIN messages m ON m.conversation_id = c.id
         WHERE c.low_id = least($1, $2) AND c.high_id = greatest($1, $2) AND m.seq = ANY($3) ORDER BY m.seq DESC",
    )
    .bind::<BigInt, _>(one)
    .bind::<BigInt, _>(other)
    .bind::<Array<BigInt>, _>(seqs)
    .prepared()
    .load(&mut conn)
    .await
}
