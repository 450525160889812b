//! Moving an agreed session: one offers other times, the other agrees to one of them, and until then the old time stands.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::event::{Details, EventKind, record, record_with};
use super::{Acceptance, Booking, BookingError, BookingId, Command, reminding, time};
use crate::accounts::MemberId;
use crate::bookings::signals;
use crate::clock::Instant;
use crate::db::{Connection, Prepare, text_enum};
use crate::notifications::{self, Kind};
use crate::schema::{move_slots, moves};
use crate::video;

text_enum!(
    /// What became of an offer.
    MoveState {
        /// Waits for the other one.
        Offered = "offered",
        /// The session has moved.
        Agreed = "agreed",
        /// The other one keeps the old time.
        Refused = "refused",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// Nobody answered before it was too late, or the session was called off.
        Lapsed = "lapsed",
    }
);

#[derive(Debug, Queryable)]
struct Offer {
    id: i64,
    by: MemberId,
}

/// Offers 1 to 5 other times for an agreed session that has not begun, with a note. Gives the other one.
///
/// # Errors
/// [`BookingError::HasBegun`], [`BookingError::MoveOpen`], [`BookingError::SlotsUnavailable`].
pub async fn offer_move(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
    slots: &[Instant],
    note: &str,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        if booking.is_done(conn, now, (member, key), (Command::OfferMove, &(slots, note))).await? {
            return Ok(booking.other(member));
        }
        booking.after(Command::OfferMove, member)?;
        booking.must_be_ahead(now)?;
        if open(conn, id).await?.is_some() {
            return Err(BookingError::MoveOpen);
        }
        time::check_slots(conn, now, &booking, slots).await?;
        insert(conn, now, &booking, member, slots, note).await?;
        let details = Details::times(slots).saying(note);
        record_with(conn, now, id, (EventKind::MoveOffered, Some(member)), &details).await?;
        let other = booking.other(member);
        notifications::notify(conn, now, other, Kind::MoveOffered, Some(member), Some(id.0)).await?;
        Ok(other)
    })
    .await
}

/// Agrees to one of the times that the other one offers: the session is then, and the old time is free. Gives the other.
///
/// # Errors
/// [`BookingError::NoMove`], [`BookingError::NotYours`], [`BookingError::HasBegun`], and those of accepting a time.
pub async fn agree_move(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
    acceptance: &Acceptance,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        let other = booking.other(member);
        if booking.is_done(conn, now, (member, key), (Command::AgreeMove, acceptance)).await? {
            return Ok(other);
        }
        booking.after(Command::AgreeMove, member)?;
        booking.must_be_ahead(now)?;
        let offer = offered_to(conn, id, member).await?;
        let starts_at = slot(conn, now, offer.id, acceptance.slot).await?;
        time::lock_people(conn, &booking).await?;
        time::look_again(conn, now, &booking, starts_at, (member, &acceptance.told)).await?;
        time::give_back(conn, &booking).await?;
        time::take(conn, &booking, starts_at).await?;
        put(conn, &booking, starts_at).await?;
        end(conn, now, offer.id, MoveState::Agreed).await?;
        let details = Details { from: booking.starts_at, ..Details::times(&[starts_at]) };
        record_with(conn, now, id, (EventKind::Moved, Some(member)), &details).await?;
        reminding::plan(conn, now, &booking, starts_at).await?;
        video::move_room(conn, now, id.0, starts_at, starts_at.plus_minutes(booking.length())).await?;
        signals::session_changed(conn, now, id).await?;
        notifications::notify(conn, now, other, Kind::SessionMoved, Some(member), Some(id.0)).await?;
        Ok(other)
    })
    .await
}

/// Keeps the agreed time. Gives the other one.
///
/// # Errors
/// [`BookingError::NoMove`], [`BookingError::NotYours`].
pub async fn refuse_move(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        let other = booking.other(member);
        if booking.is_done(conn, now, (member, key), (Command::RefuseMove, &())).await? {
            return Ok(other);
        }
        booking.after(Command::RefuseMove, member)?;
        let offer = offered_to(conn, id, member).await?;
        end(conn, now, offer.id, MoveState::Refused).await?;
        record(conn, now, id, EventKind::MoveRefused, Some(member)).await?;
        notifications::notify(conn, now, other, Kind::MoveRefused, Some(member), Some(id.0)).await?;
        Ok(other)
    })
    .await
}

