//! Makes sessions up: who learned what from whom, when, and what they said of each other. Whether a learner could pay,
//! and whether both were free, is for [`super::book`] to say.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::Date;
use rand::Rng;
use rand::rngs::StdRng;
use uuid::Uuid;

use super::data::{AGENDAS, REVIEWS};
use super::people::{Hours, Person, Practice, pick, weighted};
use crate::clock::Instant;

/// What an hour costs, in hundredths of a credit.
pub(super) const HOUR: i64 = 1_000;

/// A session, from its proposal on. People are given by their places in the story.
#[derive(Clone)]
pub(super) struct Session {
    pub learner: usize,
    pub teacher: usize,
    pub skill: i32,
    pub minutes: i16,
    pub agenda: &'static str,
    pub slots: Vec<Instant>,
    pub key: Uuid,
    pub proposed_at: Instant,
    pub course: Course,
}

/// What became of a proposal.
#[derive(Clone)]
pub(super) enum Course {
    /// Waits for an answer.
    Open,
    /// Was declined.
    Declined { at: Instant },
    /// Was never answered.
    Expired { at: Instant },
    /// Is to take place.
    Accepted { at: Instant, starts_at: Instant },
    /// Took place, and both have rated: first the learner, then the teacher.
    Completed { at: Instant, starts_at: Instant, ratings: [Rating; 2] },
}

/// What one said about the other.
#[derive(Clone)]
pub(super) struct Rating {
    pub at: Instant,
    pub overall: i16,
    /// Knowledge, communication, professionalism.
    pub aspects: [i16; 3],
    pub comment: &'static str,
}

impl Session {
    /// In hundredths of a credit.
    pub fn price(&self) -> i64 {
        HOUR * i64::from(self.minutes) / 60
    }

    /// The word for its state.
    pub fn state(&self) -> &'static str {
        match self.course {
            Course::Open => "proposed",
            Course::Declined { .. } => "declined",
            Course::Expired { .. } => "expired",
            Course::Accepted { .. } => "accepted",
            Course::Completed { .. } => "completed",
        }
    }

    /// When it was answered, or time said no.
    pub fn answered_at(&self) -> Option<Instant> {
        match self.course {
            Course::Open => None,
            Course::Declined { at }
            | Course::Expired { at }
            | Course::Accepted { at, .. }
            | Course::Completed { at, .. } => Some(at),
        }
    }

    /// Whether the teacher answered.
    pub fn is_answered(&self) -> bool {
        !matches!(self.course, Course::Open | Course::Expired { .. })
    }

    /// From when to when the two are taken, once accepted.
    pub fn time(&self) -> Option<(Instant, Instant)> {
        match self.course {
            Course::Accepted { starts_at, .. } | Course::Completed { starts_at, .. } => {
                Some((starts_at, starts_at.plus_minutes(self.minutes.into())))
            }
            _ => None,
        }
    }

    /// When nothing was left to happen: declined, expired, or rated by both and the credits released.
    pub fn closed_at(&self) -> Option<Instant> {
        match &self.course {
            Course::Declined { at } | Course::Expired { at } => Some(*at),
            Course::Completed { ratings: [one, other], .. } => Some(one.at.max(other.at)),
            Course::Open | Course::Accepted { .. } => None,
        }
    }
}

/// Who teaches a skill, and how well.
type Teachers = HashMap<i32, Vec<(usize, i16)>>;

/// About three finished sessions for each of `people` as learner, and some proposals that are open, were refused or are
/// to take place.
pub(super) fn imagine(rng: &mut StdRng, people: &[Person], now: Instant) -> Vec<Session> {
    let mut teachers = Teachers::new();
    for (place, person) in people.iter().enumerate() {
        for practice in &person.teaches {
            teachers.entry(practice.skill).or_default().push((place, practice.level));
        }
    }
    let mut sessions = Vec::new();
    for learner in 0..people.len() {
        let weeks = i32::try_from(now.since(people[learner].joined_at).as_hours() / (24 * 7)).unwrap_or(0);
        // More and less keen members.
        for _ in 0..[0, 2, 4, 7, 11, 20][weighted(rng, &[10, 15, 25, 25, 15, 10])] {
            let weeks_back = rng.random_range(1..=weeks.clamp(1, 52));
            sessions.extend(one(rng, people, &teachers, learner, weeks_back, now));
        }
        if rng.random_ratio(1, 4) {
            let weeks_ahead = rng.random_range(1..=2);
            sessions.extend(one(rng, people, &teachers, learner, -weeks_ahead, now));
        }
    }
    sessions
}

