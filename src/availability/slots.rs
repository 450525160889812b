//! When somebody can be booked. One rule decides what is offered, what is accepted and what a refusal says.
//!
//! **The rule through clock changes.** A moment is inside the hours when the clock on the member's wall shows a time of
//! the hours at that moment. So where the clock jumps ahead, hours in the gap do not exist and a range that is partly in
//! it is shorter; where the clock goes back, a repeated time of the hours counts both times, and a range around it is
//! longer. It holds in every zone, whatever the size of the change.
//!
//! **Starts** are every half hour on the wall clock, counted from the beginning of the day's range that they are in:
//! hours from 18:15 offer 18:15, 18:45 and so on. A session may go on over midnight where the next day's hours do.
//! Nothing depends on when or for which window somebody asks.

use jiff::tz::TimeZone;

use super::WeeklyHours;
use crate::clock::Instant;

/// How long before its start a session can be booked at the latest, in hours.
pub const MINIMUM_NOTICE_HOURS: i64 = 2;
/// How far ahead a session can start, in days.
pub const HORIZON_DAYS: i64 = 28;
/// Minutes from one start to the next.
pub const STEP_MINUTES: i64 = 30;
/// The shortest and the longest session, in minutes; between them every quarter of an hour.
pub const SESSION_MINUTES: std::ops::RangeInclusive<i64> = 15..=240;

pub(super) const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;
const STEP: i64 = STEP_MINUTES * MINUTE;
/// The first of January 1970 was a Thursday.
const WEEKDAY_OF_EPOCH: i64 = 3;

/// Why a time is not offered, said to whoever asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Not a length that sessions have.
    #[error("A session takes 15 minutes to 4 hours, in quarters of an hour.")]
    Length,
    /// In the past, or too near.
    #[error("This time is less than {MINIMUM_NOTICE_HOURS} hours away.")]
    TooSoon,
    /// Beyond the horizon.
    #[error("This time is more than {HORIZON_DAYS} days away.")]
    TooFar,
    /// There are no hours at all.
    #[error("No weekly hours are set yet.")]
    NoHours,
    /// The start is outside of the hours.
    #[error("This time is outside of the weekly hours.")]
    OutsideHours,
    /// The start is in the hours but not at one of the starts.
    #[error("Sessions start every half hour, counted from when the hours begin.")]
    BetweenStarts,
    /// The start is fine, the end is outside of the hours.
    #[error("The session would go on after the weekly hours end.")]
    RunsOver,
    /// Something else is on.
    #[error("Another session takes this time.")]
    Busy,
}

/// The starts that can be booked at `now`: from the first, before the second.
pub fn window(now: Instant) -> (Instant, Instant) {
    (now.plus_hours(MINIMUM_NOTICE_HOURS), now.plus_hours(HORIZON_DAYS * 24))
}

/// The starts from `from` until before `until` at which a session of `minutes` fits into `hours`, as the clocks of
/// `zone` show them, and beside everything in `busy` (pairs of start and end, in any order). In order.
pub fn offered(
    hours: &WeeklyHours,
    zone: &TimeZone,
    busy: &[(Instant, Instant)],
    from: Instant,
    until: Instant,
    minutes: i64,
) -> Vec<Instant> {
    if !is_session_length(minutes) {
        return Vec::new();
    }
    let pieces = pieces(hours, zone, from, until.plus_minutes(minutes));
    pieces
        .iter()
        .enumerate()
        .flat_map(|(at, piece)| piece.starts().map(move |start| (at, start)))
        .take_while(|(_, start)| *start < until.microseconds())
        .filter(|(at, start)| {
            check(pieces.get(*at..).unwrap_or_default(), busy, *start, start + minutes * MINUTE).is_ok()
        })
        .map(|(_, start)| Instant::from_microseconds(start))
        .collect()
}

/// Whether a session of `minutes` can start at `starts_at`, booked at `now`: what [`offered`] offers in [`window`], and
/// nothing else.
///
/// # Errors
/// The reason, as a sentence.
pub fn explain(
    hours: &WeeklyHours,
    zone: &TimeZone,
    busy: &[(Instant, Instant)],
    now: Instant,
    starts_at: Instant,
    minutes: i64,
) -> Result<(), Unavailable> {
    let (from, until) = window(now);
    match () {
        () if !is_session_length(minutes) => Err(Unavailable::Length),
        () if starts_at < from => Err(Unavailable::TooSoon),
        () if starts_at >= until => Err(Unavailable::TooFar),
        () if hours.is_empty() => Err(Unavailable::NoHours),
        () => {
            let ends_at = starts_at.plus_minutes(minutes);
            let pieces = pieces(hours, zone, starts_at, ends_at);
            check(&pieces, busy, starts_at.microseconds(), ends_at.microseconds())
        }
    }
}

