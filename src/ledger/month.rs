//! Months and stretches of time, as a member's clocks show them.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::Instant;

/// In the year 9987, after the last transfer: microseconds since the Unix epoch.
const LAST: i64 = 253_000_000_000_000_000;

/// A month of a calendar. Shown as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month {
    first: Date,
}

/// A stretch of time: from a moment to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub from: Instant,
    pub until: Instant,
}

impl Month {
    /// `2026-11`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let are_digits = |part: &str, most: usize| part.len() == most && part.bytes().all(|b| b.is_ascii_digit());
        if !are_digits(year, 4) || !are_digits(month, 2) {
            return None;
        }
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        let is_sane = (1970..=9900).contains(&year);
        Date::new(year, month, 1).ok().filter(|_| is_sane).map(|first| Self { first })
    }

    /// The month that the clocks of `zone` show at `at`.
    pub fn of(at: Instant, zone: &TimeZone) -> Self {
        Self { first: at.timestamp().to_zoned(zone.clone()).date().first_of_month() }
    }

    /// `November 2026`
    pub fn words(self) -> String {
        self.first.strftime("%B %Y").to_string()
    }

    /// From its first midnight to the next month's, as the clocks of `zone` show them.
    pub fn period(self, zone: &TimeZone) -> Period {
        let begin = |month: Self| {
            let zoned = month.first.to_zoned(zone.clone()).ok();
            zoned.map(|zoned| Instant::from(zoned.timestamp()))
        };
        let until = begin(self.next()).unwrap_or(Period::ever().until);
        Period { from: begin(self).unwrap_or(Period::ever().from), until }
    }

    /// The month after it.
    pub fn next(self) -> Self {
        Self { first: self.first.last_of_month().tomorrow().unwrap_or(self.first) }
    }

    /// The month before it.
    pub fn previous(self) -> Self {
        Self { first: self.first.yesterday().map_or(self.first, Date::first_of_month) }
    }

    /// From this month back to `oldest`, `most` at most.
    pub fn back_to(self, oldest: Self, most: usize) -> Vec<Self> {
        let months = std::iter::successors(Some(self), |month| Some(month.previous()));
        months.take_while(|month| *month >= oldest).take(most).collect()
    }
}

impl Display for Month {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl Period {
    /// All time: what PostgreSQL can say, too.
    pub fn ever() -> Self {
        Self { from: Instant::from_microseconds(0), until: Instant::from_microseconds(LAST) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_that_of_the_members_clocks() {
        let york = TimeZone::get("America/New_York").unwrap();
        let november = Month::parse("2026-11").unwrap();
        let Period { from, until } = november.period(&york);
        // The clocks went back within it.
        assert_eq!(
            (from.to_string(), until.to_string()),
            ("2026-11-01T04:00:00Z".into(), "2026-12-01T05:00:00Z".into())
        );
        assert_eq!(Month::of(from, &york), november);
        assert_eq!(Month::of(from.plus_minutes(-1), &york), november.previous());
        assert_eq!(november.period(&york).until, november.next().period(&york).from);
        assert_eq!((november.to_string(), november.words()), ("2026-11".to_owned(), "November 2026".to_owned()));
    }

    #[test]
    fn months_follow_each_other_over_the_year() {
        let december = Month::parse("2026-12").unwrap();
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.next().previous(), december);
        let back = december.next().back_to(Month::parse("2026-11").unwrap(), 12);
        assert_eq!(back.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2027-01", "2026-12", "2026-11"]);
        assert_eq!(december.back_to(december.next(), 12), []);
        assert_eq!(december.back_to(Month::parse("1970-01").unwrap(), 24).len(), 24);
    }

    #[test]
    fn what_is_no_month_is_none() {
        for nonsense in
            ["", "2026", "2026-13", "2026-00", "2026-1", "2026-11-01", "+026-11", "0000-01", "9999-12", "soon"]
        {
            assert_eq!(Month::parse(nonsense), None, "{nonsense}");
        }
    }
}
