//! Ending what is left of a series in one step. What goes back for each date is shown before the click, and is what happens.

use diesel::QueryResult;
use diesel_async::AsyncConnection;
use serde::Serialize;
use uuid::Uuid;

use super::error::SeriesError;
use super::queries::{Series, SeriesId};
use crate::accounts::MemberId;
use crate::bookings::{self, Booking, BookingId, State, refund_of};
use crate::clock::Instant;
use crate::db::Connection;
use crate::idempotency::Order;
use crate::ledger::Credits;
use crate::notifications::{self, Kind};

/// What goes back to the learner when a date is called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Refund {
    /// The date.
    pub booking: BookingId,
    /// So much.
    pub credits: Credits,
}

/// What is left of a series.
pub(super) struct Rest {
    /// Agreed and not begun: what goes back for each when `member` calls it off.
    pub agreed: Vec<Refund>,
    /// Proposals that wait for an answer, with whether the member is asked.
    pub open: Vec<(BookingId, bool)>,
}

impl Rest {
    /// What is left for `member` of `bookings`, by their ids.
    pub(super) async fn of(
        conn: &Connection,
        now: Instant,
        bookings: &[BookingId],
        member: MemberId,
    ) -> QueryResult<Self> {
        let all = bookings::look_all(conn, bookings, member).await?;
        let is_ahead = |booking: &&Booking| {
            booking.state == State::Accepted && booking.starts_at.is_some_and(|starts_at| now < starts_at)
        };
        let refund = |booking: &Booking| Refund { booking: booking.id, credits: refund_of(booking, member, now) };
        let asked = |booking: &Booking| match booking.state {
            State::Proposed => Some((booking.id, member == booking.teacher_id)),
            State::Countered => Some((booking.id, member == booking.learner_id)),
            _ => None,
        };
        Ok(Self {
            agreed: all.iter().filter(is_ahead).map(refund).collect(),
            open: all.iter().filter_map(asked).collect(),
        })
    }

    /// Whether there is nothing to end.
    pub(super) fn is_empty(&self) -> bool {
        self.agreed.is_empty() && self.open.is_empty()
    }
}

/// Ends what is left of a series for `member`, one of the two: sessions that have not begun are called off, open proposals
/// declined or withdrawn. `said` is what the page said would go back, by booking. Gives the other one and all bookings.
///
/// # Errors
/// [`SeriesError::NothingOpen`], [`SeriesError::Changed`], [`SeriesError::KeyUsed`]: nothing was changed.
pub async fn end(
    conn: &mut Connection,
    now: Instant,
    id: SeriesId,
    (member, key): (MemberId, Uuid),
    reason: &str,
    said: &[Refund],
) -> Result<(MemberId, Vec<BookingId>), SeriesError> {
    conn.transaction(async |conn| {
        let series = Series::find(conn, id, member).await?;
        let bookings = series.lock(conn).await?;
        let other = series.other(member);
        if Order::new(member.0, key, "end series", &(id, reason, said))?.is_done(conn, now).await? {
            return Ok((other, bookings));
        }
        let rest = Rest::of(conn, now, &bookings, member).await?;
        match () {
            () if rest.is_empty() => return Err(SeriesError::NothingOpen),
            () if rest.agreed != said => return Err(SeriesError::Changed),
            () => {}
        }
        for refund in &rest.agreed {
            bookings::cancel_one(conn, now, refund.booking, member, reason, refund.credits).await?;
        }
        for (booking, is_asked) in rest.open {
            match is_asked {
                true => bookings::decline_one(conn, now, booking, member, reason).await?,
                false => bookings::withdraw_one(conn, now, booking, member).await?,
            }
        }
        notifications::notify(conn, now, other, Kind::SeriesEnded, Some(member), Some(id.0)).await?;
        Ok((other, bookings))
    })
    .await
}
