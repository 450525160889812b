//! The time of an agreed session: looked at once more, taken from both people, moved, and given back.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::RunQueryDsl;

use super::{Booking, BookingError, BookingId, Obstacle};
use crate::accounts::MemberId;
use crate::availability::{self, Pair};
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::{commitments, members};

/// Locks both people by id: two bookings that share a person queue up here, so that each sees what the one before it
/// took, and the constraint is met in order and never deadlocks.
pub(super) async fn lock_people(conn: &mut Connection, booking: &Booking) -> QueryResult<()> {
    let _locked: Vec<MemberId> = members::table
        .filter(members::id.eq_any(booking.people()))
        .order(members::id)
        .select(members::id)
        .for_no_key_update()
        .load(conn)
        .await?;
    Ok(())
}

/// The time of the two, as if `booking` were not agreed: whoever moves a session may move it over its own time.
pub(in crate::bookings) async fn other_than(
    conn: &Connection,
    now: Instant,
    booking: BookingId,
    (teacher, learner): (MemberId, MemberId),
) -> QueryResult<Pair> {
    availability::pair_without(conn, now, (teacher, learner), booking.0).await
}

/// Whether nothing is in the way of the time but what `actor`, who accepts it, was told of.
pub(super) async fn look_again(
    conn: &Connection,
    now: Instant,
    booking: &Booking,
    starts_at: Instant,
    (actor, told): (MemberId, &[String]),
) -> Result<(), BookingError> {
    let pair = other_than(conn, now, booking.id, (booking.teacher_id, booking.learner_id)).await?;
    for obstacle in Obstacle::all(&pair, now, (starts_at, booking.length()), actor == booking.teacher_id) {
        if !obstacle.can_be_waved_aside() {
            return Err(BookingError::SlotTaken);
        }
        if !told.contains(&obstacle.told()) {
            return Err(BookingError::InTheWay);
        }
    }
    Ok(())
}

/// Which of `slots` cannot be had now, as a refusal.
pub(super) async fn check_slots(
    conn: &Connection,
    now: Instant,
    booking: &Booking,
    slots: &[Instant],
) -> Result<(), BookingError> {
    let pair = other_than(conn, now, booking.id, (booking.teacher_id, booking.learner_id)).await?;
    let refused: Vec<_> = slots
        .iter()
        .filter_map(|starts_at| pair.explain(now, *starts_at, booking.length()).err().map(|why| (*starts_at, why)))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(BookingError::SlotsUnavailable(refused)) }
}

/// Takes the time from both people.
pub(super) async fn take(conn: &mut Connection, booking: &Booking, starts_at: Instant) -> Result<(), BookingError> {
    let ends_at = starts_at.plus_minutes(booking.length());
    let rows = booking.people().map(|member| {
        (
            commitments::booking_id.eq(booking.id),
            commitments::member_id.eq(member),
            commitments::starts_at.eq(starts_at),
            commitments::ends_at.eq(ends_at),
        )
    });
    diesel::insert_into(commitments::table).values(rows.to_vec()).execute(conn).await.map_err(taken)?;
    Ok(())
}

/// Gives the time back to both people.
pub(super) async fn give_back(conn: &mut Connection, booking: &Booking) -> QueryResult<()> {
    diesel::delete(commitments::table.filter(commitments::booking_id.eq(booking.id))).execute(conn).await?;
    Ok(())
}

fn taken(error: Error) -> BookingError {
    match error {
        Error::DatabaseError(DatabaseErrorKind::ExclusionViolation, _) => BookingError::SlotTaken,
        other => other.into(),
    }
}
