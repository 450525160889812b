//! Rating a session that is over. Both ratings stay hidden until both are there, or 48 hours have passed.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::event::{EventKind, record};
use super::{Booking, BookingError, BookingId, Command, State, settling, standing};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::notifications::{self, Kind};
use crate::schema::ratings;

/// How long after its end a session waits for ratings, where its terms are not at hand.
pub(super) const RATING_HOURS: i64 = 48;

/// What one says about the other; each mark is 1 to 5.
#[derive(Debug, Clone, Serialize)]
pub struct Rating {
    /// All in all.
    pub overall: i16,
    /// How well they know it.
    pub knowledge: i16,
    /// How well they explain and listen.
    pub communication: i16,
    /// How reliable they are.
    pub professionalism: i16,
    /// For everybody to read, up to 500 characters.
    pub comment: String,
    /// For oneself, up to 500 characters.
    pub private_note: String,
}

/// Rates the other one. When both have rated, both ratings are shown and escrow goes to the teacher. Gives the other
/// member, who is to be told.
///
/// # Errors
/// [`BookingError::NotOver`], [`BookingError::AlreadyRated`].
pub async fn rate(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (rater, key): (MemberId, Uuid),
    rating: &Rating,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, rater).await?;
        let other = booking.other(rater);
        if booking.is_done(conn, now, (rater, key), (Command::Rate, rating)).await? {
            return Ok(other);
        }
        booking.after(Command::Rate, rater)?;
        let ends_at = booking.ends_at.filter(|ends_at| *ends_at <= now).ok_or(BookingError::NotOver)?;
        insert(conn, now, &booking, rater, rating).await?;
        record(conn, now, id, EventKind::Rated, Some(rater)).await?;
        let is_complete = has_rated(conn, id, other).await?;
        if is_complete || now >= ends_at.plus_hours(booking.terms.rating_hours) {
            reveal(conn, now, id).await?;
        }
        if is_complete && booking.state == State::Accepted {
            settling::settle(conn, now, &booking).await?;
        }
        let kind = if is_complete { Kind::RatingReceived } else { Kind::RatingDue };
        notifications::notify(conn, now, other, kind, Some(rater), Some(id.0)).await?;
        Ok(other)
    })
    .await
}

async fn insert(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    rater: MemberId,
    rating: &Rating,
) -> Result<(), BookingError> {
    let inserted = diesel::insert_into(ratings::table)
        .values((
            ratings::booking_id.eq(booking.id),
            ratings::rater_id.eq(rater),
            ratings::ratee_id.eq(booking.other(rater)),
            ratings::overall.eq(rating.overall),
            ratings::knowledge.eq(rating.knowledge),
            ratings::communication.eq(rating.communication),
            ratings::professionalism.eq(rating.professionalism),
            ratings::comment.eq(&rating.comment),
            ratings::private_note.eq(&rating.private_note),
            ratings::rated_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if inserted == 1 { Ok(()) } else { Err(BookingError::AlreadyRated) }
}

async fn has_rated(conn: &mut Connection, id: BookingId, member: MemberId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(ratings::table.find((id, member)))).get_result(conn).await
}

/// Shows every rating of a booking that is still hidden, and counts it on the profile of the rated.
pub(super) async fn reveal(conn: &mut Connection, now: Instant, id: BookingId) -> QueryResult<()> {
    let mut revealed: Vec<(MemberId, i16)> =
        diesel::update(ratings::table.filter(ratings::booking_id.eq(id).and(ratings::revealed_at.is_null())))
            .set(ratings::revealed_at.eq(now))
            .returning((ratings::ratee_id, ratings::overall))
            .get_results(conn)
            .await?;
    revealed.sort_unstable();
    for (ratee, overall) in &revealed {
        standing::rated(conn, *ratee, *overall).await?;
    }
    if !revealed.is_empty() {
        record(conn, now, id, EventKind::Revealed, None).await?;
    }
    Ok(())
}