/// Takes one's own offer of other times back. Gives the other one.
///
/// # Errors
/// [`BookingError::NoMove`], [`BookingError::NotYours`].
pub async fn withdraw_move(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        let other = booking.other(member);
        if booking.is_done(conn, now, (member, key), (Command::WithdrawMove, &())).await? {
            return Ok(other);
        }
        booking.after(Command::WithdrawMove, member)?;
        let offer = open(conn, id).await?.ok_or(BookingError::NoMove)?;
        if offer.by != member {
            return Err(BookingError::NotYours);
        }
        end(conn, now, offer.id, MoveState::Withdrawn).await?;
        record(conn, now, id, EventKind::MoveWithdrawn, Some(member)).await?;
        Ok(other)
    })
    .await
}

/// Ends an offer that nobody can answer any more, if there is one; the caller holds the booking's lock.
pub(super) async fn lapse(conn: &mut Connection, now: Instant, booking: &Booking) -> QueryResult<()> {
    if let Some(offer) = open(conn, booking.id).await? {
        end(conn, now, offer.id, MoveState::Lapsed).await?;
        record(conn, now, booking.id, EventKind::MoveLapsed, None).await?;
    }
    Ok(())
}

async fn open(conn: &mut Connection, id: BookingId) -> QueryResult<Option<Offer>> {
    moves::table
        .filter(moves::booking_id.eq(id).and(moves::state.eq(MoveState::Offered)))
        .select((moves::id, moves::by_id))
        .first(conn)
        .await
        .optional()
}

async fn offered_to(conn: &mut Connection, id: BookingId, member: MemberId) -> Result<Offer, BookingError> {
    let offer = open(conn, id).await?.ok_or(BookingError::NoMove)?;
    if offer.by == member { Err(BookingError::NotYours) } else { Ok(offer) }
}

async fn insert(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
    slots: &[Instant],
    note: &str,
) -> QueryResult<()> {
    let id: i64 = diesel::insert_into(moves::table)
        .values((
            moves::booking_id.eq(booking.id),
            moves::by_id.eq(member),
            moves::note.eq(note),
            moves::offered_at.eq(now),
        ))
        .returning(moves::id)
        .get_result(conn)
        .await?;
    let rows: Vec<_> = (1_i16..)
        .zip(slots)
        .map(|(position, starts_at)| {
            (move_slots::move_id.eq(id), move_slots::position.eq(position), move_slots::starts_at.eq(*starts_at))
        })
        .collect();
    diesel::insert_into(move_slots::table).values(rows).execute(conn).await?;
    Ok(())
}

async fn slot(conn: &mut Connection, now: Instant, offer: i64, position: i16) -> Result<Instant, BookingError> {
    let starts_at: Option<Instant> =
        move_slots::table.find((offer, position)).select(move_slots::starts_at).first(conn).await.optional()?;
    match starts_at {
        None => Err(BookingError::NotASlot),
        Some(starts_at) if starts_at <= now => Err(BookingError::SlotPassed),
        Some(starts_at) => Ok(starts_at),
    }
}

async fn put(conn: &mut Connection, booking: &Booking, starts_at: Instant) -> QueryResult<()> {
    diesel::sql_query("UPDATE bookings SET starts_at = $2, ends_at = $3, sequence = sequence + 1 WHERE id = $1")
        .bind::<BigInt, _>(booking.id)
        .bind::<Timestamptz, _>(starts_at)
        .bind::<Timestamptz, _>(starts_at.plus_minutes(booking.length()))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

async fn end(conn: &mut Connection, now: Instant, offer: i64, state: MoveState) -> QueryResult<()> {
    diesel::update(moves::table.find(offer))
        .set((moves::state.eq(state), moves::closed_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

impl Booking {
    /// That it has not begun.
    pub(super) fn must_be_ahead(&self, now: Instant) -> Result<(), BookingError> {
        if self.starts_at.is_some_and(|starts_at| now < starts_at) { Ok(()) } else { Err(BookingError::HasBegun) }
    }
}
