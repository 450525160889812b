//! What time does to bookings: escrow goes to the teacher, proposals that nobody answers expire.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::answering::close;
use super::event::{Details, EventKind, record, record_with};
use super::{Booking, BookingError, BookingId, Command, State, moving, rating, reminding};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::notifications::{self, Kind};
use crate::ratings;

/// Bookings moved by one call; the schedule calls again.
const BATCH: i64 = 100;

/// A booking that is due, and one of its people.
#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = BigInt)]
    id: BookingId,
    #[diesel(sql_type = BigInt)]
    member_id: MemberId,
}

/// Pays the teacher and closes an accepted booking. The caller holds its lock.
pub(super) async fn settle(conn: &mut Connection, now: Instant, booking: &Booking) -> Result<(), BookingError> {
    let state = booking.after_time(Command::Settle)?;
    ratings::taught(conn, (booking.teacher_id, booking.learner_id), booking.minutes).await?;
    moving::lapse(conn, now, booking).await?;
    reminding::forget(conn, booking.id).await?;
    booking.pay(conn, now, state, booking.price).await?;
    let details = Details::default().sharing(booking.price, booking.price);
    record_with(conn, now, booking.id, (EventKind::Released, None), &details).await?;
    let (teacher, learner) = (booking.teacher_id, booking.learner_id);
    notifications::notify(conn, now, teacher, Kind::CreditsReleased, Some(learner), Some(booking.id.0)).await?;
    Ok(())
}

/// Settles sessions that ended as long ago as their terms say (48 hours), ratings or not, each in a transaction of its own;
/// ratings are shown. Gives the members to tell.
///
/// # Errors
/// When the database fails; what was settled before stays.
pub async fn settle_due(conn: &mut Connection, now: Instant) -> Result<Vec<(BookingId, MemberId)>, BookingError> {
    let due: Vec<Due> = diesel::sql_query(
        "SELECT b.id, b.teacher_id AS member_id FROM bookings b JOIN booking_terms t ON t.id = b.terms_id
         WHERE b.state = 'accepted' AND b.ends_at + make_interval(hours => (t.terms ->> 'rating_hours')::int) <= $1
         ORDER BY b.ends_at LIMIT $2",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(BATCH)
    .prepared()
    .load(conn)
    .await?;
    for Due { id, member_id } in &due {
        conn.transaction(async |conn| {
            let booking = Booking::lock(conn, *id, *member_id).await?;
            // Somebody's rating, or a claim, may have been faster.
            if booking.state == State::Accepted {
                rating::reveal(conn, now, *id, None).await?;
                settle(conn, now, &booking).await?;
            }
            Ok::<_, BookingError>(())
        })
        .await?;
    }
    Ok(due.into_iter().map(|due| (due.id, due.member_id)).collect())
}

/// Expires proposals that nobody answered for as long as their terms say (a week), or whose last time is past. Gives the
/// members to tell: whoever waits.
///
/// # Errors
/// When the database fails; what expired before stays.
pub async fn expire_overdue(conn: &mut Connection, now: Instant) -> Result<Vec<(BookingId, MemberId)>, BookingError> {
    let due: Vec<Due> = diesel::sql_query(
        "SELECT b.id, CASE b.state WHEN 'proposed' THEN b.learner_id ELSE b.teacher_id END AS member_id
         FROM bookings b JOIN booking_terms t ON t.id = b.terms_id
         WHERE b.state IN ('proposed', 'countered')
           AND (b.proposed_at + make_interval(hours => (t.terms ->> 'answer_hours')::int) <= $1
                OR NOT EXISTS (SELECT FROM booking_slots s WHERE s.booking_id = b.id AND s.round = b.round AND s.starts_at > $1))
         ORDER BY b.proposed_at LIMIT $2",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(BATCH)
    .prepared()
    .load(conn)
    .await?;
    for Due { id, member_id } in &due {
        conn.transaction(async |conn| {
            let booking = Booking::lock(conn, *id, *member_id).await?;
            if booking.asked().is_some() {
                let state = booking.after_time(Command::Expire)?;
                close(conn, now, &booking, state, "").await?;
                record(conn, now, *id, EventKind::Expired, None).await?;
                notifications::notify(conn, now, *member_id, Kind::ProposalExpired, None, Some(id.0)).await?;
            }
            Ok::<_, BookingError>(())
        })
        .await?;
    }
    Ok(due.into_iter().map(|due| (due.id, due.member_id)).collect())
}
