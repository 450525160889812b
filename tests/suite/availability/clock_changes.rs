//! Every zone of the IANA database through every change of its clocks in two years: what is offered is worked out a
//! second time by PostgreSQL, whose time zones are another implementation, from the rule alone: a moment is open when
//! the clock on the wall shows a time of the hours.

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Integer, Text};
use diesel_async::RunQueryDsl as _;
use jiff::tz::TimeZone;
use skillswap::availability::{BookingRules, Diary, Pair, Range, Schedule, Spans, WeeklyHours};
use skillswap::clock::Instant;

use crate::support::TestApp;

const MINUTE: i64 = 60_000_000;

/// First and last minute.
type Ranges = &'static [(i16, i16)];

/// Weeks with the length that is asked for, in minutes: ranges of workdays, and of weekends.
const WEEKS: [(Ranges, Ranges, i32); 5] = [
    (&[(0, 1440)], &[(0, 1440)], 60),
    (&[(0, 60), (150, 195), (1380, 1440)], &[(90, 165), (165 + 15, 240)], 30),
    (&[(75, 180), (1305, 1440)], &[(0, 150)], 90),
    (&[(0, 135), (150, 1440)], &[(120, 180)], 15),
    (&[(30, 90), (120, 150), (180, 210)], &[(15, 45), (60, 240)], 45),
];

/// `$1` zones. `CET` and some others are abbreviations of fixed offsets to PostgreSQL before they are zones: they are asked
/// for by the other name that the same files have. `$2` to `$5` the ranges: week, weekday, first and last minute; `$6` lengths by week.
const IN_SQL: &str = "
WITH names AS (
    SELECT zone, CASE WHEN EXISTS (SELECT FROM pg_timezone_abbrevs WHERE abbrev = upper(zone)) THEN 'posix/' || zone ELSE zone END AS asked
      FROM unnest($1) zone
), noons AS (
    SELECT zone, asked, t, (t AT TIME ZONE asked) - (t AT TIME ZONE 'UTC') AS ahead
      FROM names, generate_series(TIMESTAMPTZ '2026-01-01Z', '2028-01-02Z', '1 day') t
), windows AS (
    SELECT row_number() OVER () AS id, zone, asked, t - INTERVAL '60 hours' AS starts, is_change
      FROM (SELECT zone, asked, t, lag(ahead) OVER (PARTITION BY zone ORDER BY t) <> ahead AS is_change FROM noons) seen
     WHERE is_change OR t = '2026-06-01Z'
), quarters AS MATERIALIZED (
    SELECT id, k, extract(isodow FROM wall)::int - 1 AS weekday, (extract(hour FROM wall) * 60 + extract(minute FROM wall))::int AS minute
      FROM windows, generate_series(0, 399) k, LATERAL (SELECT (starts + k * INTERVAL '15 minutes') AT TIME ZONE asked AS wall) w
), ranges AS (
    SELECT * FROM unnest($2, $3, $4, $5) AS r(week, weekday, first, last)
), open AS (
    SELECT id, week, k, minute - first AS since_first,
           count(*) OVER (PARTITION BY id, week ORDER BY k RANGE BETWEEN CURRENT ROW AND 0 FOLLOWING) AS here,
           count(*) OVER (PARTITION BY id, week ORDER BY k RANGE BETWEEN CURRENT ROW AND 1 FOLLOWING) AS n30,
           count(*) OVER (PARTITION BY id, week ORDER BY k RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING) AS n45,
           count(*) OVER (PARTITION BY id, week ORDER BY k RANGE BETWEEN CURRENT ROW AND 3 FOLLOWING) AS n60,
           count(*) OVER (PARTITION BY id, week ORDER BY k RANGE BETWEEN CURRENT ROW AND 5 FOLLOWING) AS n90
      FROM quarters q JOIN ranges r ON q.weekday = r.weekday AND r.first <= q.minute AND q.minute < r.last
)
SELECT w.zone, w.is_change::int AS is_change, (extract(epoch FROM w.starts) * 1000000)::bigint AS starts, o.week,
       coalesce(array_agg(o.k ORDER BY o.k) FILTER (WHERE o.k < 384 AND o.since_first % 30 = 0 AND
           CASE $6[o.week + 1] WHEN 15 THEN here = 1 WHEN 30 THEN n30 = 2 WHEN 45 THEN n45 = 3 WHEN 60 THEN n60 = 4 ELSE n90 = 6 END), '{}') AS quarters
  FROM windows w JOIN open o ON o.id = w.id
 GROUP BY w.id, w.zone, w.starts, w.is_change, o.week";

