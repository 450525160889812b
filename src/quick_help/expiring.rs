//! Requests that nobody took in time.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::request::State;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::quick_helps;
use crate::skills::SkillId;

/// Closes requests whose time is over. Gives whose they were and in which skill.
///
/// # Errors
/// When the database fails.
pub async fn expire_due(conn: &mut Connection, now: Instant) -> QueryResult<Vec<(MemberId, SkillId)>> {
    let due = quick_helps::state.eq(State::Open).and(quick_helps::expires_at.le(now));
    diesel::update(quick_helps::table.filter(due))
        .set((quick_helps::state.eq(State::Expired), quick_helps::closed_at.eq(now)))
        .returning((quick_helps::learner_id, quick_helps::skill_id))
        .get_results(conn)
        .await
}

/// The same for one learner, who would ask anew: the schedule may not have come by yet.
pub(super) async fn expire_of(conn: &mut Connection, now: Instant, learner: MemberId) -> QueryResult<()> {
    let due = quick_helps::state.eq(State::Open).and(quick_helps::expires_at.le(now));
    diesel::update(quick_helps::table.filter(due.and(quick_helps::learner_id.eq(learner))))
        .set((quick_helps::state.eq(State::Expired), quick_helps::closed_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}
