//! When lists are made: asked for, after hours changed, and every morning.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::generate;
use super::generating::zone_named;
use super::morning::next_turn;
use crate::accounts::MemberId;
use crate::availability::HoursChanged;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::{Job, Registry, enqueue, enqueue_unique};
use crate::notifications::announce;
use crate::schema::members;
use crate::state::AppState;

/// Members whose lists are asked for in one transaction.
const CHUNK: i64 = 200;
/// Days without a visit after which a member's list is no longer made anew.
const ACTIVE_DAYS: i64 = 30;

/// Adds this slice's jobs and its schedule.
pub fn register(registry: Registry) -> Registry {
    registry.on::<GenerateMatches>().on::<HoursChanged>().on::<RefreshLists>().every(
        "matching.refresh_lists",
        SignedDuration::from_hours(24),
        RefreshLists { after: MemberId(0) },
    )
}

/// Makes a member's list.
#[derive(Debug, Serialize, Deserialize)]
pub struct GenerateMatches {
    /// Whose list.
    pub member_id: MemberId,
}

/// Puts down the next turns of the active members after this one, a chunk at a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RefreshLists {
    after: MemberId,
}

/// Asks for a new list of `member`, once however often it is asked for before it is made.
///
/// # Errors
/// When the row cannot be written.
pub async fn request_list(conn: &mut Connection, now: Instant, member_id: MemberId) -> QueryResult<()> {
    let key = format!("matches:{member_id}");
    enqueue_unique(conn, now, now, &key, &GenerateMatches { member_id }).await
}

impl Job for GenerateMatches {
    const KIND: &'static str = "matching.generate";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        make_list(state, self.member_id).await
    }
}

impl Job for HoursChanged {
    const KIND: &'static str = "availability.hours_changed";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        make_list(state, self.member_id).await
    }
}

impl Job for RefreshLists {
    const KIND: &'static str = "matching.refresh_lists";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let mut conn = state.db.get().await?;
        conn.transaction(async |conn| {
            let active = active_after(conn, now, self.after).await?;
            for (member_id, zone) in &active {
                let turn = next_turn(now, &zone_named(zone), *member_id);
                // Not the key of lists that are asked for: those are made at once.
                let key = format!("morning matches:{member_id}");
                enqueue_unique(conn, now, turn, &key, &GenerateMatches { member_id: *member_id }).await?;
            }
            match active.last() {
                Some((last, _)) => enqueue(conn, now, &Self { after: *last }).await,
                None => Ok(()),
            }
        })
        .await?;
        Ok(())
    }
}

async fn make_list(state: &AppState, member: MemberId) -> anyhow::Result<()> {
    let made = generate(&mut *state.db.get().await?, state.clock.now(), member).await?;
    if made.is_first {
        announce(state, member);
    }
    tracing::debug!(%member, matches = made.count, first = made.is_first, "a list was made");
    Ok(())
}

/// The members of the next chunk, with their zones.
async fn active_after(conn: &mut Connection, now: Instant, after: MemberId) -> QueryResult<Vec<(MemberId, String)>> {
    let lately = now.plus_hours(-24 * ACTIVE_DAYS);
    members::table
        .filter(members::id.gt(after).and(members::onboarded_at.is_not_null()).and(members::suspended_at.is_null()))
        .filter(members::last_seen_at.gt(lately))
        .order(members::id)
        .limit(CHUNK)
        .select((members::id, members::time_zone))
        .load(conn)
        .await
}
