//! Suspending a member: a fact that ends their logins everywhere.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use serde::{Deserialize, Serialize};

use super::{MemberId, login};
use crate::clock::Instant;
use crate::error::AppResult;
use crate::jobs::enqueue;
use crate::schema::members;
use crate::state::AppState;

/// A member was suspended, or is not any more: which of the two it is now, the row says. What follows is verification's,
/// which gives this job its work.
#[derive(Debug, Serialize, Deserialize)]
pub struct SuspensionChanged {
    /// Whose suspension.
    pub member_id: MemberId,
}

/// Suspends a member: they are logged out on every node, their sockets close, and they cannot log in. Suspending
/// somebody suspended changes nothing.
///
/// # Errors
/// `NotFound` when there is no such member; when the database fails.
pub async fn suspend(state: &AppState, member: MemberId) -> AppResult<()> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let ended = conn
        .transaction(async |conn| {
            let since: Option<Instant> =
                members::table.find(member).select(members::suspended_at).for_update().first(conn).await?;
            diesel::update(members::table.find(member))
                .set(members::suspended_at.eq(since.unwrap_or(now)))
                .execute(conn)
                .await?;
            enqueue(conn, now, &SuspensionChanged { member_id: member }).await?;
            login::end_all(conn, member, None).await
        })
        .await?;
    login::announce_ended(&state.bus, &ended);
    // For what goes by the member and not by a login.
    state.bus.publish(format!("member:{member}"), 0);
    Ok(())
}

/// Lets a suspended member log in again.
///
/// # Errors
/// When the database fails.
pub async fn reinstate(state: &AppState, member: MemberId) -> AppResult<()> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        // Who has left stays out: that they look suspended is what keeps them so.
        diesel::update(members::table.find(member).filter(members::deleted_at.is_null()))
            .set(members::suspended_at.eq(None::<Instant>))
            .execute(conn)
            .await?;
        enqueue(conn, now, &SuspensionChanged { member_id: member }).await
    })
    .await?;
    Ok(())
}
