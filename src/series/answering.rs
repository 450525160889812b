//! Answering a series: all dates at once, and each on its own.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::error::{Refusal, SeriesError};
use super::queries::{Series, SeriesId};
use crate::accounts::MemberId;
use crate::bookings::{self, Acceptance, Booking, BookingError, BookingId, State};
use crate::clock::Instant;
use crate::db::Connection;
use crate::idempotency::Order;
use crate::notifications::{self, Kind};
use crate::schema::series_dates;

/// Which dates are accepted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Answer {
    /// These; the other open ones are declined.
    pub accepted: Vec<BookingId>,
    /// What the page said is in the way of each.
    pub told: BTreeMap<BookingId, Vec<String>>,
}

/// What came of an answer.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Who proposed.
    pub other: MemberId,
    /// Every booking of the series.
    pub bookings: Vec<BookingId>,
    /// How many dates are agreed on by this answer, and how many of those that were chosen are not; none when the answer
    /// was given before.
    pub came_of_it: Option<(usize, usize)>,
}

/// Accepts dates of a series for its teacher, each on its own: what cannot be had any more stays a proposal, with the reason
/// noted, and the rest is agreed on. Open dates that were not chosen are declined.
///
/// # Errors
/// [`SeriesError::NothingChosen`], [`SeriesError::NothingOpen`], [`SeriesError::KeyUsed`]: nothing was changed.
pub async fn accept(
    conn: &mut Connection,
    now: Instant,
    id: SeriesId,
    (member, key): (MemberId, Uuid),
    answer: &Answer,
) -> Result<Answered, SeriesError> {
    conn.transaction(async |conn| {
        let series = Series::find(conn, id, member).await?;
        let bookings = series.lock(conn).await?;
        let other = series.other(member);
        if Order::new(member.0, key, "answer series", &(id, answer))?.is_done(conn, now).await? {
            return Ok(Answered { other, bookings, came_of_it: None });
        }
        if member != series.teacher_id {
            return Err(BookingError::NotYours.into());
        }
        let open = open(conn, &bookings, member).await?;
        let (chosen, left): (Vec<_>, Vec<_>) = open.into_iter().partition(|id| answer.accepted.contains(id));
        if chosen.is_empty() {
            return Err(if left.is_empty() { SeriesError::NothingOpen } else { SeriesError::NothingChosen });
        }
        let agreed = accept_each(conn, now, member, &chosen, answer).await?;
        for booking in left {
            bookings::decline_one(conn, now, booking, member, "").await?;
        }
        notifications::notify(conn, now, other, Kind::SeriesAnswered, Some(member), Some(id.0)).await?;
        Ok(Answered { other, bookings, came_of_it: Some((agreed, chosen.len() - agreed)) })
    })
    .await
}

/// The dates that the teacher is asked about here: those with other times meanwhile are answered on their own pages.
async fn open(conn: &Connection, bookings: &[BookingId], teacher: MemberId) -> QueryResult<Vec<BookingId>> {
    let is_open = |booking: &Booking| booking.state == State::Proposed && booking.round == 1;
    let all = bookings::look_all(conn, bookings, teacher).await?;
    Ok(all.iter().filter(|booking| is_open(booking)).map(|booking| booking.id).collect())
}

/// How many of `chosen` could be had.
async fn accept_each(
    conn: &mut Connection,
    now: Instant,
    teacher: MemberId,
    chosen: &[BookingId],
    answer: &Answer,
) -> Result<usize, SeriesError> {
    let mut agreed = 0;
    for id in chosen {
        let acceptance = Acceptance { slot: 1, told: answer.told.get(id).cloned().unwrap_or_default() };
        let refusal = match bookings::accept_one(conn, now, *id, teacher, &acceptance).await {
            Ok(()) => None,
            Err(error) => Some(Refusal::of(error)?),
        };
        agreed += usize::from(refusal.is_none());
        diesel::update(series_dates::table.filter(series_dates::booking_id.eq(id)))
            .set(series_dates::refusal.eq(refusal))
            .execute(conn)
            .await?;
    }
    Ok(agreed)
}
