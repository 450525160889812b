//! How a past moment is said to its reader: by how long ago it is, which [`dates`] does not know.

use jiff::civil::Date;

use crate::clock::Instant;
use crate::web::dates::{self, Local};

/// Says moments of the past: now and where the reader is.
#[derive(Debug, Clone, Copy)]
pub struct When<'a> {
    /// The present moment.
    pub now: Instant,
    /// Where the reader is, and how they write dates.
    pub local: Local<'a>,
}

impl When<'_> {
    /// The reader's date at that moment.
    pub fn date(&self, at: Instant) -> Date {
        at.timestamp().to_zoned(self.local.zone.clone()).date()
    }

    /// `18:02`
    pub fn time(&self, at: Instant) -> String {
        dates::time(at, self.local)
    }

    /// `Today`, `Yesterday`, `Tuesday 24 November`, with the year when it is another.
    pub fn day(&self, at: Instant) -> String {
        let (date, today) = (self.date(at), self.date(self.now));
        match today {
            _ if date == today => "Today".to_owned(),
            _ if date.tomorrow().is_ok_and(|next| next == today) => "Yesterday".to_owned(),
            _ if date.year() == today.year() => dates::day(at, self.local),
            _ => dates::day_and_year(at, self.local),
        }
    }

    /// As short as can be understood: `18:02`, `Yesterday`, `Tue`, `24 Nov`, `24 Nov 2025`.
    pub fn brief(&self, at: Instant) -> String {
        let (date, today) = (self.date(at), self.date(self.now));
        match today {
            _ if date == today => self.time(at),
            _ if date.tomorrow().is_ok_and(|next| next == today) => "Yesterday".to_owned(),
            _ if self.now.since(at).as_hours() < 6 * 24 && date < today => date.strftime("%a").to_string(),
            _ if date.year() == today.year() => dates::brief(at, self.local),
            _ => dates::date(at, self.local),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::web::dates::Locale;

    fn said(at: &str) -> (String, String) {
        let zone = TimeZone::get("America/New_York").unwrap();
        let when = When {
            now: "2026-11-22T15:00:00Z".parse().unwrap(),
            local: Local { zone: &zone, locale: Locale::DEFAULT },
        };
        let at = at.parse().unwrap();
        (when.day(at), when.brief(at))
    }

    #[test]
    fn moments_are_said_by_the_readers_calendar() {
        for (at, day, brief) in [
            ("2026-11-22T14:02:00Z", "Today", "09:02"),
            ("2026-11-22T04:59:00Z", "Yesterday", "Yesterday"),
            ("2026-11-17T14:00:00Z", "Tuesday 17 November", "Tue"),
            ("2026-11-10T14:00:00Z", "Tuesday 10 November", "10 Nov"),
            ("2025-12-31T14:00:00Z", "Wednesday 31 December 2025", "31 Dec 2025"),
        ] {
            assert_eq!(said(at), (day.to_owned(), brief.to_owned()));
        }
    }
}