#[derive(diesel::QueryableByName)]
struct Window {
    #[diesel(sql_type = Text)]
    zone: String,
    #[diesel(sql_type = Integer)]
    is_change: i32,
    #[diesel(sql_type = BigInt)]
    starts: i64,
    #[diesel(sql_type = Integer)]
    week: i32,
    /// Quarters of an hour from the window's beginning at which something is offered.
    #[diesel(sql_type = Array<Integer>)]
    quarters: Vec<i32>,
}

#[derive(diesel::QueryableByName)]
struct Zone {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Week, weekday, first minute, last minute.
fn ranges() -> Vec<(i32, i16, i16, i16)> {
    (0..)
        .zip(WEEKS)
        .flat_map(|(week, (workdays, weekend, _))| {
            (0..7_i16).flat_map(move |day| {
                let ranges = if day < 5 { workdays } else { weekend };
                ranges.iter().map(move |(first, last)| (week, day, *first, *last))
            })
        })
        .collect()
}

fn weekly(week: i32) -> WeeklyHours {
    let of_week = ranges().into_iter().filter(|range| range.0 == week);
    WeeklyHours::of(of_week.map(|(_, day, first, last)| (day, Range::new(first, last).unwrap()))).unwrap()
}

async fn zones(app: &TestApp) -> Vec<String> {
    let known: Vec<Zone> = diesel::sql_query("SELECT name FROM pg_timezone_names")
        .load(&mut *app.state.db.get().await.unwrap())
        .await
        .unwrap();
    let ours: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    // `Factory` is no place, and `leapseconds` counts otherwise.
    known.into_iter().map(|zone| zone.name).filter(|name| ours.contains(name) && name != "Factory").collect()
}

async fn in_sql(app: &TestApp, zones: &[String]) -> Vec<Window> {
    let ranges = ranges();
    let lengths: Vec<i32> = WEEKS.iter().map(|week| week.2).collect();
    let column = |pick: fn(&(i32, i16, i16, i16)) -> i32| ranges.iter().map(pick).collect::<Vec<i32>>();
    diesel::sql_query(IN_SQL)
        .bind::<Array<Text>, _>(zones)
        .bind::<Array<Integer>, _>(column(|range| range.0))
        .bind::<Array<Integer>, _>(column(|range| range.1.into()))
        .bind::<Array<Integer>, _>(column(|range| range.2.into()))
        .bind::<Array<Integer>, _>(column(|range| range.3.into()))
        .bind::<Array<Integer>, _>(lengths)
        .load(&mut *app.state.db.get().await.unwrap())
        .await
        .unwrap()
}

fn ours(window: &Window) -> Vec<i32> {
    let rules = BookingRules { notice_hours: 0, horizon_days: 90, ..BookingRules::default() };
    let schedule = Schedule::new(TimeZone::get(&window.zone).unwrap(), weekly(window.week));
    let pair = Pair::new(Diary::new(schedule, rules, &[], Spans::default()), None);
    let from = Instant::from_microseconds(window.starts);
    let minutes = WEEKS[usize::try_from(window.week).unwrap()].2;
    let offered = pair.offered(from, (from, from.plus_minutes(384 * 15)), minutes.into());
    offered
        .into_iter()
        .map(|start| {
            let since = start.microseconds() - window.starts;
            assert_eq!(since % (15 * MINUTE), 0, "{} offers {start}", window.zone);
            i32::try_from(since / (15 * MINUTE)).unwrap()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_every_zone_and_through_every_change_the_same_is_offered_as_postgresql_works_out() {
    let app = TestApp::start().await;
    let zones = zones(&app).await;
    assert!(zones.len() > 400, "{} zones", zones.len());
    let windows = in_sql(&app, &zones).await;
    let mut changes: HashMap<(&str, i64), usize> = HashMap::new();
    let (mut offered, mut differences) = (0, Vec::new());
    for window in &windows {
        let ours = ours(window);
        offered += ours.len();
        *changes.entry((&window.zone, window.starts)).or_default() += usize::from(window.is_change == 1);
        if ours != window.quarters {
            differences.push(format!("{} from {}, week {}", window.zone, window.starts, window.week));
        }
    }
    let changes = changes.values().filter(|weeks| **weeks > 0).count();
    println!(
        "{} zones, {changes} changes of clocks, {offered} times offered, {} differences",
        zones.len(),
        differences.len()
    );
    assert!(changes > 500 && offered > 100_000, "{changes} changes, {offered} times: too few to show anything");
    assert!(differences.is_empty(), "{differences:?}");
}
