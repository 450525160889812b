//! Answering a proposal. Accepting is one transaction: the slot is taken from both people, the price goes to escrow, and
//! both are told; or nothing happens at all.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::event::{Details, EventKind, record, record_with};
use super::{Booking, BookingError, BookingId, Command, State, rating, reminding, time};
use crate::accounts::MemberId;
use crate::bookings::signals;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::ledger::{self, LedgerError};
use crate::notifications::{self, Kind};
use crate::ratings;
use crate::schema::booking_slots;
use crate::video;

/// Which of the proposed times is accepted.
#[derive(Debug, Clone, Serialize)]
pub struct Acceptance {
    /// Position of the slot, 1 to 5.
    pub slot: i16,
    /// What the page said is in its way.
    pub told: Vec<String>,
}

/// Accepts a slot of a proposal that `member` is asked to answer. Gives the other one, who is to be told.
///
/// # Errors
/// [`BookingError::NotNow`], [`BookingError::SlotTaken`], [`BookingError::SlotPassed`], [`BookingError::InTheWay`],
/// [`BookingError::LearnerCannotPay`], [`BookingError::RatingOverdue`]: nothing was changed.
pub async fn accept(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
    acceptance: &Acceptance,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        if booking.is_done(conn, now, (member, key), (Command::Accept, acceptance)).await? {
            return Ok(booking.other(member));
        }
        choose(conn, now, &booking, member, acceptance).await?;
        notifications::notify(conn, now, booking.other(member), Kind::ProposalAccepted, Some(member), Some(id.0))
            .await?;
        Ok(booking.other(member))
    })
    .await
}

/// Accepts a slot for `member`, who is asked; the caller holds the lock.
pub(super) async fn choose(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
    acceptance: &Acceptance,
) -> Result<(), BookingError> {
    let state = booking.after(Command::Accept, member)?;
    let starts_at = slot(conn, now, booking, acceptance.slot).await?;
    time::lock_people(conn, booking).await?;
    rating::check_owed(conn, now, member).await?;
    time::look_again(conn, now, booking, starts_at, (member, &acceptance.told)).await?;
    ratings::proposal_answered(conn, member).await?;
    agree(conn, now, booking, (state, starts_at), member).await
}

/// Binds time and credits: the booking, locked with its two people, is agreed on from `starts_at`.
pub(super) async fn agree(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    (state, starts_at): (State, Instant),
    member: MemberId,
) -> Result<(), BookingError> {
    time::take(conn, booking, starts_at).await?;
    hold(conn, now, booking, member).await?;
    diesel::sql_query("UPDATE bookings SET state = $2, starts_at = $3, ends_at = $4, answered_at = $5 WHERE id = $1")
        .bind::<BigInt, _>(booking.id)
        .bind::<Text, _>(state)
        .bind::<Timestamptz, _>(starts_at)
        .bind::<Timestamptz, _>(starts_at.plus_minutes(booking.length()))
        .bind::<Timestamptz, _>(now)
        .prepared()
        .execute(conn)
        .await?;
    record_with(conn, now, booking.id, (EventKind::Accepted, Some(member)), &Details::times(&[starts_at])).await?;
    reminding::plan(conn, now, booking, starts_at).await?;
    video::open_room(conn, now, booking.id.0, booking.people(), starts_at, starts_at.plus_minutes(booking.length()))
        .await?;
    signals::session_changed(conn, now, booking.id).await?;
    Ok(())
}

/// Takes the price to escrow. Who is short of it reads so; the other one is told no more than that it cannot be.
async fn hold(conn: &mut Connection, now: Instant, booking: &Booking, member: MemberId) -> Result<(), BookingError> {
    match ledger::hold(conn, now, booking.id.0, booking.learner_id, booking.price).await {
        Err(LedgerError::NotEnough) if member == booking.learner_id => Err(BookingError::CannotPay(booking.price)),
        other => Ok(other?),
    }
}

/// Declines a proposal that `member` is asked to answer, with a reason in up to 500 characters. Gives the other one.
///
/// # Errors
/// [`BookingError::NotNow`], [`BookingError::NotYours`].
pub async fn decline(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
    reason: &str,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        if !booking.is_done(conn, now, (member, key), (Command::Decline, &reason)).await? {
            refuse(conn, now, &booking, member, reason).await?;
        }
        Ok(booking.other(member))
    })
    .await
}

/// Says no for `member`, who is asked; the caller holds the lock.
pub(super) async fn refuse(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
    reason: &str,
) -> Result<(), BookingError> {
    say_no(conn, now, booking, member, reason).await?;
    let (other, subject) = (booking.other(member), Some(booking.id.0));
    notifications::notify(conn, now, other, Kind::ProposalDeclined, Some(member), subject).await?;
    Ok(())
}

