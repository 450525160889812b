//! How a past moment is said to its reader: by how long ago it is, which [`dates`] does not know.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::Instant;
use crate::web::dates;

/// Says moments of the past: now and where the reader is.
#[derive(Debug, Clone, Copy)]
pub struct When<'a> {
    /// The present moment.
    pub now: Instant,
    /// The reader's zone.
    pub zone: &'a TimeZone,
}

impl When<'_> {
    /// The reader's date at that moment.
    pub fn date(&self, at: Instant) -> Date {
        at.timestamp().to_zoned(self.zone.clone()).date()
    }

    /// `18:02`
    pub fn time(&self, at: Instant) -> String {
        dates::time(at, self.zone)
    }

    /// `Today`, `Yesterday`, `Tuesday 24 November`, with the year when it is another.
    pub fn day(&self, at: Instant) -> String {
        let (date, today) = (self.date(at), self.date(self.now));
        match today {
            _ if date == today => "Today".to_owned(),
            _ if date.tomorrow().is_ok_and(|next| next == today) => "Yesterday".to_owned(),
            _ if date.year() == today.year() => dates::day(at, self.zone),
            _ => date.strftime("%A %-d %B %Y").to_string(),
        }
    }

    /// As short as can be understood: `18:02`, `Yesterday`, `Tue`, `24 Nov`, `24 Nov 2025`.
    pub fn brief(&self, at: Instant) -> String {
        let (date, today) = (self.date(at), self.date(self.now));
        match today {
            _ if date == today => self.time(at),
            _ if date.tomorrow().is_ok_and(|next| next == today) => "Yesterday".to_owned(),
            _ if self.now.since(at).as_hours() < 6 * 24 && date < today => date.strftime("%a").to_string(),
            _ if date.year() == today.year() => date.strftime("%-d %b").to_string(),
            _ => dates::date(at, self.zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(at: &str) -> (String, String) {
        let zone = TimeZone::get("America/New_York").unwrap();
        let when = When { now: "2026-11-22T15:00:00Z".parse().unwrap(), zone: &zone };
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
