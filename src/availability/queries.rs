//! The hours of one member and of many, and all that decides when two people can meet.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::result::Error::NotFound;
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::diary::{Diary, Session};
use super::hours::{DayHours, Range, WeeklyHours};
use super::pair::Pair;
use super::rules::HORIZON_DAYS;
use super::schedule::{LocalDay, Schedule};
use super::spans::Spans;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::schema::weekly_hours;

/// The hours of `member`; none when they have said nothing yet.
///
/// # Errors
/// When the database fails.
pub async fn hours_of(mut conn: &Connection, member: MemberId) -> QueryResult<WeeklyHours> {
    let rows: Vec<(i16, i16, i16)> = weekly_hours::table
        .filter(weekly_hours::member_id.eq(member))
        .select((weekly_hours::weekday, weekly_hours::starts_minute, weekly_hours::ends_minute))
        .load(&mut conn)
        .await?;
    weekly(rows)
}

/// How far back a pair's time is read, in hours: a week that is not over yet, for its limit.
const READ_BACK_HOURS: i64 = 24 * 9;

/// How far ahead, in hours: the furthest horizon with the longest session and the widest buffers, which two days hold.
fn read_ahead_hours() -> i64 {
    24 * (i64::from(*HORIZON_DAYS.end()) + 2)
}

/// What bends and makes a member's hours, as columns of `members m`; `$2` is from which moment on.
macro_rules! schedule_columns {
    () => {
        "m.id, m.time_zone,
         (SELECT coalesce(jsonb_agg(jsonb_build_array(weekday, starts_minute, ends_minute)), '[]')
            FROM weekly_hours WHERE member_id = m.id) AS week,
         (SELECT coalesce(jsonb_agg(jsonb_build_array(o.on_date - DATE '1970-01-01', h.starts_minute, h.ends_minute)), '[]')
            FROM date_overrides o LEFT JOIN date_hours h USING (member_id, on_date)
           WHERE o.member_id = m.id AND o.on_date >= ($2 AT TIME ZONE 'UTC')::date - 1) AS dates,
         (SELECT coalesce(jsonb_agg(jsonb_build_array(first_date - DATE '1970-01-01', last_date - DATE '1970-01-01')), '[]')
            FROM time_off WHERE member_id = m.id AND last_date >= ($2 AT TIME ZONE 'UTC')::date - 1) AS away"
    };
}

/// A member's schedule as it is read.
#[derive(Debug, QueryableByName)]
struct ScheduleRow {
    #[diesel(sql_type = BigInt)]
    id: MemberId,
    #[diesel(sql_type = Text)]
    time_zone: String,
    #[diesel(sql_type = Jsonb)]
    week: Value,
    #[diesel(sql_type = Jsonb)]
    dates: Value,
    #[diesel(sql_type = Jsonb)]
    away: Value,
}

/// A member's whole time as it is read.
#[derive(Debug, QueryableByName)]
struct DiaryRow {
    #[diesel(embed)]
    schedule: ScheduleRow,
    #[diesel(sql_type = Nullable<Jsonb>)]
    rules: Option<Value>,
    #[diesel(sql_type = Jsonb)]
    sessions: Value,
    #[diesel(sql_type = Jsonb)]
    busy: Value,
}

/// The schedule of each of `members`, as it is from `now` on, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn schedules_of(
    mut conn: &Connection,
    now: Instant,
    members: &[MemberId],
) -> QueryResult<HashMap<MemberId, Schedule>> {
    let rows: Vec<ScheduleRow> =
        diesel::sql_query(concat!("SELECT ", schedule_columns!(), " FROM members m WHERE m.id = ANY($1)"))
            .bind::<Array<BigInt>, _>(members)
            .bind::<Timestamptz, _>(now)
            .prepared()
            .load(&mut conn)
            .await?;
    rows.into_iter().map(|row| Ok((row.id, row.schedule()?))).collect()
}

/// What decides, from `now` on, when `learner` can learn from `teacher`; without a learner, what is offered to anybody.
/// One statement.
///
/// # Errors
/// `NotFound` when one of them does not exist; else when the database fails.
pub async fn pair_of(
    conn: &Connection,
    now: Instant,
    teacher: MemberId,
    learner: Option<MemberId>,
) -> QueryResult<Pair> {
    pair(conn, now, (teacher, learner), None).await
}

/// As [`pair_of`], as if `booking` were not agreed: to look at the times that it could be moved to.
///
/// # Errors
/// `NotFound` when one of them does not exist; else when the database fails.
pub async fn pair_without(
    conn: &Connection,
    now: Instant,
    (teacher, learner): (MemberId, MemberId),
    booking: i64,
) -> QueryResult<Pair> {
    pair(conn, now, (teacher, Some(learner)), Some(booking)).await
}

