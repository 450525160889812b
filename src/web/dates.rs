//! Moments in words, in the reader's own zone and their way of writing dates. The words are English for now, as the pages
//! around them are; order, marks and clock are the reader's. Every date and time that a page or mail shows passes here.

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::clock::Instant;
use crate::db::text_enum;

text_enum!(
    /// A way of writing dates and times.
    Locale {
        /// 24 Nov 2026, 18:00
        British = "en-GB",
        /// Nov 24, 2026, 6:00 PM
        American = "en-US",
        /// 24. Nov 2026, 18:00
        German = "de",
        /// 24 Nov 2026, 18 h 00
        French = "fr",
        /// 24 Nov 2026, 18:00
        Spanish = "es",
        /// 2026-11-24, 18:00
        Swedish = "sv",
    }
);

/// Where a reader is, and how they write dates.
#[derive(Debug, Clone, Copy)]
pub struct Local<'a> {
    /// Their zone.
    pub zone: &'a TimeZone,
    /// Their way of writing.
    pub locale: Locale,
}

/// The patterns of a [`Locale`].
struct Patterns {
    day: &'static str,
    day_and_year: &'static str,
    date: &'static str,
    brief: &'static str,
    moment: &'static str,
    time: &'static str,
}

/// As the British write.
const PATTERNS: Patterns = Patterns {
    day: "%A %-d %B",
    day_and_year: "%A %-d %B %Y",
    date: "%-d %b %Y",
    brief: "%-d %b",
    moment: "%a %-d %b, %H:%M",
    time: "%H:%M",
};

impl Locale {
    /// For those who never chose, and for visitors.
    pub const DEFAULT: Self = Self::British;

    /// A date written so, with whose way it is.
    pub fn sample(self) -> String {
        let whose = match self {
            Self::British => "British",
            Self::American => "American",
            Self::German => "German",
            Self::French => "French",
            Self::Spanish => "Spanish",
            Self::Swedish => "Swedish, ISO",
        };
        let moment = Instant::from_microseconds(1_795_543_200_000_000);
        let local = Local { zone: &TimeZone::UTC, locale: self };
        format!("{}, {} ({whose})", date(moment, local), time(moment, local))
    }

    /// A time of day, given in minutes since midnight; the end of the day is 24:00, or midnight.
    pub fn clock(self, minute: i32) -> String {
        let (hour, minute) = (minute / 60, minute % 60);
        match self {
            Self::American if hour % 24 == 0 => format!("12:{minute:02} AM"),
            Self::American if hour < 12 => format!("{hour}:{minute:02} AM"),
            Self::American if hour == 12 => format!("12:{minute:02} PM"),
            Self::American => format!("{}:{minute:02} PM", hour - 12),
            Self::French => format!("{hour} h {minute:02}"),
            _ => format!("{hour:02}:{minute:02}"),
        }
    }

    fn patterns(self) -> Patterns {
        match self {
            Self::British | Self::Spanish => PATTERNS,
            Self::American => Patterns {
                day: "%A, %B %-d",
                day_and_year: "%A, %B %-d, %Y",
                date: "%b %-d, %Y",
                brief: "%b %-d",
                moment: "%a, %b %-d, %-I:%M %p",
                time: "%-I:%M %p",
            },
            Self::German => Patterns {
                day: "%A, %-d. %B",
                day_and_year: "%A, %-d. %B %Y",
                date: "%-d. %b %Y",
                brief: "%-d. %b",
                moment: "%a, %-d. %b, %H:%M",
                ..PATTERNS
            },
            Self::French => Patterns { moment: "%a %-d %b, %-H h %M", time: "%-H h %M", ..PATTERNS },
            Self::Swedish => Patterns { date: "%Y-%m-%d", ..PATTERNS },
        }
    }
}

fn written(instant: Instant, local: Local<'_>, pattern: &str) -> String {
    at(instant, local.zone).strftime(pattern).to_string()
}

/// As [`written`]; where the clocks go back and show it twice, with how far they are ahead of UTC.
fn written_once(instant: Instant, local: Local<'_>, pattern: &str) -> String {
    let words = written(instant, local, pattern);
    let wall = local.zone.to_datetime(instant.timestamp());
    match local.zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Fold { .. } => format!("{words} ({})", offset(instant, local.zone)),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => words,
    }
}

