//! A story: people and what happened between them. Pure; [`super::writing`] writes it down.

use rand::rngs::StdRng;

use super::book::{self, Transfer};
use super::people::{Person, Taxonomy};
use super::sessions::{self, Session};
use super::talks::{self, Talk};
use crate::clock::Instant;

/// People and what happened between them up to `now`. Sessions and talks name people by their places in `people`.
pub(super) struct Story {
    pub now: Instant,
    pub people: Vec<Person>,
    pub sessions: Vec<Session>,
    pub transfers: Vec<Transfer>,
    pub talks: Vec<Talk>,
    /// Teachers by their places, each with the skill that three learners or more speak for.
    pub verified: Vec<(usize, i32)>,
    /// Teachers who have asked their learners to assess a skill, and wait.
    pub asking: Vec<(usize, i32)>,
}

impl Story {
    /// `count` people with the addresses of members `first` and on, among whom things happened.
    pub fn imagine(
        rng: &mut StdRng,
        taxonomy: &Taxonomy,
        first: u64,
        count: u32,
        now: Instant,
    ) -> anyhow::Result<Self> {
        let people: Vec<Person> = (first..first + u64::from(count))
            .map(|number| Person::imagine(rng, taxonomy, number, now))
            .collect::<Result<_, _>>()?;
        let (sessions, transfers) = book::keep(&people, sessions::imagine(rng, &people, now));
        let talks = talks::imagine(rng, &people, &sessions, now);
        Ok(Self { now, people, sessions, transfers, talks, verified: Vec::new(), asking: Vec::new() })
    }
}