/// As [`refuse`], telling nobody.
pub(super) async fn say_no(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
    reason: &str,
) -> Result<(), BookingError> {
    let state = booking.after(Command::Decline, member)?;
    close(conn, now, booking, state, reason).await?;
    record_with(conn, now, booking.id, (EventKind::Declined, Some(member)), &Details::default().saying(reason)).await?;
    ratings::proposal_answered(conn, member).await?;
    Ok(())
}

/// Answers with other times: 1 to 5 starts, in order, and a note. Now the other one is asked. Gives the other one.
///
/// # Errors
/// [`BookingError::NotNow`], [`BookingError::NotYours`], [`BookingError::SlotsUnavailable`].
pub async fn counter(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
    slots: &[Instant],
    note: &str,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        if booking.is_done(conn, now, (member, key), (Command::Counter, &(slots, note))).await? {
            return Ok(booking.other(member));
        }
        let state = booking.after(Command::Counter, member)?;
        time::check_slots(conn, now, &booking, slots).await?;
        let round = booking.round.saturating_add(1);
        put_slots(conn, id, round, slots).await?;
        // The clock for an answer begins again: it is another's turn.
        diesel::sql_query(
            "UPDATE bookings SET state = $2, round = $3, proposed_at = $4, answered_at = NULL WHERE id = $1",
        )
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(state)
        .bind::<SmallInt, _>(round)
        .bind::<Timestamptz, _>(now)
        .prepared()
        .execute(conn)
        .await?;
        let details = Details::times(slots).saying(note);
        record_with(conn, now, id, (EventKind::Countered, Some(member)), &details).await?;
        let other = booking.other(member);
        ratings::proposal_answered(conn, member).await?;
        ratings::proposal_received(conn, other).await?;
        notifications::notify(conn, now, other, Kind::ProposalCountered, Some(member), Some(id.0)).await?;
        Ok(other)
    })
    .await
}

/// Takes a proposal back that `member` made. Gives the other one.
///
/// # Errors
/// [`BookingError::NotNow`], [`BookingError::NotYours`].
pub async fn withdraw(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        if !booking.is_done(conn, now, (member, key), (Command::Withdraw, &())).await? {
            take_back(conn, now, &booking, member).await?;
        }
        Ok(booking.other(member))
    })
    .await
}

/// Takes back what `member` proposed; the caller holds the lock.
pub(super) async fn take_back(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
) -> Result<(), BookingError> {
    unsay(conn, now, booking, member).await?;
    let (other, subject) = (booking.other(member), Some(booking.id.0));
    notifications::notify(conn, now, other, Kind::ProposalWithdrawn, Some(member), subject).await?;
    Ok(())
}

/// As [`take_back`], telling nobody.
pub(super) async fn unsay(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
) -> Result<(), BookingError> {
    let state = booking.after(Command::Withdraw, member)?;
    close(conn, now, booking, state, "").await?;
    record(conn, now, booking.id, EventKind::Withdrawn, Some(member)).await?;
    Ok(())
}

/// Notes the proposed times of a round.
pub(super) async fn put_slots(conn: &mut Connection, id: BookingId, round: i16, slots: &[Instant]) -> QueryResult<()> {
    let rows: Vec<_> = (1_i16..)
        .zip(slots)
        .map(|(position, starts_at)| {
            (
                booking_slots::booking_id.eq(id),
                booking_slots::round.eq(round),
                booking_slots::position.eq(position),
                booking_slots::starts_at.eq(*starts_at),
            )
        })
        .collect();
    diesel::insert_into(booking_slots::table).values(rows).execute(conn).await?;
    Ok(())
}

async fn slot(conn: &mut Connection, now: Instant, booking: &Booking, position: i16) -> Result<Instant, BookingError> {
    let starts_at: Option<Instant> = booking_slots::table
        .find((booking.id, booking.round, position))
        .select(booking_slots::starts_at)
        .first(conn)
        .await
        .optional()?;
    match starts_at {
        None => Err(BookingError::NotASlot),
        Some(starts_at) if starts_at <= now => Err(BookingError::SlotPassed),
        Some(starts_at) => Ok(starts_at),
    }
}

/// Closes what was never agreed.
pub(super) async fn close(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    state: State,
    reason: &str,
) -> QueryResult<()> {
    diesel::sql_query("UPDATE bookings SET state = $2, answered_at = $3, closed_at = $3, reason = $4 WHERE id = $1")
        .bind::<BigInt, _>(booking.id)
        .bind::<Text, _>(state)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(reason)
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}
