//! Forgetting.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::announce;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::jobs::{Job, Registry};
use crate::schema::notifications;
use crate::state::AppState;

/// How long a notification is kept.
pub const HISTORY_DAYS: i64 = 30;

/// Rows deleted in one statement: long enough to be fast, short enough to hold nobody up.
const AT_ONCE: usize = 5000;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    registry.every("notifications.forget_old", SignedDuration::from_hours(24), ForgetOld {})
}

/// Deletes what is older than [`HISTORY_DAYS`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ForgetOld {}

impl Job for ForgetOld {
    const KIND: &'static str = "notifications.forget_old";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let before = state.clock.now().plus_hours(-24 * HISTORY_DAYS);
        loop {
            let deleted = delete_some(state, before).await?;
            // An unread one that goes lowers the badge.
            let unread: HashSet<_> =
                deleted.iter().filter(|(_, read_at)| read_at.is_none()).map(|(id, _)| *id).collect();
            unread.into_iter().for_each(|member| announce(state, member));
            if deleted.len() < AT_ONCE {
                return Ok(());
            }
        }
    }
}

async fn delete_some(state: &AppState, before: Instant) -> anyhow::Result<Vec<(MemberId, Option<Instant>)>> {
    let old = diesel::alias!(notifications as old);
    // Ids grow with time: the walk from the smallest id finds the old ones first.
    let ids = old
        .filter(old.field(notifications::created_at).lt(before))
        .order(old.field(notifications::id))
        .limit(i64::try_from(AT_ONCE)?)
        .select(old.field(notifications::id));
    let deleted = diesel::delete(notifications::table.filter(notifications::id.eq_any(ids)))
        .returning((notifications::member_id, notifications::read_at))
        .get_results(&mut *state.db.get().await?)
        .await?;
    Ok(deleted)
}
