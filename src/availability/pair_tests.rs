use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::availability::diary::Session;
use crate::availability::hours::{DayHours, Range, WeeklyHours};
use crate::availability::rules::BookingRules;
use crate::availability::schedule::{LocalDay, Schedule};
use crate::availability::spans::Spans;
use crate::availability::unavailable::NotFree;

const ZONES: [&str; 12] = [
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
    "America/St_Johns",
    "Africa/Cairo",
];
/// Calendars compared by the property below; `AVAILABILITY_CALENDARS` says more or fewer.
const CALENDARS: u32 = 300;

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

/// Nothing but hours.
fn diary(schedule: Schedule) -> Diary {
    with_rules(schedule, BookingRules { notice_hours: 0, horizon_days: 90, ..BookingRules::default() }, &[])
}

fn with_rules(schedule: Schedule, rules: BookingRules, sessions: &[Session]) -> Diary {
    Diary::new(schedule, rules, sessions, Spans::default())
}

/// What the wall clock shows at the starts offered on a local day for sessions of `minutes`.
fn walls(name: &str, day: (i16, i8, i8), hours: &WeeklyHours, minutes: i64) -> Vec<String> {
    let zone = zone(name);
    let from = midnight(&zone, day);
    let until: Instant =
        date(day.0, day.1, day.2).tomorrow().unwrap().to_zoned(zone.clone()).unwrap().timestamp().into();
    let pair = Pair::new(diary(Schedule::new(zone.clone(), hours.clone())), None);
    let starts = pair.offered(from, (from, until), minutes);
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

/// Monday 2026-11-23, 00:00 UTC, and so many minutes after it.
fn at(minutes: i64) -> Instant {
    midnight(&TimeZone::UTC, (2026, 11, 23)).plus_minutes(minutes)
}

fn session(from: i64, until: i64) -> Session {
    Session { starts_at: at(from), ends_at: at(until), is_taught: true }
}

#[test]
fn a_refusal_says_why() {
    let week = |ranges: &[(i16, i16)]| Schedule::new(TimeZone::UTC, daily(ranges));
    let schedule = week(&[(600, 840)])
        .with_date(LocalDay::from(date(2026, 11, 25)), DayHours::default())
        .with_time_off(LocalDay::from(date(2026, 11, 26)), LocalDay::from(date(2026, 11, 27)));
    let rules = BookingRules { notice_hours: 2, horizon_days: 28, ..BookingRules::default() };
    let teacher = Diary::new(schedule, rules, &[session(690, 720)], Spans::of([(at(780), at(800))]));
    let pair = Pair::new(teacher, None);
    let say = |start: i64, minutes: i64| pair.explain(at(0), at(start), minutes);
    assert_eq!(say(600, 60), Ok(()));
    assert_eq!(say(600, 90), Ok(()), "what ends when another begins fits");
    for (start, minutes, why) in [
        (600, 20, Unavailable::Length),
        (600, 0, Unavailable::Length),
        (-60, 60, Unavailable::Past),
        (119, 60, Unavailable::TooSoon { hours: 2 }),
        (28 * 1440, 60, Unavailable::TooFar { days: 28 }),
        (570, 60, Unavailable::OutsideHours),
        (840, 60, Unavailable::OutsideHours),
        (615, 30, Unavailable::BetweenStarts),
        (810, 60, Unavailable::RunsOver),
        (660, 60, Unavailable::Busy),
        (750, 60, Unavailable::CalendarBusy),
        (2 * 1440 + 600, 60, Unavailable::OutsideDate),
        (3 * 1440 + 600, 60, Unavailable::Away),
    ] {
        assert_eq!(say(start, minutes), Err(why), "{start} for {minutes}");
    }
    let nobody = Pair::new(diary(Schedule::new(TimeZone::UTC, WeeklyHours::default())), None);
    assert_eq!(nobody.explain(at(0), at(600), 60), Err(Unavailable::NoHours));
    assert_eq!(
        Unavailable::TooFar { days: 28 }.to_string(),
        "This time is more than 28 days away. Bookings are not open that far ahead yet."
    );
}

#[test]
fn the_room_around_sessions_is_kept_on_both_sides() {
    let schedule = Schedule::new(TimeZone::UTC, daily(&[(0, 1440)]));
    let rules = BookingRules { notice_hours: 0, buffer_before: 10, buffer_after: 20, ..BookingRules::default() };
    let teacher = Diary::new(schedule, rules, &[session(600, 660)], Spans::of([(at(900), at(960))]));
    let pair = Pair::new(teacher, None);
    let say = |start: i64| pair.explain(at(0), at(start), 60);
    assert_eq!(say(690), Ok(()), "twenty after the one, ten before the other");
    assert_eq!(say(660), Err(Unavailable::TooClose { minutes: 30 }));
    assert_eq!(say(510), Ok(()));
    assert_eq!(say(540), Err(Unavailable::TooClose { minutes: 30 }));
    assert_eq!(say(840), Err(Unavailable::CalendarBusy), "twenty minutes after it reach into the calendar's time");
    assert_eq!(say(810), Ok(()));
    assert_eq!(say(960), Err(Unavailable::CalendarBusy));
    assert_eq!(say(990), Ok(()));
}

#[test]
fn a_day_and_a_week_are_full_at_their_limits() {
    let full = |most_a_day, most_a_week, sessions: &[Session], start: i64| {
        let rules = BookingRules { notice_hours: 0, most_a_day, most_a_week, ..BookingRules::default() };
        // Midnight of Auckland is 11:00 UTC of the day before.
        let schedule = Schedule::new(zone("Pacific/Auckland"), daily(&[(0, 1440)]));
        Pair::new(with_rules(schedule, rules, sessions), None).explain(at(0), at(start), 60)
    };
    let two = [session(12 * 60, 13 * 60), session(15 * 60, 16 * 60)];
    assert_eq!(full(Some(2), None, &two, 20 * 60), Err(Unavailable::FullDay { most: 2 }));
    assert_eq!(full(Some(2), None, &two, 10 * 60), Ok(()), "the day before, there");
    assert_eq!(full(Some(3), Some(2), &two, 20 * 60), Err(Unavailable::FullWeek { most: 2 }));
    assert_eq!(full(None, Some(2), &two, (6 * 24 + 10) * 60), Err(Unavailable::FullWeek { most: 2 }), "Sunday there");
    assert_eq!(full(None, Some(2), &two, (6 * 24 + 11) * 60), Ok(()), "Monday there");
    let learned = two.map(|session| Session { is_taught: false, ..session });
    assert_eq!(full(Some(1), Some(1), &learned, 20 * 60), Ok(()), "what one learns does not count");
}

#[test]
fn of_the_learner_count_time_off_sessions_and_calendars() {
    let teacher = diary(Schedule::new(TimeZone::UTC, daily(&[(0, 1440)])));
    let learner = Diary::new(
        Schedule::new(zone("Asia/Tokyo"), WeeklyHours::default())
            .with_time_off(LocalDay::from(date(2026, 11, 25)), LocalDay::from(date(2026, 11, 25))),
        BookingRules { buffer_after: 15, notice_hours: 300, most_a_day: Some(1), ..BookingRules::default() },
        &[session(600, 660)],
        Spans::of([(at(900), at(960))]),
    );
    let pair = Pair::new(teacher, Some(learner));
    let say = |start: i64| pair.explain(at(0), at(start), 60);
    assert_eq!(say(720), Ok(()), "neither their hours nor their notice nor their limit");
    assert_eq!(say(600), Err(Unavailable::Learner(NotFree::Busy)));
    assert_eq!(say(660), Err(Unavailable::Learner(NotFree::TooClose { minutes: 15 })));
    assert_eq!(say(930), Err(Unavailable::Learner(NotFree::CalendarBusy)));
    // The 25th begins in Tokyo at 15:00 UTC of the 24th.
    assert_eq!(say(1440 + 14 * 60), Ok(()));
    assert_eq!(say(1440 + 14 * 60 + 30), Err(Unavailable::Learner(NotFree::Away)));
    assert_eq!(say(2 * 1440 + 15 * 60), Ok(()));
}

/// A teacher open from 10:00 to 12:00 of each day but the 26th, and a learner; both in UTC.
fn met(teacher: (&[Session], &[(i64, i64)]), learner: (&[Session], &[(i64, i64)])) -> Pair {
    let rules = BookingRules { buffer_after: 30, most_a_day: Some(1), ..BookingRules::default() };
    let day = |day: i8| LocalDay::from(date(2026, 11, day));
    let diary = |schedule, rules, (sessions, busy): (&[Session], &[(i64, i64)])| {
        Diary::new(schedule, rules, sessions, Spans::of(busy.iter().map(|(from, until)| (at(*from), at(*until)))))
    };
    let open = Schedule::new(TimeZone::UTC, daily(&[(600, 720)])).with_time_off(day(26), day(26));
    let away = Schedule::new(TimeZone::UTC, WeeklyHours::default()).with_time_off(day(26), day(26));
    Pair::new(diary(open, rules, teacher), Some(diary(away, BookingRules::default(), learner)))
}

#[test]
fn sessions_are_first_in_the_way_then_what_is_the_learners_then_what_is_the_teachers() {
    let day = 3 * 1440;
    let shift = |from: i64, until: i64| (day + from, day + until);
    let (taught, learned) = ([session(day + 630, day + 660)], [session(day + 650, day + 680)]);
    let busy = [shift(600, 700)];
    let pair = met((&taught, &busy), (&learned, &busy));
    assert_eq!(
        pair.in_the_way(at(day + 605), 60),
        [
            Unavailable::Busy,
            Unavailable::Learner(NotFree::Busy),
            Unavailable::Learner(NotFree::Away),
            Unavailable::Learner(NotFree::CalendarBusy),
            Unavailable::CalendarBusy,
            Unavailable::FullDay { most: 1 },
            Unavailable::Away,
        ]
    );
    let before = [session(day + 540, day + 600)];
    assert_eq!(
        met((&before, &[]), (&[], &[])).in_the_way(at(day + 605), 60),
        [
            Unavailable::Learner(NotFree::Away),
            Unavailable::TooClose { minutes: 30 },
            Unavailable::FullDay { most: 1 },
            Unavailable::Away
        ]
    );
    assert_eq!(met((&[], &[]), (&[], &[])).in_the_way(at(605), 60), [], "where in the hour it starts is no matter");
    assert_eq!(met((&[], &[]), (&[], &[])).in_the_way(at(570), 60), [Unavailable::OutsideHours]);
}

#[test]
fn a_learner_hears_that_a_teacher_is_not_free_and_not_why() {
    let kept = [Unavailable::Away, Unavailable::Busy, Unavailable::TooClose { minutes: 30 }, Unavailable::CalendarBusy];
    assert!(kept.iter().all(|why| why.said_to_learner("Ana") == "Ana is not free then."));
    assert_eq!(Unavailable::RunsOver.said_to_learner("Ana"), Unavailable::RunsOver.to_string());
    let own = Unavailable::Learner(NotFree::Busy);
    assert_eq!(own.said_to_learner("Ana"), "You have another session at this time.");
}

/// A pair as it is made up: minutes and days are counted from [`Made::now`].
#[derive(Debug, Clone)]
struct Made {
    now: Instant,
    minutes: i64,
    teacher: MadeDiary,
    learner: Option<MadeDiary>,
}

#[derive(Debug, Clone)]
struct MadeDiary {
    zone: &'static str,
    week: WeeklyHours,
    dates: Vec<(i64, DayHours)>,
    away: Vec<(i64, i64)>,
    rules: BookingRules,
    sessions: Vec<Session>,
    busy: Vec<(Instant, Instant)>,
}

impl MadeDiary {
    fn diary(&self) -> Diary {
        let mut schedule = Schedule::new(zone(self.zone), self.week.clone());
        for (day, hours) in &self.dates {
            schedule = schedule.with_date(LocalDay(*day), hours.clone());
        }
        for (first, last) in &self.away {
            schedule = schedule.with_time_off(LocalDay(*first), LocalDay(*last));
        }
        Diary::new(schedule, self.rules, &self.sessions, Spans::of(self.busy.iter().copied()))
    }
}

fn ranges(most: usize) -> impl Strategy<Value = Vec<Range>> {
    proptest::collection::vec((0..96i16, 1..=40i16), 0..=most).prop_map(|ranges| {
        let mut kept: Vec<Range> = Vec::new();
        for (start, length) in ranges {
            let range = Range::new(start * 15, (start + length).min(96) * 15).unwrap();
            if kept.iter().all(|other| !other.overlaps(range)) {
                kept.push(range);
            }
        }
        kept
    })
}

fn weeks() -> impl Strategy<Value = WeeklyHours> {
    proptest::collection::vec(ranges(2), 7).prop_map(|days| {
        WeeklyHours::of((0..7).zip(days).flat_map(|(day, ranges)| ranges.into_iter().map(move |range| (day, range))))
            .unwrap()
    })
}

fn rules() -> impl Strategy<Value = BookingRules> {
    let limit = |most: i16| prop_oneof![3 => Just(None), 1 => (1..=most).prop_map(Some)];
    (0..=24i16, 0..=24i16, 0..=72i16, 4..=90i16, limit(3), limit(6)).prop_map(
        |(before, after, notice_hours, horizon_days, most_a_day, most_a_week)| BookingRules {
            buffer_before: before / 2 * 5,
            buffer_after: after / 2 * 5,
            notice_hours,
            horizon_days,
            most_a_day,
            most_a_week,
        },
    )
}

fn diaries(now: Instant) -> impl Strategy<Value = MadeDiary> {
    let today = now.microseconds().div_euclid(86_400_000_000);
    let quarter = move |quarter: i64| {
        Instant::from_microseconds(now.microseconds().div_euclid(900_000_000) * 900_000_000).plus_minutes(quarter * 15)
    };
    (
        proptest::sample::select(&ZONES[..]),
        weeks(),
        proptest::collection::vec((today - 1..today + 30, ranges(2)), 0..5),
        proptest::collection::vec((today - 3..today + 30, 0..4i64), 0..3),
        rules(),
        proptest::collection::vec((-600..2900i64, 1..=16i64, any::<bool>()), 0..12),
        proptest::collection::vec((-100..2900i64, 0..30i64, 0..15i64), 0..8),
    )
        .prop_map(move |(zone, week, dates, away, rules, sessions, busy)| MadeDiary {
            zone,
            week,
            // Of two about one day the later counts, as in a map.
            dates: dates.into_iter().map(|(day, ranges)| (day, DayHours::of(ranges).unwrap())).collect(),
            away: away.into_iter().map(|(first, days)| (first, first + days)).collect(),
            rules,
            sessions: sessions
                .into_iter()
                .map(|(from, length, is_taught)| Session {
                    starts_at: quarter(from),
                    ends_at: quarter(from + length),
                    is_taught,
                })
                .collect(),
            busy: busy
                .into_iter()
                .map(|(from, length, odd)| (quarter(from).plus_minutes(odd), quarter(from + length).plus_minutes(odd)))
                .collect(),
        })
}

fn made() -> impl Strategy<Value = Made> {
    (0..730 * 1440i64, 1..=16i64).prop_flat_map(|(now, quarters)| {
        let now = midnight(&TimeZone::UTC, (2026, 1, 1)).plus_minutes(now);
        (diaries(now), proptest::option::of(diaries(now))).prop_map(move |(teacher, learner)| Made {
            now,
            minutes: quarters * 15,
            teacher,
            learner,
        })
    })
}

/// Everything that `Pair` says in yet other words, slowly: each quarter of an hour is looked up on the wall, each
/// session and busy time is compared with each.
mod in_other_words {
    use super::*;

    pub(super) fn is_bookable(made: &Made, start: Instant) -> bool {
        let teacher = &made.teacher;
        let (rules, end) = (&teacher.rules, start.plus_minutes(made.minutes));
        let notice = start.since(made.now).as_mins();
        notice >= i64::from(rules.notice_hours) * 60
            && notice < i64::from(rules.horizon_days) * 1440
            && (0..made.minutes / 15).all(|quarter| is_open(teacher, start.plus_minutes(quarter * 15)))
            && is_on_a_half_hour(teacher, start)
            && is_free(teacher, start, end)
            && is_within_limits(teacher, start)
            && made.learner.as_ref().is_none_or(|learner| {
                !is_off(learner, day(learner, start))
                    && !is_off(learner, day(learner, end.plus_minutes(-1)))
                    && is_free(learner, start, end)
            })
    }

    fn wall(diary: &MadeDiary, at: Instant) -> jiff::civil::DateTime {
        zone(diary.zone).to_datetime(at.timestamp())
    }

    fn minute(wall: jiff::civil::DateTime) -> i16 {
        i16::from(wall.hour()) * 60 + i16::from(wall.minute())
    }

    fn day(diary: &MadeDiary, at: Instant) -> i64 {
        let since = wall(diary, at).date().since(date(1970, 1, 1)).unwrap();
        i64::from(since.get_days())
    }

    fn is_off(diary: &MadeDiary, day: i64) -> bool {
        diary.away.iter().any(|(first, last)| *first <= day && day <= *last)
    }

    fn ranges(diary: &MadeDiary, at: Instant) -> Vec<Range> {
        let day = day(diary, at);
        let special = diary.dates.iter().rev().find(|(of, _)| *of == day);
        match special {
            _ if is_off(diary, day) => Vec::new(),
            Some((_, hours)) => hours.ranges().to_vec(),
            None => diary.week.day(i16::from(wall(diary, at).date().weekday().to_monday_zero_offset())).to_vec(),
        }
    }

    fn range_at(diary: &MadeDiary, at: Instant) -> Option<Range> {
        let minute = minute(wall(diary, at));
        ranges(diary, at).into_iter().find(|range| range.starts() <= minute && minute < range.ends())
    }

    fn is_open(diary: &MadeDiary, at: Instant) -> bool {
        range_at(diary, at).is_some()
    }

    fn is_on_a_half_hour(diary: &MadeDiary, at: Instant) -> bool {
        let wall = wall(diary, at);
        wall.second() == 0 && range_at(diary, at).is_some_and(|range| (minute(wall) - range.starts()) % 30 == 0)
    }

    fn is_free(diary: &MadeDiary, start: Instant, end: Instant) -> bool {
        let (before, after) = (i64::from(diary.rules.buffer_before), i64::from(diary.rules.buffer_after));
        let taken = |from: Instant, until: Instant| (from.plus_minutes(-before), until.plus_minutes(after));
        let apart = |a: (Instant, Instant), b: (Instant, Instant)| a.1 <= b.0 || b.1 <= a.0;
        let own = taken(start, end);
        diary.sessions.iter().all(|session| apart(own, taken(session.starts_at, session.ends_at)))
            && diary.busy.iter().filter(|busy| busy.0 < busy.1).all(|busy| apart(own, *busy))
    }

    fn is_within_limits(diary: &MadeDiary, start: Instant) -> bool {
        let taught = diary.sessions.iter().filter(|session| session.is_taught);
        let days: Vec<i64> = taught.map(|session| day(diary, session.starts_at)).collect();
        let today = day(diary, start);
        let monday = today - i64::from(wall(diary, start).date().weekday().to_monday_zero_offset());
        let count = |from: i64, until: i64| {
            i16::try_from(days.iter().filter(|day| (from..=until).contains(day)).count()).unwrap()
        };
        diary.rules.most_a_day.is_none_or(|most| count(today, today) < most)
            && diary.rules.most_a_week.is_none_or(|most| count(monday, monday + 6) < most)
    }
}

/// A day and a half around a moment of the window, or of its ends.
fn looked_at(made: &Made, hour: i64) -> Vec<Instant> {
    let from = made.now.plus_hours(hour).microseconds().div_euclid(900_000_000) * 900_000_000;
    (0..36 * 4).map(|quarter| Instant::from_microseconds(from).plus_minutes(quarter * 15)).collect()
}

#[test]
fn what_is_offered_is_what_can_be_booked() {
    let calendars = std::env::var("AVAILABILITY_CALENDARS").ok().and_then(|text| text.parse().ok());
    let config = Config { failure_persistence: None, ..Config::with_cases(calendars.unwrap_or(CALENDARS)) };
    let offered_in_all = std::cell::Cell::new(0_usize);
    TestRunner::new(config)
        .run(&(made(), -24..30 * 24i64), |(made, hour)| {
            let pair = Pair::new(made.teacher.diary(), made.learner.as_ref().map(MadeDiary::diary));
            let moments = looked_at(&made, hour);
            let window = (moments[0], moments[moments.len() - 1].plus_minutes(15));
            let offered = pair.offered(made.now, window, made.minutes);
            let bookable = |says: &dyn Fn(Instant) -> bool| {
                moments.iter().copied().filter(|start| says(*start)).collect::<Vec<_>>()
            };
            prop_assert_eq!(&offered, &bookable(&|start| pair.explain(made.now, start, made.minutes).is_ok()));
            prop_assert_eq!(&offered, &bookable(&|start| in_other_words::is_bookable(&made, start)));
            offered_in_all.set(offered_in_all.get() + offered.len());
            Ok(())
        })
        .unwrap();
    println!("{} times were offered", offered_in_all.get());
    assert!(offered_in_all.get() > 0, "calendars that offer nothing show nothing");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn the_window_asked_for_changes_nothing(made in made(), hour in 0..20 * 24i64, cut in 1..672i64) {
        let pair = Pair::new(made.teacher.diary(), None);
        let from = made.now.plus_hours(hour);
        let (middle, until) = (from.plus_minutes(cut * 15), from.plus_minutes(7 * 1440));
        let mut parts = pair.offered(made.now, (from, middle), made.minutes);
        parts.extend(pair.offered(made.now, (middle, until), made.minutes));
        prop_assert_eq!(parts, pair.offered(made.now, (from, until), made.minutes));
    }
}
