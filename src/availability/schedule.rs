//! When a member is open, day by day of their own calendar: the weekly hours, bent by dates and time off.
//!
//! **The rule of a day.** On a day off nothing is open. Else a date with its own hours has those and nothing else. Else
//! the weekday's hours hold.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::dates::day_number;
use super::hours::{DayHours, Range, WeeklyHours};
use crate::clock::Instant;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// The first of January 1970 was a Thursday.
const WEEKDAY_OF_EPOCH: i64 = 3;

/// A day of a member's own calendar, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDay(pub(super) i64);

/// A member's hours, whatever the day, and the zone whose clocks show them.
#[derive(Debug, Clone)]
pub struct Schedule {
    zone: TimeZone,
    weekly: WeeklyHours,
    dates: BTreeMap<LocalDay, DayHours>,
    /// First and last day, both included.
    away: Vec<(LocalDay, LocalDay)>,
}

impl From<Date> for LocalDay {
    fn from(date: Date) -> Self {
        Self(day_number(date))
    }
}

impl LocalDay {
    /// 0 is Monday, 6 is Sunday.
    pub fn weekday(self) -> i16 {
        i16::try_from((self.0 + WEEKDAY_OF_EPOCH).rem_euclid(7)).unwrap_or_default()
    }

    /// Equal for the days from one Monday to the Sunday after it.
    pub fn week(self) -> i64 {
        (self.0 + WEEKDAY_OF_EPOCH).div_euclid(7)
    }

    /// The day that the clocks show which are `offset` microseconds ahead of UTC.
    pub(super) fn at(moment: i64, offset: i64) -> Self {
        Self((moment + offset).div_euclid(DAY))
    }

    /// Its midnight by clocks `offset` microseconds ahead of UTC, whether they ever showed it or not.
    pub(super) fn midnight(self, offset: i64) -> i64 {
        self.0 * DAY - offset
    }
}

impl Schedule {
    /// The weekly hours alone.
    pub fn new(zone: TimeZone, weekly: WeeklyHours) -> Self {
        Self { zone, weekly, dates: BTreeMap::new(), away: Vec::new() }
    }

    /// With other hours on one day.
    pub fn with_date(mut self, day: LocalDay, hours: DayHours) -> Self {
        self.dates.insert(day, hours);
        self
    }

    /// With the days from `first` to `last` off.
    pub fn with_time_off(mut self, first: LocalDay, last: LocalDay) -> Self {
        self.away.push((first, last));
        self
    }

    /// The clocks that show these hours.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What is open on `day`, in order.
    pub fn on(&self, day: LocalDay) -> &[Range] {
        match self.dates.get(&day) {
            _ if self.is_away(day) => &[],
            Some(hours) => hours.ranges(),
            None => self.weekly.day(day.weekday()),
        }
    }

    /// Whether `day` is a day off.
    pub fn is_away(&self, day: LocalDay) -> bool {
        self.away.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }

    /// Whether `day` has hours of its own.
    pub fn is_special(&self, day: LocalDay) -> bool {
        self.dates.contains_key(&day)
    }

    /// Whether neither the week nor any date has hours.
    pub fn is_empty(&self) -> bool {
        self.weekly.is_empty() && self.dates.values().all(|hours| hours.ranges().is_empty())
    }

    /// The day that the clocks of the zone show at `at`.
    pub fn day_at(&self, at: Instant) -> LocalDay {
        LocalDay::at(at.microseconds(), self.offset_at(at))
    }

    /// How far the clocks of the zone are ahead of UTC at `at`, in microseconds.
    pub(super) fn offset_at(&self, at: Instant) -> i64 {
        i64::from(self.zone.to_offset(at.timestamp()).seconds()) * 1_000_000
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn day_hours(starts: i16, ends: i16) -> DayHours {
        DayHours::of(vec![Range::new(starts * 60, ends * 60).unwrap()]).unwrap()
    }

    #[test]
    fn a_day_off_beats_a_date_and_a_date_beats_the_week() {
        let week = WeeklyHours::of((0..7).map(|day| (day, Range::new(540, 600).unwrap()))).unwrap();
        let day = |day: i8| LocalDay::from(date(2026, 11, day));
        let schedule = Schedule::new(TimeZone::UTC, week)
            .with_date(day(24), day_hours(18, 20))
            .with_date(day(25), DayHours::default())
            .with_date(day(26), day_hours(18, 20))
            .with_time_off(day(26), day(27));
        let open = |of: i8| schedule.on(day(of)).iter().map(|range| range.starts() / 60).collect::<Vec<_>>();
        assert_eq!(
            [open(23), open(24), open(25), open(26), open(27), open(28)],
            [vec![9], vec![18], vec![], vec![], vec![], vec![9]]
        );
    }

    #[test]
    fn days_know_their_weekday_and_their_week() {
        let day = |year, month, day| LocalDay::from(date(year, month, day));
        assert_eq!((day(1970, 1, 1).weekday(), day(1969, 12, 28).weekday(), day(2026, 11, 23).weekday()), (3, 6, 0));
        assert_eq!(day(2026, 11, 23).week(), day(2026, 11, 29).week());
        assert_eq!(day(2026, 11, 22).week() + 1, day(2026, 11, 23).week());
    }
}
