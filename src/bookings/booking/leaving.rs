//! What becomes of a member's bookings when they leave: nothing stays open, nobody pays for what will not take place, and
//! what did take place is paid.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::answering::close;
use super::{Booking, BookingError, BookingId, EventKind, State, rating, record, settling, standing};
use crate::accounts::MemberId;
use crate::bookings::jobs::CancelledMail;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs;
use crate::ledger::{self, Credits};
use crate::notifications::{self, Kind};
use crate::schema::{bookings, commitments};

/// The states in which something is still to come.
const OPEN: [State; 2] = [State::Proposed, State::Accepted];

/// How many proposals and agreed sessions of a member are open.
///
/// # Errors
/// When the database fails.
pub async fn open_count(conn: &mut Connection, member: MemberId) -> QueryResult<i64> {
    let theirs = bookings::learner_id.eq(member).or(bookings::teacher_id.eq(member));
    bookings::table.filter(theirs.and(bookings::state.eq_any(OPEN))).select(count_star()).first(conn).await
}

/// Ends everything open of a member who leaves: proposals are taken back or declined; a session that is over, or on with
/// the leaver as its learner, is paid; every other is called off and its credits go back to the learner. Each in a
/// transaction of its own. Gives what to announce to whom.
///
/// # Errors
/// When the database fails; what was ended before stays so.
pub async fn leave(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
) -> Result<Vec<(BookingId, MemberId)>, BookingError> {
    let theirs = bookings::learner_id.eq(member).or(bookings::teacher_id.eq(member));
    let open: Vec<BookingId> = bookings::table
        .filter(theirs.and(bookings::state.eq_any(OPEN)))
        .order(bookings::id)
        .select(bookings::id)
        .load(conn)
        .await?;
    let mut moved = Vec::new();
    for id in open {
        let other = conn.transaction(async |conn| {
            let booking = Booking::lock(conn, id, member).await?;
            end(conn, now, &booking, member).await?;
            Ok::<_, BookingError>(booking.other(member))
        });
        moved.push((id, other.await?));
    }
    Ok(moved)
}

async fn end(conn: &mut Connection, now: Instant, booking: &Booking, leaver: MemberId) -> Result<(), BookingError> {
    let teaches = leaver == booking.teacher_id;
    let length = i64::from(booking.minutes);
    let is_over = booking.ends_at.is_some_and(|ends_at| ends_at <= now);
    let has_begun = booking.ends_at.is_some_and(|ends_at| ends_at.plus_minutes(-length) <= now);
    match booking.state {
        State::Proposed => answer(conn, now, booking, leaver).await,
        State::Accepted if is_over || has_begun && !teaches => {
            rating::reveal(conn, now, booking.id).await?;
            settling::settle(conn, now, booking).await
        }
        State::Accepted => call_off(conn, now, booking, leaver).await,
        // Somebody was faster.
        _ => Ok(()),
    }
}

async fn answer(conn: &mut Connection, now: Instant, booking: &Booking, leaver: MemberId) -> Result<(), BookingError> {
    let (state, event, kind) = if leaver == booking.teacher_id {
        standing::proposal_answered(conn, leaver).await?;
        (State::Declined, EventKind::Declined, Kind::ProposalDeclined)
    } else {
        (State::Withdrawn, EventKind::Withdrawn, Kind::ProposalWithdrawn)
    };
    close(conn, now, booking.id, state).await?;
    record(conn, now, booking.id, event, Some(leaver)).await?;
    notifications::notify(conn, now, booking.other(leaver), kind, Some(leaver), Some(booking.id.0)).await?;
    Ok(())
}

/// The learner gets all of it back, whoever of the two leaves, and the time is free again.
async fn call_off(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    leaver: MemberId,
) -> Result<(), BookingError> {
    diesel::delete(commitments::table.filter(commitments::booking_id.eq(booking.id))).execute(conn).await?;
    let pair = (booking.learner_id, booking.teacher_id);
    ledger::resolve(conn, now, booking.id.0, pair, booking.price, Credits(0)).await?;
    diesel::update(bookings::table.find(booking.id))
        .set((bookings::state.eq(State::Cancelled), bookings::closed_at.eq(now)))
        .execute(conn)
        .await?;
    record(conn, now, booking.id, EventKind::Cancelled, Some(leaver)).await?;
    let other = booking.other(leaver);
    notifications::notify(conn, now, other, Kind::SessionCancelled, Some(leaver), Some(booking.id.0)).await?;
    jobs::enqueue(conn, now, &CancelledMail { booking_id: booking.id, member_id: other }).await?;
    Ok(())
}
