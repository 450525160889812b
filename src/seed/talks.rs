//! Makes conversations up: between most of those who had a session, and some who may have one.

use std::collections::BTreeMap;

use rand::Rng;
use rand::rngs::StdRng;
use uuid::Uuid;

use super::data::{MESSAGES, MESSAGES_BEFORE};
use super::people::Person;
use super::sessions::Session;
use crate::clock::Instant;

/// A conversation. People are given by their places in the story.
pub(super) struct Talk {
    /// The lower place first.
    pub between: (usize, usize),
    /// In the order of time; never empty.
    pub lines: Vec<Line>,
    /// Whether the one who did not write the last line has read it.
    pub is_read: bool,
}

/// A message.
pub(super) struct Line {
    pub from: usize,
    pub body: &'static str,
    pub at: Instant,
    pub key: Uuid,
}

impl Talk {
    /// The number of the last line.
    pub fn last_seq(&self) -> usize {
        self.lines.len()
    }

    /// The number of the last line that `who` has read: all of them, or those up to the other's last words.
    pub fn read_seq(&self, who: usize) -> usize {
        let unread = if self.is_read { 0 } else { self.lines.iter().rev().take_while(|line| line.from != who).count() };
        self.last_seq() - unread
    }

    /// How many lines of the other `who` has not read.
    pub fn unread(&self, who: usize) -> usize {
        self.last_seq() - self.read_seq(who)
    }
}

/// Seven of ten pairs who had a session, and a quarter as many strangers as there are people.
pub(super) fn imagine(rng: &mut StdRng, people: &[Person], sessions: &[Session], now: Instant) -> Vec<Talk> {
    // Ordered, so that the same seed tells the same story.
    let mut pairs: BTreeMap<(usize, usize), (Instant, Option<Instant>)> = BTreeMap::new();
    for session in sessions {
        if rng.random_ratio(7, 10) {
            let pair = (session.learner.min(session.teacher), session.learner.max(session.teacher));
            pairs.entry(pair).or_insert((session.proposed_at, session.closed_at()));
        }
    }
    for _ in 0..people.len() / 4 {
        let (one, other) = (rng.random_range(0..people.len()), rng.random_range(0..people.len()));
        let begun_at = now.plus_minutes(-rng.random_range(24 * 60..60 * 24 * 60));
        if one != other && begun_at > people[one].joined_at.max(people[other].joined_at) {
            pairs.entry((one.min(other), one.max(other))).or_insert((begun_at, None));
        }
    }
    pairs.into_iter().map(|(pair, (begun_at, met_at))| talk(rng, pair, begun_at, met_at, now)).collect()
}

/// Two to fourteen lines from `begun_at` on, by turns mostly; those after the two have met say so.
fn talk(rng: &mut StdRng, between: (usize, usize), begun_at: Instant, met_at: Option<Instant>, now: Instant) -> Talk {
    let count = rng.random_range(2..=14);
    let mut before = rng.random_range(0..MESSAGES_BEFORE - 14);
    let mut after = rng.random_range(MESSAGES_BEFORE..MESSAGES.len() - 14);
    let (mut from, mut at) = (between.0, begun_at);
    let mut lines = Vec::with_capacity(count);
    while lines.len() < count && (at < now || lines.is_empty()) {
        let next = if met_at.is_some_and(|met_at| at > met_at) { &mut after } else { &mut before };
        let key = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
        lines.push(Line { from, body: MESSAGES[*next], at, key });
        *next += 1;
        if rng.random_ratio(5, 6) {
            from = between.0 + between.1 - from;
        }
        at = at.plus_minutes(rng.random_range(2..20 * 60));
    }
    Talk { between, lines, is_read: rng.random_ratio(5, 6) }
}