fn is_session_length(minutes: i64) -> bool {
    SESSION_MINUTES.contains(&minutes) && minutes % 15 == 0
}

/// The one rule: `start` is a start of the first of `pieces`, and they reach to `end` without a hole.
fn check(pieces: &[Piece], busy: &[(Instant, Instant)], start: i64, end: i64) -> Result<(), Unavailable> {
    let first = pieces.first().filter(|piece| piece.holds(start)).ok_or(Unavailable::OutsideHours)?;
    if (start - first.range_starts) % STEP != 0 {
        return Err(Unavailable::BetweenStarts);
    }
    let mut reached = start;
    for piece in pieces.iter().take_while(|piece| piece.from < end) {
        if piece.from > reached {
            break;
        }
        reached = piece.until;
    }
    if reached < end {
        return Err(Unavailable::RunsOver);
    }
    let is_taken = |(from, until): &(Instant, Instant)| from.microseconds() < end && start < until.microseconds();
    if busy.iter().any(is_taken) { Err(Unavailable::Busy) } else { Ok(()) }
}

/// A stretch of real time inside the hours, under one offset, of one range of one day. Microseconds since the epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// When the range begins by this offset; before `from` where the clock jumped over its beginning.
    range_starts: i64,
    pub(super) from: i64,
    pub(super) until: i64,
}

impl Piece {
    fn holds(&self, moment: i64) -> bool {
        (self.from..self.until).contains(&moment)
    }

    fn starts(self) -> impl Iterator<Item = i64> {
        let skipped = (self.from - self.range_starts + STEP - 1) / STEP;
        (skipped..).map(move |step| self.range_starts + step * STEP).take_while(move |start| *start < self.until)
    }
}

/// The real time inside `hours` from `from` until `until`, in order. Pieces may touch, they never overlap.
pub(super) fn pieces(hours: &WeeklyHours, zone: &TimeZone, from: Instant, until: Instant) -> Vec<Piece> {
    stretches(zone, from, until).iter().flat_map(|stretch| stretch.pieces(hours)).collect()
}

/// Real time during which the zone keeps one offset. Microseconds.
struct Stretch {
    from: i64,
    until: i64,
    offset: i64,
}

/// The time from `from` until `until`, cut at each change of the clocks of `zone`.
fn stretches(zone: &TimeZone, from: Instant, until: Instant) -> Vec<Stretch> {
    let begin = |at: Instant| Stretch {
        from: at.microseconds(),
        until: until.microseconds(),
        offset: i64::from(zone.to_offset(at.timestamp()).seconds()) * 1_000_000,
    };
    let changes = zone.following(from.timestamp()).map(|change| Instant::from(change.timestamp()));
    let mut stretches = vec![begin(from)];
    for change in changes.take_while(|change| *change < until) {
        if let Some(last) = stretches.last_mut() {
            last.until = change.microseconds();
        }
        stretches.push(begin(change));
    }
    stretches
}

impl Stretch {
    fn pieces(&self, hours: &WeeklyHours) -> Vec<Piece> {
        let first_day = (self.from + self.offset).div_euclid(DAY);
        let last_day = (self.until + self.offset).div_euclid(DAY);
        (first_day..=last_day).flat_map(|day| self.pieces_of_day(hours, day)).collect()
    }

    /// `day` counts local days since the epoch.
    fn pieces_of_day(&self, hours: &WeeklyHours, day: i64) -> impl Iterator<Item = Piece> {
        let weekday = i16::try_from((day + WEEKDAY_OF_EPOCH).rem_euclid(7)).unwrap_or_default();
        let midnight = day * DAY - self.offset;
        hours.day(weekday).iter().filter_map(move |range| {
            let range_starts = midnight + i64::from(range.starts()) * MINUTE;
            let from = range_starts.max(self.from);
            let until = (midnight + i64::from(range.ends()) * MINUTE).min(self.until);
            (from < until).then_some(Piece { range_starts, from, until })
        })
    }
}

#[cfg(test)]
#[path = "slots_tests.rs"]
mod tests;
