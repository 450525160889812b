//! Rows shaped for pages.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use ipnet::IpNet;

use super::{LoginId, MemberId};
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::schema::logins;

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
pub async fn badges(mut conn: &Connection, member: MemberId) -> QueryResult<Badges> {
    diesel::sql_query(
        "SELECT (SELECT coalesce(sum(unread), 0) FROM participants WHERE member_id = $1 AND unread > 0)::bigint AS unread_messages,
                (SELECT count(*) FROM notifications WHERE member_id = $1 AND read_at IS NULL) AS unread_notifications",
    )
    .bind::<BigInt, _>(member).prepared()
    .get_result(&mut conn)
    .await
}

/// A place where a member is logged in, for the list of them.
#[derive(Debug, Queryable)]
pub(super) struct Place {
    pub id: LoginId,
    pub user_agent: String,
    pub zone: String,
    pub address: Option<IpNet>,
    pub created_at: Instant,
    pub last_seen_at: Instant,
}

/// Where a member is logged in, the latest seen first; more than a hundred nobody reads.
///
/// # Errors
/// When the database fails.
pub(super) async fn places(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<Vec<Place>> {
    logins::table
        .filter(logins::member_id.eq(member).and(logins::expires_at.gt(now)))
        .order((logins::last_seen_at.desc(), logins::id.desc()))
        .limit(100)
        .select((
            logins::id,
            logins::user_agent,
            logins::zone,
            logins::address,
            logins::created_at,
            logins::last_seen_at,
        ))
        .load(conn)
        .await
}
