//! The request: its row and where it stands.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::error::QuickHelpError;
use crate::accounts::MemberId;
use crate::bookings::BookingId;
use crate::clock::Instant;
use crate::db::{Connection, id_type, text_enum};
use crate::ledger::Credits;
use crate::schema::quick_helps;
use crate::skills::SkillId;

id_type!(
    /// A request's id.
    RequestId(i64)
);

text_enum!(
    /// Where a request stands.
    State {
        /// Anybody who is asked may take it.
        Open = "open",
        /// Somebody helps.
        Taken = "taken",
        /// The learner took it back.
        Withdrawn = "withdrawn",
        /// Nobody took it in time.
        Expired = "expired",
        /// The learner's credits ended before somebody took it.
        Unpaid = "unpaid",
    }
);

/// A request's row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = quick_helps)]
pub(super) struct Request {
    pub id: RequestId,
    pub learner_id: MemberId,
    pub skill_id: SkillId,
    pub question: String,
    pub minutes: i16,
    pub price: Credits,
    pub state: State,
    pub expires_at: Instant,
    pub booking_id: Option<BookingId>,
}

impl Request {
    /// The request, locked until the transaction ends.
    pub(super) async fn lock(conn: &mut Connection, id: RequestId) -> QueryResult<Self> {
        quick_helps::table.find(id).select(Self::as_select()).for_update().first(conn).await
    }

    /// Whether it can be taken at `now`.
    ///
    /// # Errors
    /// What has become of it.
    pub(super) fn must_be_open(&self, now: Instant) -> Result<(), QuickHelpError> {
        match self.state {
            State::Open if now < self.expires_at => Ok(()),
            State::Open | State::Expired => Err(QuickHelpError::Expired),
            State::Taken => Err(QuickHelpError::Taken),
            State::Withdrawn => Err(QuickHelpError::Withdrawn),
            State::Unpaid => Err(QuickHelpError::Unpaid),
        }
    }

    /// Closes it in `state`, with what it became.
    pub(super) async fn close(
        &self,
        conn: &mut Connection,
        now: Instant,
        state: State,
        booking: Option<BookingId>,
    ) -> QueryResult<()> {
        diesel::update(quick_helps::table.find(self.id))
            .set((quick_helps::state.eq(state), quick_helps::closed_at.eq(now), quick_helps::booking_id.eq(booking)))
            .execute(conn)
            .await?;
        Ok(())
    }
}
