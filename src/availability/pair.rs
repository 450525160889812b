//! Which times are free for two people: the one function that offers, that books and that says why not.
//!
//! **Whose what counts.** The teacher's hours, dates, time off, rules, sessions and calendars all count. Of the learner
//! count the time off, the sessions with the room around them, and the calendars: they choose when to learn, so their
//! hours, notice, horizon and limits are for those who book *them*.
//!
//! **Room around sessions.** A session takes its own time, the buffer before it and the buffer after it. What it takes
//! may share nothing with what another session takes, nor with a time that a calendar calls busy; a busy time has no
//! buffers of its own. Buffers may lie outside of the hours.
//!
//! **Limits** count the sessions that the teacher gives, by the day and the week (from Monday) of the teacher's own
//! calendar in which they begin.

use jiff::tz::TimeZone;

use super::diary::Diary;
use super::rules::HORIZON_DAYS;
use super::slots::{MINUTE, Piece, pieces};
use super::unavailable::Unavailable;
use crate::clock::Instant;

/// The shortest and the longest session, in minutes.
pub const SESSION_MINUTES: std::ops::RangeInclusive<i64> = 15..=240;
/// Sessions are whole multiples of this, in minutes.
const QUARTER: i64 = 15;

/// Two people and their time: `None` is a learner of whom nothing is known, as when a teacher looks at what is offered.
#[derive(Debug, Clone)]
pub struct Pair {
    pub(super) teacher: Diary,
    pub(super) learner: Option<Diary>,
}

impl Pair {
    /// The two of them.
    pub fn new(teacher: Diary, learner: Option<Diary>) -> Self {
        Self { teacher, learner }
    }

    /// The same two with the furthest horizon that anybody may open, whatever the teacher's own is: for what the teacher
    /// answers date by date.
    pub fn looking_far_ahead(mut self) -> Self {
        self.teacher.rules.horizon_days = *HORIZON_DAYS.end();
        self
    }

    /// The clocks that show the teacher's hours.
    pub fn zone(&self) -> &TimeZone {
        self.teacher.schedule.zone()
    }

    /// The starts that can be booked at `now`: from the first, before the second.
    pub fn window(&self, now: Instant) -> (Instant, Instant) {
        let rules = &self.teacher.rules;
        (now.plus_hours(i64::from(rules.notice_hours)), now.plus_hours(i64::from(rules.horizon_days) * 24))
    }

    /// The starts from `from` until before `until` at which a session of `minutes` can be booked at `now`, in order.
    pub fn offered(&self, now: Instant, (from, until): (Instant, Instant), minutes: i64) -> Vec<Instant> {
        let (opens, closes) = self.window(now);
        let (from, until) = (from.max(opens), until.min(closes));
        if !is_session_length(minutes) || from >= until {
            return Vec::new();
        }
        let pieces = pieces(&self.teacher.schedule, from, until.plus_minutes(minutes));
        pieces
            .iter()
            .enumerate()
            .flat_map(|(at, piece)| piece.starts().map(move |start| (at, start)))
            .take_while(|(_, start)| *start < until.microseconds())
            .filter(|(at, start)| {
                self.check(pieces.get(*at..).unwrap_or_default(), *start, start + minutes * MINUTE).is_ok()
            })
            .map(|(_, start)| Instant::from_microseconds(start))
            .collect()
    }

    /// Whether a session of `minutes` can start at `starts_at`, booked at `now`: what [`Pair::offered`] offers, and
    /// nothing else.
    ///
    /// # Errors
    /// The reason, as a sentence.
    pub fn explain(&self, now: Instant, starts_at: Instant, minutes: i64) -> Result<(), Unavailable> {
        let (opens, closes) = self.window(now);
        let rules = &self.teacher.rules;
        match () {
            () if !is_session_length(minutes) => Err(Unavailable::Length),
            () if starts_at < now => Err(Unavailable::Past),
            () if starts_at < opens => Err(Unavailable::TooSoon { hours: rules.notice_hours }),
            () if starts_at >= closes => Err(Unavailable::TooFar { days: rules.horizon_days }),
            () => {
                let ends_at = starts_at.plus_minutes(minutes);
                let pieces = pieces(&self.teacher.schedule, starts_at, ends_at);
                self.check(&pieces, starts_at.microseconds(), ends_at.microseconds())
            }
        }
    }

    /// All that has come in the way of a session of `minutes` that was proposed to start at `starts_at`: sessions, which
    /// nobody can move, then what is against it on the learner's side, then on the teacher's. Notice, horizon and where
    /// in the hour a session starts were for whoever proposed it.
    pub fn in_the_way(&self, starts_at: Instant, minutes: i64) -> Vec<Unavailable> {
        let ends_at = starts_at.plus_minutes(minutes);
        let (start, end) = (starts_at.microseconds(), ends_at.microseconds());
        let learner = self.learner.iter().flat_map(|learner| learner.keeps_away(start, end)).map(Unavailable::Learner);
        let open = self.teacher.is_open(&pieces(&self.teacher.schedule, starts_at, ends_at), start, end);
        let teacher = self.teacher.taken(start, end).map(Unavailable::from);
        let teacher = teacher.chain(self.teacher.is_within_limits(start).err()).chain(open.err());
        let mut all: Vec<_> = teacher.chain(learner).filter(|why| *why != Unavailable::BetweenStarts).collect();
        all.sort_by_key(|why| why.side());
        all
    }

    /// The one rule, for a length that sessions have and a start in the window. `pieces` are the teacher's, from the one
    /// that holds `start`.
    fn check(&self, pieces: &[Piece], start: i64, end: i64) -> Result<(), Unavailable> {
        self.teacher.is_open(pieces, start, end)?;
        self.teacher.has_room(start, end)?;
        self.teacher.is_within_limits(start)?;
        let mut learner = self.learner.iter().flat_map(|learner| learner.keeps_away(start, end));
        learner.next().map_or(Ok(()), |why| Err(Unavailable::Learner(why)))
    }
}

/// Whether sessions may be so long: in minutes.
pub fn is_session_length(minutes: i64) -> bool {
    SESSION_MINUTES.contains(&minutes) && minutes % QUARTER == 0
}

#[cfg(test)]
#[path = "pair_tests.rs"]
mod tests;
