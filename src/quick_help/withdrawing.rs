//! Taking a request back.

use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::error::QuickHelpError;
use super::request::{Request, RequestId, State};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::idempotency::Order;
use crate::skills::SkillId;

/// Takes `learner`'s open request back. Gives the skill: those who teach it see that it is gone.
///
/// # Errors
/// [`QuickHelpError::NotFound`] for another's; what has become of it.
pub async fn withdraw(
    conn: &mut Connection,
    now: Instant,
    id: RequestId,
    (learner, key): (MemberId, Uuid),
) -> Result<SkillId, QuickHelpError> {
    conn.transaction(async |conn| {
        let request = Request::lock(conn, id).await?;
        if request.learner_id != learner {
            return Err(QuickHelpError::NotFound);
        }
        if !Order::new(learner.0, key, "withdraw quick help", &id)?.is_done(conn, now).await? {
            request.must_be_open(now)?;
            request.close(conn, now, State::Withdrawn, None).await?;
        }
        Ok(request.skill_id)
    })
    .await
}
