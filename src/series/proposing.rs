//! Proposing a series: every date that can be had becomes a proposal of its own, the others are left out.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::error::SeriesError;
use super::jobs::SeriesMail;
use super::plan::{Plan, PlannedDate};
use super::queries::SeriesId;
use crate::accounts::MemberId;
use crate::availability::{self, Pair};
use crate::bookings::{self, BookingError, BookingId, Offer, Proposal};
use crate::clock::Instant;
use crate::db::Connection;
use crate::idempotency::Order;
use crate::jobs;
use crate::ledger::{self, Credits};
use crate::notifications::{self, Kind};
use crate::schema::{series, series_dates};
use crate::skills::SkillId;

/// A series that a learner wants.
#[derive(Debug, Clone, Serialize)]
pub struct Wish {
    /// From whom.
    pub teacher: MemberId,
    /// What.
    pub skill: SkillId,
    /// How long each date is, in quarters of an hour.
    pub minutes: i16,
    /// When.
    pub plan: Plan,
    /// The dates of the plan that the learner skips, by position.
    pub skipped: Vec<i16>,
    /// What it should be about, up to 500 characters.
    pub agenda: String,
}

/// Proposes a series for `learner` and tells the teacher once. Dates that cannot be had are left out. Gives the series and
/// how many dates were proposed.
///
/// # Errors
/// [`SeriesError::NothingLeft`], [`SeriesError::TooDear`], [`SeriesError::RatingOverdue`], [`SeriesError::KeyUsed`], and what
/// bookings refuses for every date alike: nothing was proposed.
pub async fn propose(
    conn: &mut Connection,
    now: Instant,
    (learner, key): (MemberId, Uuid),
    wish: &Wish,
) -> Result<(SeriesId, usize), SeriesError> {
    conn.transaction(async |conn| {
        if Order::new(learner.0, key, "propose series", wish)?.is_done(conn, now).await? {
            return earlier(conn, learner, key).await;
        }
        let pair = availability::pair_of(conn, now, wish.teacher, Some(learner)).await?;
        let dates = had(now, wish, &pair);
        let wanted = dates.iter().filter(|(_, start)| start.is_some()).count();
        let each = Offer::of(conn, wish.teacher).await?.price(wish.minutes);
        check_credits(conn, learner, &vec![each; wanted]).await?;
        let id = insert(conn, now, (learner, key), wish).await?;
        let (mut proposed, far) = (0, pair.looking_far_ahead());
        for (date, start) in dates {
            let booking = match start {
                Some(starts_at) => ask(conn, now, (learner, wish), starts_at, &far).await?,
                None => None,
            };
            proposed += usize::from(booking.is_some());
            note(conn, id, &date, booking).await?;
        }
        if proposed == 0 {
            return Err(SeriesError::NothingLeft);
        }
        notifications::notify(conn, now, wish.teacher, Kind::SeriesReceived, Some(learner), Some(id.0)).await?;
        jobs::enqueue(conn, now, &SeriesMail { series_id: id, at: None }).await?;
        Ok((id, proposed))
    })
    .await
}

/// What the same key made before.
async fn earlier(conn: &mut Connection, learner: MemberId, key: Uuid) -> Result<(SeriesId, usize), SeriesError> {
    let mine = series::table.filter(series::learner_id.eq(learner).and(series::key.eq(key)));
    let id: SeriesId = mine.select(series::id).first(conn).await?;
    let dates = series_dates::table.filter(series_dates::series_id.eq(id).and(series_dates::booking_id.is_not_null()));
    let count: i64 = dates.count().get_result(conn).await?;
    Ok((id, usize::try_from(count).unwrap_or_default()))
}

/// The dates of the wish, each with its start when it is wanted and can be had now.
fn had(now: Instant, wish: &Wish, pair: &Pair) -> Vec<(PlannedDate, Option<Instant>)> {
    let start = |date: &PlannedDate| {
        let is_wanted = !wish.skipped.contains(&date.position);
        is_wanted.then(|| date.check(pair, now, wish.minutes).ok()).flatten()
    };
    wish.plan.dates(pair.zone()).into_iter().map(|date| (date, start(&date))).collect()
}

/// That `learner` has what dates of these prices cost in all.
pub(super) async fn check_credits(
    conn: &mut Connection,
    learner: MemberId,
    prices: &[Credits],
) -> Result<(), SeriesError> {
    let available = ledger::balances(conn, learner).await?.available;
    let total = Credits(prices.iter().map(|price| price.0).sum());
    if total <= available {
        return Ok(());
    }
    let sums = prices.iter().scan(0, |sum, price| {
        *sum += price.0;
        Some(*sum)
    });
    let affordable = sums.take_while(|sum| *sum <= available.0).count();
    Err(SeriesError::TooDear { dates: prices.len(), total, available, affordable })
}

async fn insert(
    conn: &mut Connection,
    now: Instant,
    (learner, key): (MemberId, Uuid),
    wish: &Wish,
) -> QueryResult<SeriesId> {
    diesel::insert_into(series::table)
        .values((
            series::learner_id.eq(learner),
            series::teacher_id.eq(wish.teacher),
            series::every_weeks.eq(wish.plan.rhythm.weeks()),
            series::key.eq(key),
            series::proposed_at.eq(now),
        ))
        .returning(series::id)
        .get_result(conn)
        .await
}

/// Proposes one date; none when it cannot be had beside what was proposed with it.
async fn ask(
    conn: &mut Connection,
    now: Instant,
    (learner, wish): (MemberId, &Wish),
    starts_at: Instant,
    pair: &Pair,
) -> Result<Option<BookingId>, SeriesError> {
    let proposal = Proposal {
        learner,
        teacher: wish.teacher,
        skill: wish.skill,
        minutes: wish.minutes,
        slots: vec![starts_at],
        agenda: wish.agenda.clone(),
        // The order of the series is noted: its dates need no key of their own.
        idempotency_key: Uuid::new_v4(),
    };
    match bookings::propose_one(conn, now, &proposal, pair).await {
        Ok(id) => Ok(Some(id)),
        Err(BookingError::SlotsUnavailable(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

async fn note(conn: &mut Connection, id: SeriesId, date: &PlannedDate, booking: Option<BookingId>) -> QueryResult<()> {
    diesel::insert_into(series_dates::table)
        .values((
            series_dates::series_id.eq(id),
            series_dates::position.eq(date.position),
            series_dates::on_date.eq(jiff_diesel::Date::from(date.on)),
            series_dates::starts_at.eq(date.starts_at),
            series_dates::booking_id.eq(booking),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