/// One session of `learner` that many weeks ago, ahead when negative; none where nobody teaches what they want to
/// learn, or the two had not joined yet.
fn one(
    rng: &mut StdRng,
    people: &[Person],
    teachers: &Teachers,
    learner: usize,
    weeks_back: i32,
    now: Instant,
) -> Option<Session> {
    let wish = pick(rng, &people[learner].learns);
    let teacher = teacher_of(rng, teachers.get(&wish.skill)?, wish, learner)?;
    let hours = pick(rng, &people[teacher].hours);
    let minutes = [30, 60, 90, 120][weighted(rng, &[2, 6, 1, 1])].min(hours.ends - hours.starts);
    let latest = (hours.ends - hours.starts - minutes) / 30;
    let starts = hours.starts + 30 * rng.random_range(0..=latest);
    let starts_at = moment(&people[teacher], hours, starts, weeks_back, now)?;
    let joined_at = people[learner].joined_at.max(people[teacher].joined_at);
    let session = Session {
        learner,
        teacher,
        skill: wish.skill,
        minutes,
        agenda: pick::<&str>(rng, AGENDAS),
        slots: vec![starts_at],
        key: uuid::Builder::from_random_bytes(rng.random()).into_uuid(),
        proposed_at: starts_at,
        course: Course::Open,
    };
    if weeks_back > 0 { past(rng, session, starts_at, now) } else { to_come(rng, session, starts_at, now) }
        .filter(|session| session.proposed_at >= joined_at)
}

/// Somebody else who is above the learner's level; of three looked at, the best, so that a few teach a lot.
fn teacher_of(rng: &mut StdRng, teachers: &[(usize, i16)], wish: &Practice, learner: usize) -> Option<usize> {
    let (teacher, level) = *[(); 3].map(|()| pick(rng, teachers)).into_iter().max_by_key(|(_, level)| *level)?;
    (teacher != learner && level > wish.level).then_some(teacher)
}

/// The instant of `minute` on the weekday of `hours`, in the person's wall clock.
pub(super) fn moment(person: &Person, hours: &Hours, minute: i16, weeks_back: i32, now: Instant) -> Option<Instant> {
    let today: Date = now.timestamp().to_zoned(person.zone.clone()).date();
    let days_back = (i32::from(today.weekday().to_monday_zero_offset()) - i32::from(hours.weekday)).rem_euclid(7);
    let date = today.checked_sub((days_back + 7 * weeks_back).days()).ok()?;
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let zoned = date.at(hour, minute, 0, 0).to_zoned(person.zone.clone()).ok()?;
    Some(zoned.timestamp().into())
}

/// Proposed one to five days before, answered within a day; nine of ten took place and were rated within two days.
fn past(rng: &mut StdRng, session: Session, starts_at: Instant, now: Instant) -> Option<Session> {
    let proposed_at = starts_at.plus_minutes(-rng.random_range(36 * 60..5 * 24 * 60));
    let at = proposed_at.plus_minutes(rng.random_range(10..24 * 60));
    let ends_at = starts_at.plus_minutes(session.minutes.into());
    let course = match rng.random_range(0..20) {
        0 => Course::Declined { at },
        1 => Course::Expired { at: starts_at },
        _ => Course::Completed { at, starts_at, ratings: [rating(rng, ends_at), rating(rng, ends_at)] },
    };
    let session = Session { proposed_at, course, ..session };
    // What ended less than two days ago is not over yet for everybody: then it did not happen.
    session.closed_at().is_none_or(|closed_at| closed_at < now).then_some(session)
}

/// Proposed within the last day; half of them are accepted already.
fn to_come(rng: &mut StdRng, session: Session, starts_at: Instant, now: Instant) -> Option<Session> {
    let proposed_at = now.plus_minutes(-rng.random_range(60..24 * 60));
    let at = proposed_at.plus_minutes(rng.random_range(5..60));
    let course = if rng.random() { Course::Accepted { at, starts_at } } else { Course::Open };
    let mut slots = session.slots.clone();
    if rng.random() {
        slots.push(starts_at.plus_hours(7 * 24));
    }
    (starts_at > now.plus_hours(3)).then_some(Session { proposed_at, course, slots, ..session })
}

fn rating(rng: &mut StdRng, ends_at: Instant) -> Rating {
    let overall = [5, 4, 3][weighted(rng, &[65, 30, 5])];
    let mut aspect = || (overall + rng.random_range(-1..=1)).clamp(1, 5);
    let aspects = [aspect(), aspect(), aspect()];
    // The sentences are kind ones; who gave three of five says nothing.
    let comment = if overall > 3 && rng.random_ratio(3, 4) { pick(rng, REVIEWS) } else { "" };
    Rating { at: ends_at.plus_minutes(rng.random_range(5..47 * 60)), overall, aspects, comment }
}
