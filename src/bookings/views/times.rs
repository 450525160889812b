//! The times that a learner can propose: a fortnight of them, those chosen in others, and why one is not among them.

use jiff::tz::TimeZone;

use crate::availability::Pair;
use crate::bookings::forms::ProposalForm;
use crate::clock::Instant;
use crate::web::dates::{self, Local};

/// Days of times on one page.
const DAYS: i64 = 14;
/// Pages at most: the furthest horizon in fortnights.
const MOST_PAGES: i64 = 7;

/// On whose clocks times are read.
#[derive(Clone, Copy)]
pub(in crate::bookings) struct Clocks<'a> {
    pub yours: Local<'a>,
    pub theirs: &'a TimeZone,
}

/// A fortnight of times.
pub(in crate::bookings) struct Times {
    /// `24 Nov to 7 Dec`
    pub name: String,
    pub days: Vec<Day>,
    /// Those chosen that lie in another fortnight.
    pub elsewhere: Vec<Start>,
    /// The numbers of the fortnights beside this one.
    pub earlier: Option<i64>,
    pub later: Option<i64>,
    /// What is said about a time that was asked about; one sentence for each time that the clocks show it.
    pub answers: Vec<Answer>,
}

/// The times of one day.
pub(in crate::bookings) struct Day {
    pub name: String,
    pub starts: Vec<Start>,
}

/// A time to tick.
pub(in crate::bookings) struct Start {
    pub value: String,
    pub yours: String,
    pub theirs: String,
    pub is_chosen: bool,
}

/// Whether a time can be had, or why not.
pub(in crate::bookings) struct Answer {
    /// The time, on both clocks.
    pub moment: String,
    /// Why not; nothing when it can be had.
    pub why_not: Option<String>,
}

impl Times {
    /// The fortnight that `form` asks for, of sessions of `minutes` booked at `now`.
    pub(in crate::bookings) fn of(
        pair: &Pair,
        clocks: Clocks<'_>,
        (now, minutes): (Instant, i16),
        form: &ProposalForm,
        asked: &[Instant],
    ) -> Self {
        let number = form.page.parse().unwrap_or(0).clamp(0, MOST_PAGES - 1);
        let (from, until) = (now.plus_hours(number * DAYS * 24), now.plus_hours((number + 1) * DAYS * 24));
        let minutes = i64::from(minutes);
        let starts = pair.offered(now, (from, until), minutes);
        let chosen: Vec<Instant> = form.slot.iter().filter_map(|slot| slot.parse().ok()).collect();
        let is_elsewhere =
            |start: &Instant| !(from..until).contains(start) && pair.explain(now, *start, minutes).is_ok();
        let last_day = until.plus_minutes(-24 * 60);
        Self {
            name: format!("{} to {}", dates::brief(from, clocks.yours), dates::brief(last_day, clocks.yours)),
            days: days(&starts, clocks, &chosen),
            elsewhere: chosen.iter().filter(|start| is_elsewhere(start)).map(|start| whole(*start, clocks)).collect(),
            earlier: (number > 0).then(|| number - 1),
            later: (until < pair.window(now).1 && number + 1 < MOST_PAGES).then_some(number + 1),
            answers: asked.iter().map(|at| answer(pair, clocks, (now, minutes), *at)).collect(),
        }
    }
}

fn days(starts: &[Instant], clocks: Clocks<'_>, chosen: &[Instant]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for starts_at in starts.iter().copied() {
        let name = dates::day(starts_at, clocks.yours);
        let start = Start {
            value: starts_at.to_string(),
            yours: dates::time(starts_at, clocks.yours),
            theirs: dates::theirs(starts_at, clocks.yours, clocks.theirs),
            is_chosen: chosen.contains(&starts_at),
        };
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.starts.push(start),
            None => days.push(Day { name, starts: vec![start] }),
        }
    }
    days
}

/// A chosen time by itself, with its day.
fn whole(starts_at: Instant, clocks: Clocks<'_>) -> Start {
    Start {
        value: starts_at.to_string(),
        yours: dates::moment(starts_at, clocks.yours),
        theirs: dates::theirs(starts_at, clocks.yours, clocks.theirs),
        is_chosen: true,
    }
}

fn answer(pair: &Pair, clocks: Clocks<'_>, (now, minutes): (Instant, i64), at: Instant) -> Answer {
    Answer {
        moment: dates::both(at, clocks.yours, clocks.theirs),
        why_not: pair.explain(now, at, minutes).err().map(|why| why.to_string()),
    }
}
