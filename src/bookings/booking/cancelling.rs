//! Calling an agreed session off. What goes back is shown before the click, and is what happens.

use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::event::{Details, EventKind, record_with};
use super::{Booking, BookingError, BookingId, Command, State, moving, reminding, time};
use crate::accounts::MemberId;
use crate::bookings::signals;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::ledger::Credits;
use crate::notifications::{self, Kind};
use crate::video;

/// What goes back to the learner when `member` calls the session off at `now`: everything when it is the teacher, and a
/// step of the terms when it is the learner.
pub fn refund_of(booking: &Booking, member: MemberId, now: Instant) -> Credits {
    match booking.starts_at {
        Some(starts_at) if member == booking.learner_id => booking.terms.refund(booking.price, starts_at, now),
        _ => booking.price,
    }
}

/// Calls an agreed session off that has not begun, for a reason in up to 500 characters. `said` is what the page said would
/// go back to the learner. Gives the other one.
///
/// # Errors
/// [`BookingError::NotNow`], [`BookingError::HasBegun`], [`BookingError::RefundChanged`].
pub async fn cancel(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
    reason: &str,
    said: Credits,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        let other = booking.other(member);
        if booking.is_done(conn, now, (member, key), (Command::Cancel, &(reason, said))).await? {
            return Ok(other);
        }
        let refund = check(&booking, now, member, said)?;
        call_off(conn, now, &booking, member, (reason, refund)).await?;
        Ok(other)
    })
    .await
}

/// What goes back when `member` may call the session off now and the page `said` as much.
pub(super) fn check(booking: &Booking, now: Instant, member: MemberId, said: Credits) -> Result<Credits, BookingError> {
    booking.after(Command::Cancel, member)?;
    booking.must_be_ahead(now)?;
    match refund_of(booking, member, now) {
        refund if refund == said => Ok(refund),
        now => Err(BookingError::RefundChanged { said, now }),
    }
}

/// Gives the time back to both and `refund` to the learner, and tells the other one; the caller holds the lock.
pub(super) async fn call_off(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
    (reason, refund): (&str, Credits),
) -> Result<(), BookingError> {
    undo(conn, now, booking, member, (reason, refund)).await?;
    let (other, subject) = (booking.other(member), Some(booking.id.0));
    notifications::notify(conn, now, other, Kind::SessionCancelled, Some(member), subject).await?;
    Ok(())
}

/// As [`call_off`], with no notification; the mails go all the same.
pub(super) async fn undo(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
    (reason, refund): (&str, Credits),
) -> Result<(), BookingError> {
    let paid = Credits(booking.price.0 - refund.0);
    moving::lapse(conn, now, booking).await?;
    time::give_back(conn, booking).await?;
    reminding::forget(conn, booking.id).await?;
    video::close_room(conn, now, booking.id.0).await?;
    booking.pay(conn, now, State::Cancelled, paid).await?;
    diesel::sql_query("UPDATE bookings SET reason = $2, sequence = sequence + 1 WHERE id = $1")
        .bind::<BigInt, _>(booking.id)
        .bind::<Text, _>(reason)
        .prepared()
        .execute(conn)
        .await?;
    let details = Details { from: booking.starts_at, ..Details::default() }.saying(reason).sharing(booking.price, paid);
    record_with(conn, now, booking.id, (EventKind::Cancelled, Some(member)), &details).await?;
    signals::session_changed(conn, now, booking.id).await?;
    Ok(())
}
