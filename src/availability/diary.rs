//! One member's time, whole: when they are open, by which rules, and what is taken of it.

use super::rules::BookingRules;
use super::schedule::{LocalDay, Schedule};
use super::slots::{MINUTE, Piece};
use super::spans::Spans;
use super::unavailable::{NotFree, Taken, Unavailable};
use crate::clock::Instant;

/// A session that is agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// When it begins.
    pub starts_at: Instant,
    /// When it is over.
    pub ends_at: Instant,
    /// Whether the member teaches in it.
    pub is_taught: bool,
}

/// A member's time.
#[derive(Debug, Clone)]
pub struct Diary {
    pub(super) schedule: Schedule,
    pub(super) rules: BookingRules,
    sessions: Spans,
    /// The days on which sessions begin that the member teaches, one entry a session.
    taught_on: Vec<LocalDay>,
    busy: Spans,
}

impl Diary {
    /// A member's time; `busy` is what their calendars call so.
    pub fn new(schedule: Schedule, rules: BookingRules, sessions: &[Session], busy: Spans) -> Self {
        let taught = sessions.iter().filter(|session| session.is_taught);
        Self {
            taught_on: taught.map(|session| schedule.day_at(session.starts_at)).collect(),
            sessions: Spans::of(sessions.iter().map(|session| (session.starts_at, session.ends_at))),
            schedule,
            rules,
            busy,
        }
    }

    /// When the member is open.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Whether the member is open from `start`, one of the starts, to `end`: `start` is a start of the first of
    /// `pieces`, and they reach to `end` without a hole.
    pub(super) fn is_open(&self, pieces: &[Piece], start: i64, end: i64) -> Result<(), Unavailable> {
        let Some(first) = pieces.first().filter(|piece| piece.holds(start)) else {
            return Err(self.why_closed(start));
        };
        if !first.has_start(start) {
            return Err(Unavailable::BetweenStarts);
        }
        let mut reached = start;
        for piece in pieces.iter().take_while(|piece| piece.from < end) {
            if piece.from > reached {
                break;
            }
            reached = piece.until;
        }
        if reached < end { Err(Unavailable::RunsOver) } else { Ok(()) }
    }

    fn why_closed(&self, start: i64) -> Unavailable {
        let day = self.day_of(start);
        match () {
            () if self.schedule.is_away(day) => Unavailable::Away,
            () if self.schedule.is_special(day) => Unavailable::OutsideDate,
            () if self.schedule.is_empty() => Unavailable::NoHours,
            () => Unavailable::OutsideHours,
        }
    }

    /// What takes the time of a session from `start` to `end`, or the room around it: sessions before calendars.
    pub(super) fn taken(&self, start: i64, end: i64) -> impl Iterator<Item = Taken> {
        let (before, after) = (self.rules.buffer_before, self.rules.buffer_after);
        // Each of two sessions brings both of its buffers: what lies between them holds the one's after and the other's
        // before, whichever comes first.
        let between = before + after;
        let gap = i64::from(between) * MINUTE;
        let session = match () {
            () if self.sessions.meet(start, end) => Some(Taken::Session),
            () if self.sessions.meet(start - gap, end + gap) => Some(Taken::TooClose { minutes: between }),
            () => None,
        };
        let is_busy = self.busy.meet(start - i64::from(before) * MINUTE, end + i64::from(after) * MINUTE);
        session.into_iter().chain(is_busy.then_some(Taken::Calendar))
    }

    /// Whether a session from `start` to `end` has room beside the others and the calendars.
    pub(super) fn has_room(&self, start: i64, end: i64) -> Result<(), Unavailable> {
        self.taken(start, end).next().map_or(Ok(()), |taken| Err(taken.into()))
    }

    /// Whether one more session that the member teaches may begin at `start`.
    pub(super) fn is_within_limits(&self, start: i64) -> Result<(), Unavailable> {
        let BookingRules { most_a_day, most_a_week, .. } = self.rules;
        if most_a_day.is_none() && most_a_week.is_none() {
            return Ok(());
        }
        let day = self.day_of(start);
        let is_full = |most: i16, same: &dyn Fn(&&LocalDay) -> bool| {
            self.taught_on.iter().filter(same).count() >= usize::try_from(most).unwrap_or_default()
        };
        match (most_a_day, most_a_week) {
            (Some(most), _) if is_full(most, &|taught| **taught == day) => Err(Unavailable::FullDay { most }),
            (_, Some(most)) if is_full(most, &|taught| taught.week() == day.week()) => {
                Err(Unavailable::FullWeek { most })
            }
            _ => Ok(()),
        }
    }

    /// What keeps the member from a session from `start` to `end` as its learner.
    pub(super) fn keeps_away(&self, start: i64, end: i64) -> impl Iterator<Item = NotFree> {
        let is_away = self.schedule.is_away(self.day_of(start)) || self.schedule.is_away(self.day_of(end - 1));
        is_away.then_some(NotFree::Away).into_iter().chain(self.taken(start, end).map(NotFree::from))
    }

    fn day_of(&self, moment: i64) -> LocalDay {
        self.schedule.day_at(Instant::from_microseconds(moment))
    }
}