/// The diaries of `$1` from `$2` to `$3`, as if booking `$4` were not agreed.
#[doc(hidden)]
pub const DIARIES: &str = concat!(
    "SELECT ",
    schedule_columns!(),
    ", to_jsonb(r) AS rules,
     (SELECT coalesce(jsonb_agg(jsonb_build_array((extract(epoch FROM c.starts_at) * 1000000)::bigint,
                                                  (extract(epoch FROM c.ends_at) * 1000000)::bigint,
                                                  b.teacher_id = m.id)), '[]')
        FROM commitments c JOIN bookings b ON b.id = c.booking_id
       WHERE c.member_id = m.id AND c.during && tstzrange($2, $3) AND c.booking_id IS DISTINCT FROM $4) AS sessions,
     (SELECT coalesce(jsonb_agg(jsonb_build_array((extract(epoch FROM starts_at) * 1000000)::bigint,
                                                  (extract(epoch FROM ends_at) * 1000000)::bigint)), '[]')
        FROM calendar_busy WHERE member_id = m.id AND ends_at > $2 AND starts_at < $3) AS busy
     FROM members m LEFT JOIN booking_rules r ON r.member_id = m.id WHERE m.id = ANY($1)"
);

async fn pair(
    mut conn: &Connection,
    now: Instant,
    (teacher, learner): (MemberId, Option<MemberId>),
    without: Option<i64>,
) -> QueryResult<Pair> {
    let rows: Vec<DiaryRow> = diesel::sql_query(DIARIES)
        .bind::<Array<BigInt>, _>(learner.into_iter().chain([teacher]).collect::<Vec<_>>())
        .bind::<Timestamptz, _>(now.plus_hours(-READ_BACK_HOURS))
        .bind::<Timestamptz, _>(now.plus_hours(read_ahead_hours()))
        .bind::<Nullable<BigInt>, _>(without)
        .prepared()
        .load(&mut conn)
        .await?;
    let mut diaries = rows
        .into_iter()
        .map(|row| Ok((row.schedule.id, row.diary()?)))
        .collect::<QueryResult<HashMap<MemberId, Diary>>>()?;
    let learner = learner.map(|learner| diaries.remove(&learner).ok_or(NotFound)).transpose()?;
    Ok(Pair::new(diaries.remove(&teacher).ok_or(NotFound)?, learner))
}

impl ScheduleRow {
    fn schedule(self) -> QueryResult<Schedule> {
        let mut dates: BTreeMap<i64, Vec<Range>> = BTreeMap::new();
        for (day, starts, ends) in read::<Vec<(i64, Option<i16>, Option<i16>)>>(self.dates)? {
            let range = starts.zip(ends).map(|(starts, ends)| Range::new(starts, ends)).transpose().map_err(corrupt)?;
            dates.entry(day).or_default().extend(range);
        }
        let zone = TimeZone::get(&self.time_zone).unwrap_or_else(|error| {
            // Better read at the wrong hour than not at all; but somebody should know.
            tracing::warn!(member = %self.id, zone = self.time_zone, %error, "a time zone that is not known is read as UTC");
            TimeZone::UTC
        });
        let mut schedule = Schedule::new(zone, weekly(read(self.week)?)?);
        for (day, ranges) in dates {
            schedule = schedule.with_date(LocalDay(day), DayHours::of(ranges).map_err(corrupt)?);
        }
        let away: Vec<(i64, i64)> = read(self.away)?;
        Ok(away
            .into_iter()
            .fold(schedule, |schedule, (first, last)| schedule.with_time_off(LocalDay(first), LocalDay(last))))
    }
}

impl DiaryRow {
    fn diary(self) -> QueryResult<Diary> {
        let at = Instant::from_microseconds;
        let sessions: Vec<(i64, i64, bool)> = read(self.sessions)?;
        let sessions: Vec<_> = sessions
            .into_iter()
            .map(|(starts, ends, is_taught)| Session { starts_at: at(starts), ends_at: at(ends), is_taught })
            .collect();
        let busy: Vec<(i64, i64)> = read(self.busy)?;
        let busy = Spans::of(busy.into_iter().map(|(starts, ends)| (at(starts), at(ends))));
        let rules = self.rules.map(read).transpose()?.unwrap_or_default();
        Ok(Diary::new(self.schedule.schedule()?, rules, &sessions, busy))
    }
}

fn weekly(rows: Vec<(i16, i16, i16)>) -> QueryResult<WeeklyHours> {
    let ranges = rows
        .into_iter()
        .map(|(weekday, starts, ends)| Ok((weekday, Range::new(starts, ends).map_err(corrupt)?)))
        .collect::<QueryResult<Vec<_>>>()?;
    WeeklyHours::of(ranges).map_err(corrupt)
}

fn read<T: DeserializeOwned>(json: Value) -> QueryResult<T> {
    serde_json::from_value(json).map_err(corrupt)
}

/// The table's constraints and `set_hours` rule this out; should both fail, it is said and not guessed at.
pub(super) fn corrupt(error: impl std::error::Error + Send + Sync + 'static) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(Box::new(error))
}
