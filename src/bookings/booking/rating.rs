//! Rating a session that is over. What is said is the slice `ratings`' own; here is what it does to the session.

use diesel::QueryResult;
use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::event::{EventKind, record};
use super::{Booking, BookingError, BookingId, Command, State, settling};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::notifications::{self, Kind};
use crate::ratings::{self, Given, Rating, RatingError, Role};

/// Bookings whose ratings are shown by one call.
const BATCH: i64 = 100;

impl Booking {
    /// The session as `rater` rates it, once it is over at `now`.
    fn to_rate(&self, now: Instant, rater: MemberId) -> Result<ratings::Session, BookingError> {
        let ends_at = self.ends_at.filter(|ends_at| *ends_at <= now).ok_or(BookingError::NotOver)?;
        Ok(ratings::Session {
            booking: self.id.0,
            rater,
            ratee: self.other(rater),
            role: if rater == self.learner_id { Role::Teacher } else { Role::Learner },
            hidden_until: ends_at.plus_hours(self.terms.rating_hours),
        })
    }
}

/// Rates the other one, or corrects a rating that nobody has seen. When both have rated, both ratings are shown and escrow
/// goes to the teacher. Gives the other member, who is to be told.
///
/// # Errors
/// [`BookingError::NotOver`], [`BookingError::Rating`].
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
        let session = booking.to_rate(now, rater)?;
        if ratings::give(conn, now, &session, rating).await? == Given::First {
            record(conn, now, id, EventKind::Rated, Some(rater)).await?;
            follow(conn, now, &booking, &session).await?;
        }
        Ok(other)
    })
    .await
}

/// What a first rating leads to.
async fn follow(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    session: &ratings::Session,
) -> Result<(), BookingError> {
    let is_complete = ratings::has_rated(conn, session.booking, session.ratee).await?;
    if is_complete || session.hidden_until <= now {
        reveal(conn, now, booking.id, Some(session.rater)).await?;
    }
    if is_complete && booking.state == State::Accepted {
        settling::settle(conn, now, booking).await?;
    }
    if !is_complete {
        let (other, subject) = (session.ratee, Some(session.booking));
        notifications::notify(conn, now, other, Kind::RatingDue, Some(session.rater), subject).await?;
    }
    Ok(())
}

/// Shows the ratings of a booking that are still hidden. Who is rated hears of it, but not `reader`, who is looking at it.
pub(super) async fn reveal(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    reader: Option<MemberId>,
) -> QueryResult<()> {
    let shown = ratings::reveal(conn, now, id.0).await?;
    if !shown.is_empty() {
        record(conn, now, id, EventKind::Revealed, None).await?;
    }
    for rating in shown.iter().filter(|rating| Some(rating.ratee) != reader) {
        notifications::notify(conn, now, rating.ratee, Kind::RatingReceived, Some(rating.rater), Some(id.0)).await?;
    }
    Ok(())
}

/// Shows the ratings whose time to be hidden is over, whatever has become of the credits, each booking in a transaction of
/// its own. Gives the members to tell.
///
/// # Errors
/// When the database fails; what was shown before stays.
pub async fn reveal_due(conn: &mut Connection, now: Instant) -> Result<Vec<(BookingId, MemberId)>, BookingError> {
    let mut moved = Vec::new();
    for id in ratings::due(conn, now, BATCH).await?.into_iter().map(BookingId) {
        let people = conn.transaction(async |conn| {
            let booking = Booking::lock_any(conn, id).await?;
            reveal(conn, now, id, None).await?;
            Ok::<_, BookingError>(booking.people())
        });
        moved.extend(people.await?.map(|member| (id, member)));
    }
    Ok(moved)
}

/// That `member` owes nobody a rating.
pub(super) async fn check_owed(conn: &mut Connection, now: Instant, member: MemberId) -> Result<(), BookingError> {
    match ratings::overdue(conn, now, member).await? {
        Some(id) => Err(BookingError::RatingOverdue(BookingId(id))),
        None => Ok(()),
    }
}

impl From<RatingError> for BookingError {
    fn from(error: RatingError) -> Self {
        match error {
            RatingError::NotFound => Self::NotFound,
            RatingError::Database(error) => Self::Database(error),
            refusal => Self::Rating(refusal),
        }
    }
}
