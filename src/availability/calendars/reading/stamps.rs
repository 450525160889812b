//! Dates, times and lengths as calendars write them.

use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Span, Timestamp, ToSpan};

use super::lines::Property;
use super::zones::{Zone, Zones};

/// A moment, as somebody wrote it: a wall clock somewhere. A date is the beginning of its day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stamp {
    pub(super) wall: DateTime,
    pub(super) zone: Arc<Zone>,
    pub(super) is_date: bool,
}

/// How long something takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    /// Days of the wall clock, which are longer or shorter when the clocks change.
    days: i64,
    /// Real seconds besides.
    seconds: i64,
}

impl Stamp {
    /// The moment that `value`, one of `property`'s, means.
    pub(super) fn parse(value: &str, property: &Property, zones: &Zones) -> Option<Self> {
        let value = value.trim();
        let (digits, is_utc) = match value.strip_suffix(['Z', 'z']) {
            Some(digits) => (digits, true),
            None => (value, false),
        };
        let (wall, is_date) = parse_wall(digits)?;
        let zone = match property.parameter("TZID") {
            _ if is_date => zones.own(),
            _ if is_utc => zones.utc(),
            Some(name) => zones.named(name),
            None => zones.own(),
        };
        Some(Self { wall, zone, is_date })
    }

    /// When it is.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        self.zone.instant(self.wall)
    }

    /// The same, `days` and `seconds` of the wall clock later.
    pub(super) fn shifted(&self, by: SignedDuration) -> Option<Self> {
        Some(Self { wall: self.wall.checked_add(by).ok()?, ..self.clone() })
    }

    /// The same wall clock at another time.
    pub(super) fn at(&self, wall: DateTime) -> Self {
        Self { wall, ..self.clone() }
    }

    /// When something ends that begins here and takes `length`.
    pub(super) fn end_after(&self, length: Length) -> Option<Timestamp> {
        let wall = self.wall.checked_add(Span::new().try_days(length.days).ok()?).ok()?;
        self.zone.instant(wall)?.checked_add(length.seconds.seconds()).ok()
    }
}

/// `20261123` or `20261123T101500`, and whether it is a date. The sixtieth second is the one before it.
fn parse_wall(digits: &str) -> Option<(DateTime, bool)> {
    if !digits.is_ascii() {
        return None;
    }
    let number = |from: usize, until: usize| -> Option<i16> {
        let part = digits.get(from..until)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
    };
    let small = |from: usize| number(from, from + 2).and_then(|n| i8::try_from(n).ok());
    let date = || Some((number(0, 4)?, small(4)?, small(6)?));
    let (year, month, day) = date()?;
    let (hour, minute, second) = match (digits.len(), digits.as_bytes().get(8)) {
        (8, _) => (0, 0, 0),
        (15, Some(b'T' | b't')) => (small(9)?, small(11)?, small(13)?.min(59)),
        _ => return None,
    };
    let wall = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    Some((wall, digits.len() == 8))
}

impl Length {
    /// Nothing.
    pub(super) const NONE: Self = Self { days: 0, seconds: 0 };
    /// A day.
    pub(super) const DAY: Self = Self { days: 1, seconds: 0 };

    /// What lies between two stamps: for dates whole days, else real time (RFC 5545, section 3.8.5.3).
    pub(super) fn between(from: &Stamp, until: &Stamp) -> Option<Self> {
        if from.is_date && until.is_date {
            let days = until.wall.date().since((jiff::Unit::Day, from.wall.date())).ok()?.get_days();
            return Some(Self { days: days.into(), seconds: 0 });
        }
        Some(Self { days: 0, seconds: until.instant()?.duration_since(from.instant()?).as_secs() })
    }

    /// Whether it takes any time.
    pub(super) fn is_positive(self) -> bool {
        self.days > 0 || (self.days == 0 && self.seconds > 0)
    }

    /// `P1DT2H30M`, `PT15M`, `P2W`: weeks and days by the wall clock, the rest in real time.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let rest = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
        let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
        let (mut length, mut number) = (Self::NONE, String::new());
        for letter in days.chars().chain(['T']).chain(time.chars()) {
            if letter.is_ascii_digit() {
                number.push(letter);
                continue;
            }
            let amount = || number.parse::<i64>().ok().filter(|n| *n <= 100_000_000);
            match letter {
                'W' => length.days += 7 * amount()?,
                'D' => length.days += amount()?,
                'H' => length.seconds += 3600 * amount()?,
                'M' => length.seconds += 60 * amount()?,
                'S' => length.seconds += amount()?,
                'T' => {}
                _ => return None,
            }
            number.clear();
        }
        (number.is_empty() && length != Self::NONE || text.contains('0')).then_some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read() {
        for (text, days, seconds) in [
            ("PT1H30M", 0, 5400),
            ("P1D", 1, 0),
            ("P2W", 14, 0),
            ("+P1DT12H", 1, 43_200),
            ("PT0S", 0, 0),
            ("pt5m", 0, 300),
        ] {
            assert_eq!(Length::parse(text), Some(Length { days, seconds }), "{text}");
        }
        for text in ["", "P", "PT", "1H", "-PT15M", "P1X", "PT5", "PT99999999999999999999H"] {
            assert_eq!(Length::parse(text), None, "{text}");
        }
    }

    #[test]
    fn walls_are_read() {
        assert_eq!(parse_wall("20261123").unwrap().0.to_string(), "2026-11-23T00:00:00");
        assert_eq!(parse_wall("20261123T235960").unwrap().0.to_string(), "2026-11-23T23:59:59");
        for text in
            ["", "2026112", "20261332", "20261123T", "20261123T1000", "20261123X100000", "２０２６１１２３", "-0261123"]
        {
            assert!(parse_wall(text).is_none(), "{text}");
        }
    }
}
