//! Answering a proposal. Accepting is one transaction: the slot is taken from both people, the price goes to escrow, and
//! both are told; or nothing happens at all.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Booking, BookingError, BookingId, EventKind, Obstacle, State, record, standing};
use crate::accounts::MemberId;
use crate::availability;
use crate::bookings::jobs::AcceptedMail;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs;
use crate::ledger;
use crate::notifications::{self, Kind};
use crate::schema::{booking_slots, bookings, commitments, members};

/// Accepts slot `position` (1 to 5) of a proposal made to `teacher`, whose page told them of what is in the way of it as
/// `told` says. Gives the learner, who is to be told.
///
/// # Errors
/// [`BookingError::AlreadyAnswered`], [`BookingError::SlotTaken`], [`BookingError::SlotPassed`],
/// [`BookingError::InTheWay`], [`BookingError::LearnerCannotPay`]: nothing was changed.
pub async fn accept(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    teacher: MemberId,
    position: i16,
    told: &[&str],
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = proposed_to(conn, id, teacher).await?;
        let starts_at = slot(conn, now, id, position).await?;
        let ends_at = starts_at.plus_minutes(i64::from(booking.minutes));
        lock_people(conn, &booking).await?;
        look_again(conn, now, &booking, starts_at, told).await?;
        take_time(conn, &booking, starts_at, ends_at).await?;
        standing::proposal_answered(conn, teacher).await?;
        ledger::hold(conn, now, id.0, booking.learner_id, booking.price).await?;
        let agreed = (
            bookings::state.eq(State::Accepted),
            bookings::starts_at.eq(starts_at),
            bookings::ends_at.eq(ends_at),
            bookings::answered_at.eq(now),
        );
        diesel::update(bookings::table.find(id)).set(agreed).execute(conn).await?;
        record(conn, now, id, EventKind::Accepted, Some(teacher)).await?;
        notifications::notify(conn, now, booking.learner_id, Kind::ProposalAccepted, Some(teacher), Some(id.0)).await?;
        for member_id in [booking.learner_id, teacher] {
            jobs::enqueue(conn, now, &AcceptedMail { booking_id: id, member_id }).await?;
        }
        Ok(booking.learner_id)
    })
    .await
}

/// Declines a proposal made to `teacher`. Gives the learner.
///
/// # Errors
/// [`BookingError::AlreadyAnswered`].
pub async fn decline(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    teacher: MemberId,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = proposed_to(conn, id, teacher).await?;
        close(conn, now, id, State::Declined).await?;
        record(conn, now, id, EventKind::Declined, Some(teacher)).await?;
        standing::proposal_answered(conn, teacher).await?;
        notifications::notify(conn, now, booking.learner_id, Kind::ProposalDeclined, Some(teacher), Some(id.0)).await?;
        Ok(booking.learner_id)
    })
    .await
}

/// Takes a proposal back that `learner` made. Gives the teacher.
///
/// # Errors
/// [`BookingError::AlreadyAnswered`].
pub async fn withdraw(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    learner: MemberId,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, learner).await?;
        if booking.learner_id != learner {
            return Err(BookingError::NotFound);
        }
        booking.must_be_proposed()?;
        close(conn, now, id, State::Withdrawn).await?;
        record(conn, now, id, EventKind::Withdrawn, Some(learner)).await?;
        notifications::notify(conn, now, booking.teacher_id, Kind::ProposalWithdrawn, Some(learner), Some(id.0))
            .await?;
        Ok(booking.teacher_id)
    })
    .await
}

async fn proposed_to(conn: &mut Connection, id: BookingId, teacher: MemberId) -> Result<Booking, BookingError> {
    let booking = Booking::lock(conn, id, teacher).await?;
    if booking.teacher_id != teacher {
        return Err(BookingError::NotFound);
    }
    booking.must_be_proposed()?;
    Ok(booking)
}

async fn slot(conn: &mut Connection, now: Instant, id: BookingId, position: i16) -> Result<Instant, BookingError> {
    let starts_at: Option<Instant> =
        booking_slots::table.find((id, position)).select(booking_slots::starts_at).first(conn).await.optional()?;
    match starts_at {
        None => Err(BookingError::NotASlot),
        Some(starts_at) if starts_at <= now => Err(BookingError::SlotPassed),
        Some(starts_at) => Ok(starts_at),
    }
}

/// Locks both people by id: two acceptances that share a person queue up here, so that each sees what the one before it
/// took, and the constraint is met in order and never deadlocks.
async fn lock_people(conn: &mut Connection, booking: &Booking) -> QueryResult<()> {
    let _locked: Vec<MemberId> = members::table
        .filter(members::id.eq_any([booking.learner_id, booking.teacher_id]))
        .order(members::id)
        .select(members::id)
        .for_no_key_update()
        .load(conn)
        .await?;
    Ok(())
}

/// Whether nothing is in the way of the time but what the teacher was told of.
async fn look_again(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    starts_at: Instant,
    told: &[&str],
) -> Result<(), BookingError> {
    let pair = availability::pair_of(conn, now, booking.teacher_id, Some(booking.learner_id)).await?;
    for obstacle in Obstacle::all(&pair, now, starts_at, i64::from(booking.minutes)) {
        if !obstacle.can_be_waved_aside() {
            return Err(BookingError::SlotTaken);
        }
        if !told.contains(&obstacle.told().as_str()) {
            return Err(BookingError::InTheWay);
        }
    }
    Ok(())
}

/// Takes the time from both people.
async fn take_time(
    conn: &mut Connection,
    booking: &Booking,
    starts_at: Instant,
    ends_at: Instant,
) -> Result<(), BookingError> {
    let rows = [booking.learner_id, booking.teacher_id].map(|member| {
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

fn taken(error: Error) -> BookingError {
    match error {
        Error::DatabaseError(DatabaseErrorKind::ExclusionViolation, _) => BookingError::SlotTaken,
        other => other.into(),
    }
}

pub(super) async fn close(conn: &mut Connection, now: Instant, id: BookingId, state: State) -> QueryResult<()> {
    diesel::update(bookings::table.find(id))
        .set((bookings::state.eq(state), bookings::answered_at.eq(now), bookings::closed_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}
