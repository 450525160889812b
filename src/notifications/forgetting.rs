//! Notifications are kept for a while and then deleted.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::announce;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::error::AppResult;
use crate::schema::notifications;
use crate::state::AppState;

/// How long a notification is kept.
pub const HISTORY_DAYS: i64 = 30;

/// Rows deleted in one statement: enough to be quick, few enough to hold nobody up.
const AT_ONCE: usize = 5000;

/// Deletes what is older than [`HISTORY_DAYS`], and tells those whose badge falls by it.
///
/// # Errors
/// When the database fails; what was deleted until then stays deleted.
pub async fn forget_old(state: &AppState) -> AppResult<()> {
    let before = state.clock.now().plus_hours(-24 * HISTORY_DAYS);
    loop {
        let deleted = delete_some(state, before).await?;
        let unread: HashSet<_> = deleted.iter().filter(|row| row.1.is_none()).map(|row| row.0).collect();
        unread.into_iter().for_each(|member| announce(state, member));
        if deleted.len() < AT_ONCE {
            return Ok(());
        }
    }
}

async fn delete_some(state: &AppState, before: Instant) -> AppResult<Vec<(MemberId, Option<Instant>)>> {
    let old = diesel::alias!(notifications as old);
    // Ids grow with time: the walk from the smallest id finds the old ones first.
    let ids = old
        .filter(old.field(notifications::created_at).lt(before))
        .order(old.field(notifications::id))
        .limit(i64::try_from(AT_ONCE).unwrap_or(i64::MAX))
        .select(old.field(notifications::id));
    let deleted = diesel::delete(notifications::table.filter(notifications::id.eq_any(ids)))
        .returning((notifications::member_id, notifications::read_at))
        .get_results(&mut *state.db.get().await?)
        .await?;
    Ok(deleted)
}
