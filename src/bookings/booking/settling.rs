//! What time does to bookings: escrow goes to the teacher, proposals that nobody answers expire.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::answering::close;
use super::{Booking, BookingError, BookingId, EventKind, RATING_HOURS, State, rating, record, standing};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::ledger;
use crate::notifications::{self, Kind};
use crate::schema::{booking_slots, bookings};

/// A proposal waits this long for an answer, and never past its last slot.
const ANSWER_HOURS: i64 = 7 * 24;
/// Bookings moved by one call; the schedule calls again.
const BATCH: i64 = 100;

/// Pays the teacher and closes an accepted booking. The caller holds its lock.
pub(super) async fn settle(conn: &mut Connection, now: Instant, booking: &Booking) -> Result<(), BookingError> {
    standing::taught(conn, booking).await?;
    let pair = (booking.learner_id, booking.teacher_id);
    ledger::resolve(conn, now, booking.id.0, pair, booking.price, booking.price).await?;
    diesel::update(bookings::table.find(booking.id))
        .set((bookings::state.eq(State::Completed), bookings::closed_at.eq(now)))
        .execute(conn)
        .await?;
    record(conn, now, booking.id, EventKind::Released, None).await?;
    let (teacher, learner) = (booking.teacher_id, booking.learner_id);
    notifications::notify(conn, now, teacher, Kind::CreditsReleased, Some(learner), Some(booking.id.0)).await?;
    Ok(())
}

/// Settles sessions that ended 48 hours ago, ratings or not, each in a transaction of its own. Gives the members to tell.
///
/// # Errors
/// When the database fails; what was settled before stays.
pub async fn settle_due(conn: &mut Connection, now: Instant) -> Result<Vec<(BookingId, MemberId)>, BookingError> {
    let due: Vec<(BookingId, MemberId)> = bookings::table
        .filter(bookings::state.eq(State::Accepted).and(bookings::ends_at.le(now.plus_hours(-RATING_HOURS))))
        .order(bookings::ends_at)
        .limit(BATCH)
        .select((bookings::id, bookings::teacher_id))
        .load(conn)
        .await?;
    for (id, teacher) in due.iter().copied() {
        conn.transaction(async |conn| {
            let booking = Booking::lock(conn, id, teacher).await?;
            // Somebody's rating may have settled it meanwhile.
            if booking.state == State::Accepted {
                rating::reveal(conn, now, id).await?;
                settle(conn, now, &booking).await?;
            }
            Ok::<_, BookingError>(())
        })
        .await?;
    }
    Ok(due)
}

/// Expires proposals that waited for a week, or whose last slot is past. Gives the learners to tell.
///
/// # Errors
/// When the database fails; what expired before stays.
pub async fn expire_overdue(conn: &mut Connection, now: Instant) -> Result<Vec<(BookingId, MemberId)>, BookingError> {
    let open_slot =
        booking_slots::table.filter(booking_slots::booking_id.eq(bookings::id).and(booking_slots::starts_at.gt(now)));
    let waited = bookings::proposed_at.le(now.plus_hours(-ANSWER_HOURS));
    let due: Vec<(BookingId, MemberId)> = bookings::table
        .filter(bookings::state.eq(State::Proposed))
        .filter(waited.or(diesel::dsl::not(diesel::dsl::exists(open_slot))))
        .order(bookings::proposed_at)
        .limit(BATCH)
        .select((bookings::id, bookings::learner_id))
        .load(conn)
        .await?;
    for (id, learner) in due.iter().copied() {
        conn.transaction(async |conn| {
            let booking = Booking::lock(conn, id, learner).await?;
            if booking.state == State::Proposed {
                close(conn, now, id, State::Expired).await?;
                record(conn, now, id, EventKind::Expired, None).await?;
            }
            Ok::<_, BookingError>(())
        })
        .await?;
    }
    Ok(due)
}
