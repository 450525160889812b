//! Rows shaped for the page.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{Kind, NotificationId};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::{members, notifications};

/// Notifications on a page.
pub(super) const ON_A_PAGE: usize = 20;

/// A notification with its actor's name.
#[derive(Debug, Clone, Queryable)]
pub(super) struct NotificationRow {
    pub id: NotificationId,
    pub kind: Kind,
    pub created_at: Instant,
    pub read_at: Option<Instant>,
    pub actor: Option<String>,
}

/// The newest of the member's notifications before `before` (of all when there is none), newest first, `most` at most.
/// All that are kept are listed, so that list and badge cannot differ.
///
/// # Errors
/// When the database fails.
pub(super) async fn newest(
    mut conn: &Connection,
    member: MemberId,
    before: Option<NotificationId>,
    most: usize,
) -> QueryResult<Vec<NotificationRow>> {
    notifications::table
        .left_join(members::table.on(notifications::actor_id.eq(members::id.nullable())))
        .filter(notifications::member_id.eq(member).and(notifications::id.lt(before.map_or(i64::MAX, |id| id.0))))
        .order(notifications::id.desc())
        .limit(i64::try_from(most).unwrap_or(i64::MAX))
        .select((
            notifications::id,
            notifications::kind,
            notifications::created_at,
            notifications::read_at,
            members::name.nullable(),
        ))
        .load(&mut conn)
        .await
}
