//! Moments in words, in the reader's own zone. English for now; every date and time that a page or mail shows passes
//! here, so that another locale is a change of this file.

use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::clock::Instant;

fn at(instant: Instant, zone: &TimeZone) -> Zoned {
    instant.timestamp().to_zoned(zone.clone())
}

/// `Tuesday 24 November`
pub fn day(instant: Instant, zone: &TimeZone) -> String {
    at(instant, zone).strftime("%A %-d %B").to_string()
}

/// `24 Nov 2026`
pub fn date(instant: Instant, zone: &TimeZone) -> String {
    at(instant, zone).strftime("%-d %b %Y").to_string()
}

/// `18:00`
pub fn time(instant: Instant, zone: &TimeZone) -> String {
    at(instant, zone).strftime("%H:%M").to_string()
}

/// `Tue 24 Nov, 18:00`
pub fn moment(instant: Instant, zone: &TimeZone) -> String {
    at(instant, zone).strftime("%a %-d %b, %H:%M").to_string()
}

/// `Tue 24 Nov, 18:00 your time, 12:00 theirs`; the second only when the clocks differ, with its day when that differs.
pub fn both(instant: Instant, yours: &TimeZone, theirs: &TimeZone) -> String {
    let (own, other) = (at(instant, yours), at(instant, theirs));
    if own.offset() == other.offset() {
        return moment(instant, yours);
    }
    format!("{} your time, {} theirs", moment(instant, yours), other_clock(&own, &other))
}

/// `12:00`, or `Mon 23:30` when it is another day there; empty when the clocks agree.
pub fn theirs(instant: Instant, yours: &TimeZone, theirs: &TimeZone) -> String {
    let (own, other) = (at(instant, yours), at(instant, theirs));
    if own.offset() == other.offset() { String::new() } else { other_clock(&own, &other) }
}

fn other_clock(own: &Zoned, other: &Zoned) -> String {
    let format = if own.date() == other.date() { "%H:%M" } else { "%a %H:%M" };
    other.strftime(format).to_string()
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

    #[test]
    fn two_zones_are_told_apart_only_when_their_clocks_differ() {
        let instant: Instant = "2026-11-24T17:00:00Z".parse().unwrap();
        let zone = |name| TimeZone::get(name).unwrap();
        assert_eq!(
            both(instant, &zone("Europe/Paris"), &zone("America/New_York")),
            "Tue 24 Nov, 18:00 your time, 12:00 theirs"
        );
        assert_eq!(both(instant, &zone("Europe/Paris"), &zone("Europe/Berlin")), "Tue 24 Nov, 18:00");
        assert_eq!(theirs(instant, &zone("America/New_York"), &zone("Asia/Tokyo")), "Wed 02:00");
    }

    #[test]
    fn lengths_are_said_in_words() {
        for (minutes, words) in [(15, "15 minutes"), (60, "1 hour"), (90, "1 hour 30 minutes"), (120, "2 hours")] {
            assert_eq!(length(minutes), words);
        }
    }
}
