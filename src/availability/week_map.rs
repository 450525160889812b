//! A week's hours as a row of bits, so that hundreds of people's can be compared at once.

use super::schedule::Schedule;
use super::slots::{MINUTE, pieces};
use crate::clock::Instant;

const QUARTER: i64 = 15 * MINUTE;
const QUARTERS: i64 = 7 * 24 * 4;
const DAY: i64 = 24 * 60 * MINUTE;
const WORD: i64 = 64;
const WORDS: usize = 11;

/// The quarters of an hour of one real week that are inside somebody's hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekMap([u64; WORDS]);

impl WeekMap {
    /// The time inside `schedule` in the seven days from the UTC midnight before `at`.
    pub fn of(schedule: &Schedule, at: Instant) -> Self {
        let begin = at.microseconds().div_euclid(DAY) * DAY;
        let end = begin + 7 * DAY;
        let week = pieces(schedule, Instant::from_microseconds(begin), Instant::from_microseconds(end));
        let mut map = Self([0; WORDS]);
        for piece in week {
            let first = (piece.from - begin + QUARTER - 1) / QUARTER;
            let past_last = (piece.until - begin + QUARTER - 1) / QUARTER;
            (first..past_last.min(QUARTERS)).for_each(|quarter| map.mark(quarter));
        }
        map
    }

    /// Minutes that are inside both; both maps must be of the same week.
    pub fn minutes_with(&self, other: &Self) -> i32 {
        let common: u32 = self.0.iter().zip(other.0).map(|(a, b)| (a & b).count_ones()).sum();
        i32::try_from(common * 15).unwrap_or(i32::MAX)
    }

    fn mark(&mut self, quarter: i64) {
        let word = usize::try_from(quarter / WORD).ok().and_then(|word| self.0.get_mut(word));
        if let Some(word) = word {
            *word |= 1 << (quarter % WORD);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::availability::{Range, WeeklyHours};

    fn on(weekday: i16, from: i16, until: i16) -> WeeklyHours {
        WeeklyHours::of([(weekday, Range::new(from * 60, until * 60).unwrap())]).unwrap()
    }

    fn overlap_minutes(a: (&WeeklyHours, &TimeZone), b: (&WeeklyHours, &TimeZone), at: Instant) -> i32 {
        let map =
            |(hours, zone): (&WeeklyHours, &TimeZone)| WeekMap::of(&Schedule::new(zone.clone(), hours.clone()), at);
        map(a).minutes_with(&map(b))
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn hours_of_two_zones_meet_in_real_time() {
        let at: Instant = "2026-11-23T12:00:00Z".parse().unwrap();
        let (lisbon, new_york, kathmandu) = (zone("Europe/Lisbon"), zone("America/New_York"), zone("Asia/Kathmandu"));
        let evening = on(0, 18, 22);
        assert_eq!(overlap_minutes((&evening, &lisbon), (&evening, &lisbon), at), 240);
        assert_eq!(overlap_minutes((&evening, &lisbon), (&on(0, 12, 16), &new_york), at), 180, "17:00 to 21:00 there");
        // Monday 18:00 to 22:00 in Lisbon is Monday 23:45 to Tuesday 03:45 in Kathmandu.
        assert_eq!(overlap_minutes((&evening, &lisbon), (&on(0, 23, 24), &kathmandu), at), 15);
        assert_eq!(overlap_minutes((&evening, &lisbon), (&on(1, 0, 24), &kathmandu), at), 225);
    }

    #[test]
    fn the_week_is_whole_whatever_the_day_it_is_asked_on() {
        let (always, utc) = ((0..7).map(|day| (day, Range::new(0, 1440).unwrap())), TimeZone::UTC);
        let always = WeeklyHours::of(always).unwrap();
        let monday: Instant = "2026-11-23T23:59:00Z".parse().unwrap();
        for day in 0..7 {
            let at = monday.plus_hours(day * 24);
            assert_eq!(overlap_minutes((&always, &utc), (&always, &zone("Asia/Kathmandu")), at), 7 * 1440);
            assert_eq!(overlap_minutes((&on(2, 9, 11), &utc), (&always, &utc), at), 120);
        }
    }
}
