//! Random weeks, each made of hours in somebody's zone, and every pair of them compared: on the thread that asks.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::ensure;
use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use skillswap::availability::{Range, Schedule, WeekMap, WeeklyHours};
use skillswap::clock;

use crate::measurement::median;

/// People whose weeks are compared: four million ordered pairs.
const WEEKS: usize = 2_000;
/// The middle of as many turns is printed.
const TURNS: u32 = 4;
/// Where they live: ahead of UTC and behind it, off by half hours and quarters, with clocks that change and without.
const ZONES: [&str; 12] = [
    "Europe/Lisbon",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Los_Angeles",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
];

/// Prints `overlaps_per_s` and `week_maps_per_s`.
pub fn measure(span: Duration) -> anyhow::Result<()> {
    let schedules = schedules()?;
    let at: clock::Instant = "2026-11-23T12:00:00Z".parse()?;
    let (mut made, began) = (0, Instant::now());
    let mut weeks = Vec::new();
    while began.elapsed() < span / TURNS || weeks.is_empty() {
        weeks = schedules.iter().map(|schedule| WeekMap::of(black_box(schedule), at)).collect::<Vec<_>>();
        made += u32::try_from(weeks.len())?;
    }
    println!("figure week_maps_per_s {:.0} 1/s", f64::from(made) / began.elapsed().as_secs_f64());
    compare(&weeks, span / TURNS)?;
    let rates = (0..TURNS).map(|_| compare(&weeks, span / TURNS)).collect::<anyhow::Result<Vec<_>>>()?;
    println!("figure overlaps_per_s {:.0} 1/s", median(rates));
    Ok(())
}

/// Pairs compared a second.
fn compare(weeks: &[WeekMap], span: Duration) -> anyhow::Result<f64> {
    let row = f64::from(u32::try_from(weeks.len())?);
    let (mut rows, mut meet, began) = (0.0, 0_u64, Instant::now());
    for one in weeks.iter().cycle() {
        for other in weeks {
            meet += u64::from(black_box(black_box(one).minutes_with(black_box(other))) > 0);
        }
        rows += 1.0;
        if began.elapsed() >= span {
            break;
        }
    }
    ensure!(meet > 0, "no two weeks meet");
    Ok(rows * row / began.elapsed().as_secs_f64())
}

fn schedules() -> anyhow::Result<Vec<Schedule>> {
    let mut rng = StdRng::seed_from_u64(11);
    let zones = ZONES.iter().map(|name| TimeZone::get(name)).collect::<Result<Vec<_>, _>>()?;
    (0..WEEKS)
        .map(|_| {
            let zone = zones.choose(&mut rng).cloned().unwrap_or(TimeZone::UTC);
            Ok(Schedule::new(zone, week(&mut rng)?))
        })
        .collect()
}

/// Most days have a stretch of one to six hours, many another one in the evening.
fn week(rng: &mut StdRng) -> anyhow::Result<WeeklyHours> {
    let mut ranges = Vec::new();
    for weekday in 0..7 {
        if rng.random_bool(0.7) {
            let begin = rng.random_range(6 * 4..12 * 4);
            ranges.push((weekday, Range::new(begin * 15, (begin + rng.random_range(4..=24)) * 15)?));
        }
        if rng.random_bool(0.5) {
            let begin = rng.random_range(18 * 4..21 * 4);
            ranges.push((weekday, Range::new(begin * 15, (begin + rng.random_range(2..=12)) * 15)?));
        }
    }
    Ok(WeeklyHours::of(ranges)?)
}
