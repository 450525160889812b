//! The dates of a rhythm, on the wall clock of one zone.
//!
//! **How far ahead.** A teacher's horizon says how far ahead they can be booked by surprise, and counts for the first date.
//! The others may lie beyond it, up to the furthest horizon that there is: a rhythm of four weeks would be none, and the
//! teacher answers each date.

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::Serialize;

use crate::availability::{Pair, Unavailable};
use crate::clock::Instant;

/// How many dates a series has.
pub const TIMES: std::ops::RangeInclusive<i16> = 2..=12;

/// From one date to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Rhythm {
    /// Every week.
    Weekly,
    /// Every second week.
    Fortnightly,
}

/// What a learner wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The first start.
    pub first: Instant,
    /// How often.
    pub rhythm: Rhythm,
    /// How many dates, the first one included, within `TIMES`.
    pub times: i16,
}

/// One date of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedDate {
    /// From 1.
    pub position: i16,
    /// The day, on the calendar of the zone.
    pub on: Date,
    /// When it begins; none where the clocks jump over this time that day.
    pub starts_at: Option<Instant>,
}

impl Rhythm {
    /// In weeks.
    pub fn weeks(self) -> i16 {
        match self {
            Self::Weekly => 1,
            Self::Fortnightly => 2,
        }
    }

    /// The rhythm of so many weeks.
    pub fn of_weeks(weeks: i16) -> Option<Self> {
        [Self::Weekly, Self::Fortnightly].into_iter().find(|rhythm| rhythm.weeks() == weeks)
    }
}

impl PlannedDate {
    /// Whether a session of `minutes` can be had on it, booked at `now`.
    ///
    /// # Errors
    /// Why not; none where the clocks jump over its time.
    pub(super) fn check(&self, pair: &Pair, now: Instant, minutes: i16) -> Result<Instant, Option<Unavailable>> {
        let starts_at = self.starts_at.ok_or(None)?;
        let far = pair.clone().looking_far_ahead();
        let pair = if self.position == 1 { pair } else { &far };
        pair.explain(now, starts_at, i64::from(minutes)).map(|()| starts_at).map_err(Some)
    }
}

impl Plan {
    /// Its dates, which begin when the clocks of `zone` show what they show at the first: of a time that they show twice
    /// the earlier one. Dates beyond the calendar are none.
    pub fn dates(&self, zone: &TimeZone) -> Vec<PlannedDate> {
        let first = self.first.timestamp().to_zoned(zone.clone()).datetime();
        let dates = (0..self.times).map_while(|index| {
            let later = Span::new().try_weeks(i64::from(index * self.rhythm.weeks())).ok()?;
            let wall = first.checked_add(later).ok()?;
            let starts_at = match zone.to_ambiguous_timestamp(wall).offset() {
                _ if index == 0 => Some(self.first),
                AmbiguousOffset::Gap { .. } => None,
                AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
                    offset.to_timestamp(wall).ok().map(Instant::from)
                }
            };
            Some(PlannedDate { position: index + 1, on: wall.date(), starts_at })
        });
        dates.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(zone: &str, first: &str, rhythm: Rhythm, times: i16) -> Vec<String> {
        let plan = Plan { first: first.parse().unwrap(), rhythm, times };
        let dates = plan.dates(&TimeZone::get(zone).unwrap());
        dates.iter().map(|date| date.starts_at.map_or_else(|| "gap".to_owned(), |at| at.to_string())).collect()
    }

    #[test]
    fn the_wall_clock_stays_through_both_changes_of_the_clocks() {
        // 18:00 in Berlin: winter time until 25 October 2026 comes, summer time from 29 March 2026 on.
        assert_eq!(
            starts("Europe/Berlin", "2026-03-22T17:00:00Z", Rhythm::Weekly, 3),
            ["2026-03-22T17:00:00Z", "2026-03-29T16:00:00Z", "2026-04-05T16:00:00Z"]
        );
        assert_eq!(
            starts("Europe/Berlin", "2026-10-18T16:00:00Z", Rhythm::Fortnightly, 2),
            ["2026-10-18T16:00:00Z", "2026-11-01T17:00:00Z"]
        );
    }

    #[test]
    fn a_time_in_the_gap_is_none_and_the_rest_goes_on() {
        assert_eq!(
            starts("Europe/Berlin", "2026-03-22T01:30:00Z", Rhythm::Weekly, 3),
            ["2026-03-22T01:30:00Z", "gap", "2026-04-05T00:30:00Z"]
        );
    }

    #[test]
    fn of_a_repeated_time_it_is_the_earlier_one_but_the_first_date_is_as_it_was_chosen() {
        assert_eq!(
            starts("Europe/Berlin", "2026-10-18T00:30:00Z", Rhythm::Weekly, 2),
            ["2026-10-18T00:30:00Z", "2026-10-25T00:30:00Z"]
        );
        assert_eq!(
            starts("Europe/Berlin", "2026-10-25T01:30:00Z", Rhythm::Weekly, 2),
            ["2026-10-25T01:30:00Z", "2026-11-01T01:30:00Z"]
        );
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let plan = Plan { first: "2026-11-24T22:00:00Z".parse().unwrap(), rhythm: Rhythm::Weekly, times: 2 };
        let dates = plan.dates(&TimeZone::get("Asia/Tokyo").unwrap());
        assert_eq!(dates.iter().map(|date| date.on.to_string()).collect::<Vec<_>>(), ["2026-11-25", "2026-12-02"]);
        assert_eq!(dates.iter().map(|date| date.position).collect::<Vec<_>>(), [1, 2]);
    }
}
