//! Reading.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::ConversationId;
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare};

/// Counts from the row alone (`read_seq + unread` is the conversation's last number), so that a message posted at the
/// same moment is neither counted as read nor lost from the count.
const MARK: &str = "
UPDATE participants
SET read_seq = least($3, read_seq + unread), unread = greatest(read_seq + unread - $3, 0)
WHERE conversation_id = $1 AND member_id = $2 AND read_seq < $3 AND unread > 0";

/// Marks the messages up to number `upto` as read by `me`. Whether that changed anything: then the caller announces
/// the badges.
///
/// # Errors
/// When the database fails.
pub async fn mark_read(
    conn: &mut Connection,
    me: MemberId,
    conversation: ConversationId,
    upto: i64,
) -> QueryResult<bool> {
    let changed = diesel::sql_query(MARK)
        .bind::<BigInt, _>(conversation)
        .bind::<BigInt, _>(me)
        .bind::<BigInt, _>(upto)
        .prepared()
        .execute(conn)
        .await?;
    Ok(changed == 1)
}
