//! Sessions that begin at once: nobody proposes times, whoever offers to teach does so by beginning.

use diesel_async::AsyncConnection;

use super::event::{Details, EventKind, record_with};
use super::{Booking, BookingError, BookingId, State, answering, proposing, rating, time};
use crate::bookings::queries;
use crate::bookings::terms::{self, Offer};
use crate::clock::Instant;
use crate::db::Connection;

/// Books, in the caller's transaction and as a part of it that can fail alone, a session that begins now at the common
/// price: time taken from both, price in escrow. Of `proposal` the times do not count. The caller has asked both, has looked
/// whether the learner owes a rating, and writes the notification; here the teacher is looked at.
///
/// # Errors
/// [`BookingError::SlotTaken`], [`BookingError::LearnerCannotPay`], [`BookingError::RatingOverdue`],
/// [`BookingError::NotTaught`]: nothing was changed.
pub async fn begin(
    conn: &mut Connection,
    now: Instant,
    proposal: &proposing::Proposal,
) -> Result<BookingId, BookingError> {
    conn.transaction(async |conn| {
        if !queries::is_taught(conn, proposal.teacher, proposal.skill).await? {
            return Err(BookingError::NotTaught);
        }
        rating::check_owed(conn, now, proposal.teacher).await?;
        let (terms_id, terms) = terms::current(conn).await?;
        let offer = Offer { terms_id, hourly: terms.hourly, terms };
        let id = proposing::insert(conn, now, proposal, &offer).await?.ok_or(BookingError::KeyUsed)?;
        let details = Details::times(&[now]).saying(&proposal.agenda);
        record_with(conn, now, id, (EventKind::Proposed, Some(proposal.learner)), &details).await?;
        let booking = Booking::lock(conn, id, proposal.teacher).await?;
        time::lock_people(conn, &booking).await?;
        answering::agree(conn, now, &booking, (State::Accepted, now), proposal.teacher).await?;
        Ok(id)
    })
    .await
}
