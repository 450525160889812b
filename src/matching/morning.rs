//! When in the day a member's list is made anew: in the small hours of their morning, so that it is there at breakfast,
//! and not in the same minute as everybody else's, so that making lists never crowds out pages.

use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::accounts::MemberId;
use crate::clock::Instant;

/// Local hour at which the first lists of a morning are made.
const FROM_HOUR: i8 = 4;
/// Minutes over which they are spread.
const SPREAD_MINUTES: i64 = 180;

/// The member's next turn after `now`: each day at the same minute between 04:00 and 07:00 where they live. When a clock
/// change skips that minute, as much later as the clock was moved.
pub(super) fn next_turn(now: Instant, zone: &TimeZone, member: MemberId) -> Instant {
    let local = now.timestamp().to_zoned(zone.clone());
    let turn_of = |date: jiff::civil::Date| {
        let at = date.at(FROM_HOUR, 0, 0, 0).saturating_add(member.0.rem_euclid(SPREAD_MINUTES).minutes());
        at.to_zoned(zone.clone()).map(|turn| Instant::from(turn.timestamp()))
    };
    let today = turn_of(local.date()).ok().filter(|turn| *turn > now);
    let tomorrow = || local.date().tomorrow().and_then(turn_of);
    // Beyond the last day that a calendar has, lists wait for nothing.
    today.unwrap_or_else(|| tomorrow().unwrap_or(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(now: &str, zone: &str, member: i64) -> String {
        next_turn(now.parse().unwrap(), &TimeZone::get(zone).unwrap(), MemberId(member)).to_string()
    }

    #[test]
    fn a_turn_is_in_the_morning_of_the_member() {
        assert_eq!(next("2026-11-23T00:00:00Z", "Europe/Berlin", 30), "2026-11-23T03:30:00Z");
        assert_eq!(next("2026-11-23T00:00:00Z", "Asia/Tokyo", 180), "2026-11-23T19:00:00Z");
        assert_eq!(next("2026-11-23T12:00:00Z", "America/New_York", 179), "2026-11-24T11:59:00Z");
    }

    #[test]
    fn at_the_turn_itself_the_next_is_tomorrow() {
        assert_eq!(next("2026-11-23T03:30:00Z", "Europe/Berlin", 30), "2026-11-24T03:30:00Z");
        assert_eq!(next("2026-11-23T03:29:59Z", "Europe/Berlin", 30), "2026-11-23T03:30:00Z");
    }

    #[test]
    fn a_skipped_minute_is_an_hour_later_and_a_repeated_one_comes_once() {
        // Troll skips 01:00 to 03:00 in spring; Apia had no 30 December 2011 at all.
        assert_eq!(next("2026-03-29T00:30:00Z", "Antarctica/Troll", 0), "2026-03-29T02:00:00Z");
        assert_eq!(next("2011-12-30T03:00:00Z", "Pacific/Apia", 0), "2011-12-30T14:00:00Z");
        // Casey goes back three hours, from 02:00 to 23:00, in 2020.
        assert_eq!(next("2020-10-03T14:30:00Z", "Antarctica/Casey", 0), "2020-10-03T17:00:00Z");
    }

    #[test]
    fn a_day_of_turns_is_spread_evenly() {
        let turns: std::collections::HashSet<_> =
            (0..180).map(|member| next("2026-11-23T12:00:00Z", "Etc/UTC", member)).collect();
        assert_eq!(turns.len(), 180);
    }
}
