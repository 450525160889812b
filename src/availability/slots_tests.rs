use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::availability::Range;

const ZONES: [&str; 10] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "America/Santiago",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// Hours of every day, in minutes.
fn daily(ranges: &[(i16, i16)]) -> WeeklyHours {
    let all = (0..7).flat_map(|day| ranges.iter().map(move |(from, until)| (day, Range::new(*from, *until).unwrap())));
    WeeklyHours::of(all).unwrap()
}

fn midnight(zone: &TimeZone, (year, month, day): (i16, i8, i8)) -> Instant {
    date(year, month, day).to_zoned(zone.clone()).unwrap().timestamp().into()
}

/// What the wall clock shows at the starts offered on a local day for sessions of `minutes`.
fn walls(name: &str, day: (i16, i8, i8), hours: &WeeklyHours, minutes: i64) -> Vec<String> {
    let zone = zone(name);
    let from = midnight(&zone, day);
    let until: Instant =
        date(day.0, day.1, day.2).tomorrow().unwrap().to_zoned(zone.clone()).unwrap().timestamp().into();
    let starts = offered(hours, &zone, &[], from, until, minutes);
    starts.iter().map(|start| start.timestamp().to_zoned(zone.clone()).strftime("%H:%M%:z").to_string()).collect()
}

#[test]
fn on_an_ordinary_day_starts_are_half_hours_from_the_beginning_of_the_range() {
    let hours = daily(&[(18 * 60 + 15, 20 * 60)]);
    assert_eq!(walls("UTC", (2026, 11, 24), &hours, 60), ["18:15+00:00", "18:45+00:00"]);
    assert_eq!(walls("Asia/Kathmandu", (2026, 11, 24), &hours, 60), ["18:15+05:45", "18:45+05:45"]);
}

#[test]
fn hours_inside_a_gap_do_not_exist_and_a_range_partly_in_it_is_shorter() {
    let berlin = (2026, 3, 29); // 02:00 becomes 03:00
    assert!(walls("Europe/Berlin", berlin, &daily(&[(120, 180)]), 30).is_empty());
    assert_eq!(walls("Europe/Berlin", berlin, &daily(&[(150, 240)]), 30), ["03:00+02:00", "03:30+02:00"]);
    assert_eq!(walls("Europe/Berlin", berlin, &daily(&[(60, 240)]), 60), ["01:00+01:00", "01:30+01:00", "03:00+02:00"]);
    let lord_howe = (2026, 10, 4); // 02:00 becomes 02:30
    assert!(walls("Australia/Lord_Howe", lord_howe, &daily(&[(120, 150)]), 15).is_empty());
    assert_eq!(walls("Australia/Lord_Howe", lord_howe, &daily(&[(120, 180)]), 30), ["02:30+11:00"]);
    let santiago = (2026, 9, 6); // 00:00 becomes 01:00
    assert_eq!(walls("America/Santiago", santiago, &daily(&[(0, 120)]), 60), ["01:00-03:00"]);
}

#[test]
fn a_repeated_time_is_offered_both_times() {
    let berlin = (2026, 10, 25); // 03:00 becomes 02:00
    assert_eq!(
        walls("Europe/Berlin", berlin, &daily(&[(120, 180)]), 60),
        ["02:00+02:00", "02:30+02:00", "02:00+01:00"]
    );
    assert_eq!(walls("Europe/Berlin", berlin, &daily(&[(150, 180)]), 30), ["02:30+02:00", "02:30+01:00"]);
    assert!(walls("Europe/Berlin", berlin, &daily(&[(150, 180)]), 45).is_empty(), "the two are apart");
    let lord_howe = (2026, 4, 5); // 02:00 becomes 01:30
    assert_eq!(walls("Australia/Lord_Howe", lord_howe, &daily(&[(90, 120)]), 30), ["01:30+11:00", "01:30+10:30"]);
    assert_eq!(walls("Australia/Lord_Howe", lord_howe, &daily(&[(90, 120)]), 60), ["01:30+11:00"]);
    let new_york = (2026, 11, 1); // 02:00 becomes 01:00
    assert_eq!(walls("America/New_York", new_york, &daily(&[(60, 90)]), 30), ["01:00-04:00", "01:00-05:00"]);
}

#[test]
fn a_session_may_go_on_over_midnight_where_the_hours_do() {
    let open_end = daily(&[(23 * 60, 1440), (0, 60)]);
    assert_eq!(walls("UTC", (2026, 11, 24), &open_end, 120), ["23:00+00:00"]);
    assert!(walls("UTC", (2026, 11, 24), &daily(&[(23 * 60, 1440)]), 90).is_empty());
}

