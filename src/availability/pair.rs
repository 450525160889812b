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
use super::slots::{MINUTE, Piece, pieces};
use crate::clock::Instant;

/// The shortest and the longest session, in minutes; between them every quarter of an hour.
pub const SESSION_MINUTES: std::ops::RangeInclusive<i64> = 15..=240;

/// Why a time is not offered, said to whoever asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unavailable {
    /// Not a length that sessions have.
    #[error("A session takes 15 minutes to 4 hours, in quarters of an hour.")]
    Length,
    /// In the past.
    #[error("This time has passed.")]
    Past,
    /// Nearer than the notice.
    #[error("This time is less than {hours} {} away, and that much notice is asked for.", hour_or_hours(*.hours))]
    TooSoon {
        /// The notice.
        hours: i16,
    },
    /// Beyond the horizon.
    #[error("This time is more than {days} {} away. Bookings are not open that far ahead yet.", day_or_days(*.days))]
    TooFar {
        /// The horizon.
        days: i16,
    },
    /// There are no hours at all.
    #[error("No weekly hours are set yet.")]
    NoHours,
    /// A day off.
    #[error("This day is a day off.")]
    Away,
    /// The start is outside of the hours that this date has instead of the weekly ones.
    #[error("This time is outside of the hours on this date, which has its own.")]
    OutsideDate,
    /// The start is outside of the hours.
    #[error("This time is outside of the weekly hours.")]
    OutsideHours,
    /// The start is in the hours but not at one of the starts.
    #[error("Sessions start every half hour, counted from when the hours begin.")]
    BetweenStarts,
    /// The start is fine, the end is outside of the hours.
    #[error("The session would go on after the hours end.")]
    RunsOver,
    /// A session of the teacher's.
    #[error("Another session takes this time.")]
    Busy,
    /// Too near to a session of the teacher's.
    #[error("Another session is too close: {minutes} minutes are kept free between two.")]
    TooClose {
        /// Both buffers.
        minutes: i16,
    },
    /// A calendar of the teacher's.
    #[error("Something in the calendar takes this time, or the room kept free around a session.")]
    CalendarBusy,
    /// The teacher's limit for the day.
    #[error("The day is full: {most} {} a day is the limit.", session_or_sessions(*.most))]
    FullDay {
        /// The limit.
        most: i16,
    },
    /// The teacher's limit for the week.
    #[error("The week is full: {most} {} a week is the limit.", session_or_sessions(*.most))]
    FullWeek {
        /// The limit.
        most: i16,
    },
    /// The learner's day off.
    #[error("You have taken this day off. Change your time off to learn on it.")]
    YouAreAway,
    /// A session of the learner's.
    #[error("You have another session at this time.")]
    YouAreBusy,
    /// Too near to a session of the learner's.
    #[error("Another session of yours is too close: you keep {minutes} minutes free between two.")]
    YouAreTooClose {
        /// Both buffers.
        minutes: i16,
    },
    /// A calendar of the learner's.
    #[error("Your own calendar has something at this time, or too close to it.")]
    YourCalendarIsBusy,
}

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

    /// Whether a time that was proposed still fits a session of `minutes`. Notice, horizon and where in the hour a session
    /// starts were for whoever proposed it; what cannot be moved is looked for first.
    ///
    /// # Errors
    /// What has come in the way, said to the learner where it is the learner's.
    pub fn still_fits(&self, starts_at: Instant, minutes: i64) -> Result<(), Unavailable> {
        let ends_at = starts_at.plus_minutes(minutes);
        let (start, end) = (starts_at.microseconds(), ends_at.microseconds());
        self.teacher.has_room(start, end)?;
        self.learner.as_ref().map_or(Ok(()), |learner| learner.can_come(start, end))?;
        self.teacher.is_within_limits(start)?;
        match self.teacher.is_open(&pieces(&self.teacher.schedule, starts_at, ends_at), start, end) {
            Err(Unavailable::BetweenStarts) => Ok(()),
            otherwise => otherwise,
        }
    }

    /// The one rule, for a length that sessions have and a start in the window. `pieces` are the teacher's, from the one
    /// that holds `start`.
    fn check(&self, pieces: &[Piece], start: i64, end: i64) -> Result<(), Unavailable> {
        self.teacher.is_open(pieces, start, end)?;
        self.teacher.has_room(start, end)?;
        self.teacher.is_within_limits(start)?;
        self.learner.as_ref().map_or(Ok(()), |learner| learner.can_come(start, end))
    }
}

fn is_session_length(minutes: i64) -> bool {
    SESSION_MINUTES.contains(&minutes) && minutes % 15 == 0
}

fn hour_or_hours(count: i16) -> &'static str {
    if count == 1 { "hour" } else { "hours" }
}

fn day_or_days(count: i16) -> &'static str {
    if count == 1 { "day" } else { "days" }
}

fn session_or_sessions(count: i16) -> &'static str {
    if count == 1 { "session" } else { "sessions" }
}

#[cfg(test)]
#[path = "pair_tests.rs"]
mod tests;
