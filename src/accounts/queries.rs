//! Rows shaped for pages.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::MemberId;
use crate::db::{Connection, Prepare};

/// A member's unread counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, QueryableByName)]
pub struct Badges {
    /// Messages not read, in all conversations.
    #[diesel(sql_type = BigInt)]
    pub unread_messages: i64,
    /// Notifications not read.
    #[diesel(sql_type = BigInt)]
    pub unread_notifications: i64,
}

/// A member's unread counts, both in one statement, each from a partial index of unread rows only.
///
/// # Errors
/// When the database fails.
pub async fn badges(conn: &mut Connection, member: MemberId) -> QueryResult<Badges> {
    diesel::sql_query(
        "SELECT (SELECT coalesce(sum(unread), 0) FROM participants WHERE member_id = $1 AND unread > 0)::bigint AS unread_messages,
                (SELECT count(*) FROM notifications WHERE member_id = $1 AND read_at IS NULL) AS unread_notifications",
    )
    .bind::<BigInt, _>(member).prepared()
    .get_result(conn)
    .await
}