#[test]
fn a_refusal_says_why() {
    let (utc, hours) = (TimeZone::UTC, daily(&[(600, 720)]));
    let now = midnight(&utc, (2026, 11, 23));
    let at = |minutes: i64| now.plus_minutes(minutes);
    let busy = [(at(600 + 90), at(600 + 120))];
    let say = |hours: &WeeklyHours, start: i64, minutes: i64| explain(hours, &utc, &busy, now, at(start), minutes);
    assert_eq!(say(&hours, 600, 60), Ok(()));
    assert_eq!(say(&hours, 600, 90), Ok(()), "what ends when another begins fits");
    for (start, minutes, why) in [
        (600, 20, Unavailable::Length),
        (600, 0, Unavailable::Length),
        (-60, 60, Unavailable::TooSoon),
        (119, 60, Unavailable::TooSoon),
        (28 * 1440, 60, Unavailable::TooFar),
        (570, 60, Unavailable::OutsideHours),
        (720, 60, Unavailable::OutsideHours),
        (615, 30, Unavailable::BetweenStarts),
        (690, 60, Unavailable::RunsOver),
        (660, 60, Unavailable::Busy),
    ] {
        assert_eq!(say(&hours, start, minutes), Err(why), "{start} for {minutes}");
    }
    assert_eq!(say(&WeeklyHours::default(), 600, 60), Err(Unavailable::NoHours));
    assert_eq!(Unavailable::TooFar.to_string(), "This time is more than 28 days away.");
}

/// The rule said in another way: the wall clock, asked each quarter of an hour, always shows a time of the hours.
fn wall_clock_is_in_hours(hours: &WeeklyHours, zone: &TimeZone, start: Instant, minutes: i64) -> bool {
    (0..minutes / 15).all(|quarter| {
        let wall = zone.to_datetime(start.plus_minutes(quarter * 15).timestamp());
        let minute = i16::from(wall.hour()) * 60 + i16::from(wall.minute());
        let weekday = i16::from(wall.weekday().to_monday_zero_offset());
        hours.day(weekday).iter().any(|range| (range.starts()..range.ends()).contains(&minute))
    })
}

fn some_hours() -> impl Strategy<Value = WeeklyHours> {
    proptest::collection::vec((0..7i16, 0..96i16, 1..=32i16), 0..12).prop_map(|ranges| {
        ranges.into_iter().fold(WeeklyHours::default(), |hours, (day, start, length)| {
            let range = Range::new(start * 15, (start + length).min(96) * 15).unwrap();
            hours.clone().with(day, range).unwrap_or(hours)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_offered_is_what_is_accepted(
        hours in some_hours(),
        zone_at in 0..ZONES.len(),
        now_minutes in 0..400 * 1440i64,
        quarters in 1..=16i64,
        taken in proptest::collection::vec((0..28 * 96i64, 1..20i64), 0..6),
    ) {
        let zone = zone(ZONES[zone_at]);
        let now = midnight(&TimeZone::UTC, (2026, 1, 1)).plus_minutes(now_minutes);
        let busy: Vec<_> = taken.iter().map(|(start, length)| {
            let from = now.plus_minutes(start * 15 - now_minutes % 15);
            (from, from.plus_minutes(length * 15))
        }).collect();
        let (from, until) = window(now);
        let minutes = quarters * 15;
        let starts = offered(&hours, &zone, &busy, from, until, minutes);
        for start in &starts {
            prop_assert_eq!(explain(&hours, &zone, &busy, now, *start, minutes), Ok(()));
            prop_assert!(wall_clock_is_in_hours(&hours, &zone, *start, minutes), "{} is not in the hours", start);
            let end = start.plus_minutes(minutes);
            prop_assert!(busy.iter().all(|(from, until)| end <= *from || *until <= *start));
        }
        prop_assert!(starts.is_sorted_by(|a, b| a < b));
        let first_quarter = now.plus_minutes(-(now_minutes % 15));
        let accepted: Vec<_> = (0..28 * 96 + 1)
            .map(|quarter| first_quarter.plus_minutes(quarter * 15))
            .filter(|start| explain(&hours, &zone, &busy, now, *start, minutes).is_ok())
            .collect();
        prop_assert_eq!(starts, accepted);
    }

    #[test]
    fn the_window_asked_for_changes_nothing(
        hours in some_hours(), zone_at in 0..ZONES.len(), day in 0..400i64, cut in 1..672i64,
    ) {
        let zone = zone(ZONES[zone_at]);
        let from = midnight(&TimeZone::UTC, (2026, 1, 1)).plus_minutes(day * 1440);
        let (middle, until) = (from.plus_minutes(cut * 15), from.plus_minutes(7 * 1440));
        let mut parts = offered(&hours, &zone, &[], from, middle, 60);
        parts.extend(offered(&hours, &zone, &[], middle, until, 60));
        prop_assert_eq!(parts, offered(&hours, &zone, &[], from, until, 60));
    }
}
