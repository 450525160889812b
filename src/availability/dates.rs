//! Other hours on one date, in the place of the weekly ones.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use jiff::civil::Date;

use super::HoursChanged;
use super::hours::{DayHours, Range};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::enqueue_unique;
use crate::schema::{date_hours, date_overrides, members};

/// Dates with other hours that a member may have before them.
pub const MOST_DATES: usize = 60;
/// How far ahead a date may be, in days.
pub const MOST_DAYS_AHEAD: i32 = 366;

/// A date with its own hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateHours {
    /// The date, in the member's calendar.
    pub date: Date,
    /// What is open on it; empty is a closed day.
    pub hours: DayHours,
}

/// Why a date was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DateError {
    /// It is over.
    #[error("This date is over. Choose today or a later one.")]
    Past,
    /// It is more than `MOST_DAYS_AHEAD` away.
    #[error("This date is more than a year away. Choose an earlier one.")]
    TooFar,
    /// `MOST_DATES` are there.
    #[error("You have {MOST_DATES} dates with other hours, which is the most that fits. Remove one first.")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Gives `date` its own hours, in the place of those it had. `today` is the member's.
///
/// # Errors
/// When the date cannot be taken, or the database fails.
pub async fn set_date(
    conn: &mut Connection,
    (now, today): (Instant, Date),
    member_id: MemberId,
    day: &DateHours,
) -> Result<(), DateError> {
    match day_number(day.date) - day_number(today) {
        ..0 => return Err(DateError::Past),
        days if days > i64::from(MOST_DAYS_AHEAD) => return Err(DateError::TooFar),
        _ => {}
    }
    let changed = HoursChanged { member_id };
    conn.transaction(async |conn| {
        // Two of these at once would each delete what it sees and leave the sum of both: one after the other.
        members::table.find(member_id).select(members::id).for_no_key_update().get_result::<MemberId>(conn).await?;
        let others = dates_of(conn, member_id, today).await?;
        if others.iter().filter(|other| other.date != day.date).count() >= MOST_DATES {
            return Err(DateError::TooMany);
        }
        replace(conn, member_id, day).await?;
        Ok(enqueue_unique(conn, now, now, &changed.key(), &changed).await?)
    })
    .await
}

async fn replace(conn: &mut Connection, member: MemberId, day: &DateHours) -> QueryResult<()> {
    let date = jiff_diesel::Date::from(day.date);
    diesel::delete(date_overrides::table.find((member, date))).execute(conn).await?;
    diesel::insert_into(date_overrides::table)
        .values((date_overrides::member_id.eq(member), date_overrides::on_date.eq(date)))
        .execute(conn)
        .await?;
    let rows: Vec<_> = day
        .hours
        .ranges()
        .iter()
        .map(|range| {
            (
                date_hours::member_id.eq(member),
                date_hours::on_date.eq(date),
                date_hours::starts_minute.eq(range.starts()),
                date_hours::ends_minute.eq(range.ends()),
            )
        })
        .collect();
    diesel::insert_into(date_hours::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Gives `date` its weekly hours back. Whether it had others.
///
/// # Errors
/// When the database fails.
pub async fn clear_date(conn: &mut Connection, now: Instant, member_id: MemberId, date: Date) -> QueryResult<bool> {
    let changed = HoursChanged { member_id };
    conn.transaction(async |conn| {
        let date = jiff_diesel::Date::from(date);
        let cleared = diesel::delete(date_overrides::table.find((member_id, date))).execute(conn).await?;
        enqueue_unique(conn, now, now, &changed.key(), &changed).await?;
        Ok(cleared == 1)
    })
    .await
}

/// The dates of `member` with other hours from `from` on, in order: at most [`MOST_DATES`].
///
/// # Errors
/// When the database fails.
pub async fn dates_of(mut conn: &Connection, member: MemberId, from: Date) -> QueryResult<Vec<DateHours>> {
    let same_day =
        date_hours::member_id.eq(date_overrides::member_id).and(date_hours::on_date.eq(date_overrides::on_date));
    let rows: Vec<(jiff_diesel::Date, Option<(i16, i16)>)> = date_overrides::table
        .left_join(date_hours::table.on(same_day))
        .filter(date_overrides::member_id.eq(member))
        .filter(date_overrides::on_date.ge(jiff_diesel::Date::from(from)))
        .order((date_overrides::on_date, date_hours::starts_minute))
        .select((date_overrides::on_date, (date_hours::starts_minute, date_hours::ends_minute).nullable()))
        .load(&mut conn)
        .await?;
    let mut dates: Vec<(Date, Vec<Range>)> = Vec::new();
    for (date, range) in rows {
        let date = date.to_jiff();
        if dates.last().is_none_or(|(last, _)| *last != date) {
            dates.push((date, Vec::new()));
        }
        let range =
            range.map(|(starts, ends)| Range::new(starts, ends)).transpose().map_err(super::queries::corrupt)?;
        dates.last_mut().into_iter().for_each(|(_, ranges)| ranges.extend(range));
    }
    dates
        .into_iter()
        .map(|(date, ranges)| Ok(DateHours { date, hours: DayHours::of(ranges).map_err(super::queries::corrupt)? }))
        .collect()
}

/// Days since 1970-01-01, of whichever calendar the date is.
pub(super) fn day_number(date: Date) -> i64 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    i64::from(EPOCH.until(date).map(|span| span.get_days()).unwrap_or_default())
}
