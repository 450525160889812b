//! What somebody wants to know about the times that they offer.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::Deserialize;

use super::dates::parse_date;
use crate::clock::Instant;
use crate::web::FieldErrors;

/// Lengths to look at, in minutes.
pub const LENGTHS: [i64; 3] = [30, 60, 120];
/// How many days are shown at once.
pub const DAYS_SHOWN: i32 = 14;
/// The length that is shown first.
const USUAL: i64 = 60;

/// The address's query: a length, a first day, and the moment that is asked about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OfferedQuery {
    /// One of [`LENGTHS`].
    pub minutes: String,
    /// The first day to look at.
    pub from: String,
    /// The date asked about, or empty.
    pub date: String,
    /// The time of day asked about, or empty.
    pub time: String,
}

impl OfferedQuery {
    /// The length; the usual one when none that we know is said.
    pub fn minutes(&self) -> i64 {
        self.minutes.parse().ok().filter(|minutes| LENGTHS.contains(minutes)).unwrap_or(USUAL)
    }

    /// The first day to look at, between `first` and `last`; `first` when it says none.
    pub fn from(&self, first: Date, last: Date) -> Date {
        self.from.parse().unwrap_or(first).clamp(first, last.max(first))
    }

    /// The moment asked about by the clocks of `zone`: the first of two where they are turned back. `None` when nothing
    /// is asked.
    ///
    /// # Errors
    /// The sentences, by field.
    pub fn moment(&self, zone: &TimeZone) -> Result<Option<Instant>, FieldErrors> {
        if self.date.trim().is_empty() && self.time.trim().is_empty() {
            return Ok(None);
        }
        let mut errors = FieldErrors::default();
        let date = errors.take("date", parse_date(&self.date));
        let time = errors.take("time", self.time.trim().parse::<Time>().map_err(|_| "Give a time, like 18:00."));
        let (Some(date), Some(time)) = (date, time) else { return Err(errors) };
        let moment = zone.to_ambiguous_timestamp(date.to_datetime(time));
        if matches!(moment.offset(), AmbiguousOffset::Gap { .. }) {
            return Err(FieldErrors::one("time", "The clocks are put forward over this time: it is not on that day."));
        }
        let said = moment.compatible().map_err(|_| FieldErrors::one("date", "This date is too far away."))?;
        Ok(Some(said.into()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn asked(on: &str, at: &str) -> OfferedQuery {
        OfferedQuery { date: on.to_owned(), time: at.to_owned(), ..OfferedQuery::default() }
    }

    #[test]
    fn days_that_cannot_be_booked_are_not_looked_at() {
        let from = |from: &str| {
            let query = OfferedQuery { from: from.to_owned(), ..OfferedQuery::default() };
            query.from(date(2026, 11, 26), date(2026, 12, 24))
        };
        assert_eq!(from("2026-12-13"), date(2026, 12, 13));
        assert_eq!([from(""), from("2020-01-01"), from("soon")], [date(2026, 11, 26); 3]);
        assert_eq!(from("9999-12-31"), date(2026, 12, 24));
    }

    #[test]
    fn a_moment_is_read_by_the_clocks_of_the_zone() {
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        assert_eq!(asked("", "").moment(&zone).unwrap(), None);
        assert_eq!(asked("2026-11-24", "18:00").moment(&zone).unwrap(), "2026-11-24T18:00:00Z".parse().ok());
        assert_eq!(asked("2026-10-25", "01:30").moment(&zone).unwrap(), "2026-10-25T00:30:00Z".parse().ok());
        assert!(asked("2026-03-29", "01:30").moment(&zone).unwrap_err().of("time").is_some());
        assert!(asked("soon", "18:00").moment(&zone).unwrap_err().of("date").is_some());
        assert!(asked("2026-11-24", "").moment(&zone).unwrap_err().of("time").is_some());
    }
}
