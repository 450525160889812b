//! What becomes of a member's bookings when they leave: nothing stays open, nobody pays for what will not take place, and
//! what did take place is paid.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Booking, BookingError, BookingId, State, answering, cancelling, claiming, rating, settling};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::bookings;

/// The states in which something is still to come.
const OPEN: [State; 4] = [State::Proposed, State::Countered, State::Accepted, State::Disputed];

/// How many proposals and agreed sessions of a member are open.
///
/// # Errors
/// When the database fails.
pub async fn open_count(conn: &mut Connection, member: MemberId) -> QueryResult<i64> {
    let theirs = bookings::learner_id.eq(member).or(bookings::teacher_id.eq(member));
    bookings::table.filter(theirs.and(bookings::state.eq_any(OPEN))).select(count_star()).first(conn).await
}

/// Ends everything open of a member who leaves: proposals are taken back or declined; a session that is over, or on with
/// the leaver as its learner, is paid; every other is called off and its credits go back to the learner; what is disputed
/// goes to the one who stays. Each in a transaction of its own. Gives what to announce to whom.
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
    let is_over = booking.ends_at.is_some_and(|ends_at| ends_at <= now);
    let has_begun = booking.starts_at.is_some_and(|starts_at| starts_at <= now);
    match booking.state {
        State::Proposed | State::Countered if booking.asked() == Some(leaver) => {
            answering::refuse(conn, now, booking, leaver, "").await
        }
        State::Proposed | State::Countered => answering::take_back(conn, now, booking, leaver).await,
        State::Accepted if is_over || has_begun && !teaches => {
            rating::reveal(conn, now, booking.id, Some(leaver)).await?;
            settling::settle(conn, now, booking).await
        }
        // The learner gets all of it back, whoever of the two leaves, and the time is free again.
        State::Accepted => cancelling::call_off(conn, now, booking, leaver, ("", booking.price)).await,
        State::Disputed => claiming::forfeit(conn, now, booking, leaver).await,
        // Somebody was faster.
        _ => Ok(()),
    }
}