/// `UTC+1`, `UTC-3:30`, `UTC+0`
fn offset(instant: Instant, zone: &TimeZone) -> String {
    let seconds = zone.to_offset(instant.timestamp()).seconds();
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

fn at(instant: Instant, zone: &TimeZone) -> Zoned {
    instant.timestamp().to_zoned(zone.clone())
}

/// `Tuesday 24 November`
pub fn day(instant: Instant, local: Local<'_>) -> String {
    written(instant, local, local.locale.patterns().day)
}

/// `Tuesday 24 November 2026`
pub fn day_and_year(instant: Instant, local: Local<'_>) -> String {
    written(instant, local, local.locale.patterns().day_and_year)
}

/// `Tuesday 24 November 2026`, for a date of a calendar, wherever it is.
pub fn calendar_day(date: Date, locale: Locale) -> String {
    date.strftime(locale.patterns().day_and_year).to_string()
}

/// `24 Nov 2026`
pub fn date(instant: Instant, local: Local<'_>) -> String {
    written(instant, local, local.locale.patterns().date)
}

/// `24 Nov`
pub fn brief(instant: Instant, local: Local<'_>) -> String {
    written(instant, local, local.locale.patterns().brief)
}

/// `18:00`; `02:30 (UTC+1)` where the clocks show that twice.
pub fn time(instant: Instant, local: Local<'_>) -> String {
    written_once(instant, local, local.locale.patterns().time)
}

/// `Tue 24 Nov, 18:00`; `Sun 25 Oct, 02:30 (UTC+1)` where the clocks show that twice.
pub fn moment(instant: Instant, local: Local<'_>) -> String {
    written_once(instant, local, local.locale.patterns().moment)
}

/// `Tue 24 Nov, 18:00 your time, 12:00 theirs`; the second only when the clocks differ, with its day when that differs.
pub fn both(instant: Instant, yours: Local<'_>, theirs: &TimeZone) -> String {
    match self::theirs(instant, yours, theirs) {
        other if other.is_empty() => moment(instant, yours),
        other => format!("{} your time, {other} theirs", moment(instant, yours)),
    }
}

/// `12:00`, or `Mon 23:30` when it is another day there; empty when the clocks agree.
pub fn theirs(instant: Instant, yours: Local<'_>, theirs: &TimeZone) -> String {
    let (own, other) = (at(instant, yours.zone), at(instant, theirs));
    let time = time(instant, Local { zone: theirs, ..yours });
    match own.date() == other.date() {
        _ if own.offset() == other.offset() => String::new(),
        true => time,
        false => format!("{} {time}", other.strftime("%a")),
    }
}

/// `1 hour`, `45 minutes`, `1 hour 30 minutes`
pub fn length(minutes: i64) -> String {
    let plural = |n: i64, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    match (minutes / 60, minutes % 60) {
        (0, rest) => plural(rest, "minute"),
        (hours, 0) => plural(hours, "hour"),
        (hours, rest) => format!("{} {}", plural(hours, "hour"), plural(rest, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn two_zones_are_told_apart_only_when_their_clocks_differ() {
        let instant: Instant = "2026-11-24T17:00:00Z".parse().unwrap();
        let (paris, york) = (zone("Europe/Paris"), zone("America/New_York"));
        let in_paris = Local { zone: &paris, locale: Locale::DEFAULT };
        assert_eq!(both(instant, in_paris, &york), "Tue 24 Nov, 18:00 your time, 12:00 theirs");
        assert_eq!(both(instant, in_paris, &zone("Europe/Berlin")), "Tue 24 Nov, 18:00");
        let in_york = Local { zone: &york, locale: Locale::American };
        assert_eq!(both(instant, in_york, &paris), "Tue, Nov 24, 12:00 PM your time, 6:00 PM theirs");
        assert_eq!(theirs(instant, Local { zone: &york, locale: Locale::DEFAULT }, &zone("Asia/Tokyo")), "Wed 02:00");
    }

    #[test]
    fn a_time_that_the_clocks_show_twice_says_which_of_them_it_is() {
        let said = |name: &str, at: &str| {
            let zone = zone(name);
            let local = Local { zone: &zone, locale: Locale::DEFAULT };
            (time(at.parse().unwrap(), local), moment(at.parse().unwrap(), local))
        };
        let both = |time: &str, moment: &str| (time.to_owned(), moment.to_owned());
        assert_eq!(said("Europe/Berlin", "2026-10-24T23:30:00Z"), both("01:30", "Sun 25 Oct, 01:30"));
        assert_eq!(said("Europe/Berlin", "2026-10-25T00:30:00Z"), both("02:30 (UTC+2)", "Sun 25 Oct, 02:30 (UTC+2)"));
        assert_eq!(said("Europe/Berlin", "2026-10-25T01:30:00Z"), both("02:30 (UTC+1)", "Sun 25 Oct, 02:30 (UTC+1)"));
        assert_eq!(said("Europe/Berlin", "2026-10-25T02:00:00Z"), both("03:00", "Sun 25 Oct, 03:00"));
        assert_eq!(said("America/St_Johns", "2026-11-01T04:45:00Z").0, "01:15 (UTC-3:30)");
        assert_eq!(said("Europe/London", "2026-10-25T01:15:00Z").0, "01:15 (UTC+0)");
    }

    #[test]
    fn everybody_reads_dates_as_they_write_them() {
        let instant: Instant = "2026-11-24T18:05:00Z".parse().unwrap();
        for (locale, said_date, said_day, said_moment) in [
            (Locale::British, "24 Nov 2026", "Tuesday 24 November", "Tue 24 Nov, 18:05"),
            (Locale::American, "Nov 24, 2026", "Tuesday, November 24", "Tue, Nov 24, 6:05 PM"),
            (Locale::German, "24. Nov 2026", "Tuesday, 24. November", "Tue, 24. Nov, 18:05"),
            (Locale::French, "24 Nov 2026", "Tuesday 24 November", "Tue 24 Nov, 18 h 05"),
            (Locale::Swedish, "2026-11-24", "Tuesday 24 November", "Tue 24 Nov, 18:05"),
        ] {
            let local = Local { zone: &TimeZone::UTC, locale };
            assert_eq!(date(instant, local), said_date);
            assert_eq!(day(instant, local), said_day);
            assert_eq!(moment(instant, local), said_moment);
            assert_eq!(locale.clock(18 * 60 + 5), time(instant, local));
        }
    }

    #[test]
    fn the_clock_of_an_american_has_twelve_hours() {
        for (minute, said) in
            [(0, "12:00 AM"), (65, "1:05 AM"), (720, "12:00 PM"), (1439, "11:59 PM"), (1440, "12:00 AM")]
        {
            assert_eq!(Locale::American.clock(minute), said);
        }
        assert_eq!(Locale::British.clock(1440), "24:00");
    }

    #[test]
    fn lengths_are_said_in_words() {
        for (minutes, words) in [(15, "15 minutes"), (60, "1 hour"), (90, "1 hour 30 minutes"), (120, "2 hours")] {
            assert_eq!(length(minutes), words);
        }
    }
}
