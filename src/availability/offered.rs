//! What a day offers, and why not the rest of it: the one function, asked at every quarter of an hour.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::pair::Pair;
use super::unavailable::Unavailable;
use crate::clock::Instant;

const STEP_MINUTES: i64 = 15;

/// A part of a day in which the answer is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins.
    pub from: Instant,
    /// Where it is over.
    pub until: Instant,
    /// Why no session can begin in it, or `None` where some can.
    pub why: Option<Unavailable>,
    /// The moments at which a session can begin.
    pub starts: Vec<Instant>,
}

/// The day `date` by the clocks of `zone`, whole and in order: where a session of `minutes`, booked at `now`, can begin
/// and where not.
pub fn stretches(pair: &Pair, zone: &TimeZone, now: Instant, date: Date, minutes: i64) -> Vec<Stretch> {
    let Some((mut at, end)) = bounds(zone, date) else { return Vec::new() };
    let mut stretches: Vec<Stretch> = Vec::new();
    while at < end {
        let until = at.plus_minutes(STEP_MINUTES).min(end);
        let why = pair.explain(now, at, minutes).err();
        match stretches.last_mut() {
            // Between two starts nothing else is to be said than at the first of them.
            Some(last) if last.why == why || why == Some(Unavailable::BetweenStarts) => last.until = until,
            _ => stretches.push(Stretch { from: at, until, why, starts: Vec::new() }),
        }
        if why.is_none() {
            stretches.last_mut().into_iter().for_each(|stretch| stretch.starts.push(at));
        }
        at = until;
    }
    stretches
}

/// The first moment of `date` and that of the day after it.
fn bounds(zone: &TimeZone, date: Date) -> Option<(Instant, Instant)> {
    let begin = |date: Date| Some(Instant::from(date.to_zoned(zone.clone()).ok()?.timestamp()));
    Some((begin(date)?, begin(date.tomorrow().ok()?)?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::availability::{BookingRules, Diary, Range, Schedule, Session, Spans, WeeklyHours};

    fn pair(zone: &TimeZone, ranges: &[(i16, i16)], sessions: &[Session]) -> Pair {
        let days =
            (0..7).flat_map(|day| ranges.iter().map(move |(from, until)| (day, Range::new(*from, *until).unwrap())));
        let schedule = Schedule::new(zone.clone(), WeeklyHours::of(days).unwrap());
        Pair::new(Diary::new(schedule, BookingRules::default(), sessions, Spans::default()), None)
    }

    fn told(pair: &Pair, zone: &TimeZone, now: &str, on: Date) -> Vec<(String, String, Option<Unavailable>, usize)> {
        let clock = |at: Instant| at.timestamp().to_zoned(zone.clone()).strftime("%H:%M").to_string();
        let day = stretches(pair, zone, now.parse().unwrap(), on, 60);
        day.iter().map(|part| (clock(part.from), clock(part.until), part.why, part.starts.len())).collect()
    }

    #[test]
    fn a_day_is_told_whole() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let taken =
            Session { starts_at: at("2026-11-24T18:00:00Z"), ends_at: at("2026-11-24T18:30:00Z"), is_taught: true };
        let pair = pair(&TimeZone::UTC, &[(1080, 1215)], &[taken]);
        let part = |from: &str, until: &str, why, starts| (from.to_owned(), until.to_owned(), why, starts);
        assert_eq!(
            told(&pair, &TimeZone::UTC, "2026-11-23T12:00:00Z", date(2026, 11, 24)),
            [
                part("00:00", "18:00", Some(Unavailable::OutsideHours), 0),
                part("18:00", "18:30", Some(Unavailable::Busy), 0),
                part("18:30", "19:30", None, 2),
                part("19:30", "20:15", Some(Unavailable::RunsOver), 0),
                part("20:15", "00:00", Some(Unavailable::OutsideHours), 0),
            ]
        );
    }

    #[test]
    fn days_are_as_long_as_they_are_where_the_clocks_change() {
        let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
        let pair = pair(&lisbon, &[(0, 1440)], &[]);
        let starts = |now: &str, on| told(&pair, &lisbon, now, on).iter().map(|part| part.3).sum::<usize>();
        assert_eq!(starts("2026-10-20T00:00:00Z", date(2026, 10, 24)), 48);
        assert_eq!(starts("2026-10-20T00:00:00Z", date(2026, 10, 25)), 50);
        assert_eq!(starts("2026-03-20T00:00:00Z", date(2026, 3, 29)), 46);
    }
}
