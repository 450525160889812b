//! What every story must hold, held without a database.

use std::collections::HashMap;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::book::{Kind, STARTER};
use super::demo;
use super::people::{FAVOURITES, Taxonomy};
use super::sessions::Course;
use super::story::Story;
use crate::clock::Instant;

const TAXONOMY: &str = include_str!("../../migrations/2026-11-22-000002_taxonomy/up.sql");

fn now() -> Instant {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// The skills of the migration, as id and slug.
fn skills() -> Vec<(i32, String)> {
    let rows = TAXONOMY.split_once("INSERT INTO skills (").unwrap().1.lines();
    rows.filter_map(|row| {
        let (id, rest) = row.trim().strip_prefix('(')?.split_once(", ")?;
        Some((id.parse().ok()?, rest.split('\'').nth(1)?.to_owned()))
    })
    .collect()
}

fn story(seed: u64) -> Story {
    let taxonomy = Taxonomy::weigh(skills()).unwrap();
    Story::imagine(&mut StdRng::seed_from_u64(seed), &taxonomy, 1, 300, now()).unwrap()
}

#[test]
fn the_same_seed_tells_the_same_and_another_seed_does_not() {
    let keys = |story: &Story| {
        let people: Vec<_> = story.people.iter().map(|person| person.name.clone()).collect();
        (people, story.sessions.iter().map(|session| session.key).collect::<Vec<_>>())
    };
    assert_eq!(keys(&story(7)), keys(&story(7)));
    assert_ne!(keys(&story(7)), keys(&story(8)));
}

#[test]
fn nobody_ever_has_less_than_nothing() {
    let story = story(7);
    let mut available = vec![0; story.people.len()];
    let mut held = vec![0; story.people.len()];
    assert!(story.transfers.is_sorted_by_key(|transfer| transfer.at), "postings go by time");
    for transfer in &story.transfers {
        match transfer.kind {
            Kind::Starter { person } => available[person] += STARTER,
            Kind::Hold { session } => {
                available[story.sessions[session].learner] -= story.sessions[session].price();
                held[story.sessions[session].learner] += story.sessions[session].price();
            }
            Kind::Release { session } => {
                held[story.sessions[session].learner] -= story.sessions[session].price();
                available[story.sessions[session].teacher] += story.sessions[session].price();
            }
        }
        assert!(available.iter().chain(&held).all(|balance| *balance >= 0));
    }
}

#[test]
fn nobody_is_in_two_places_at_once_nor_anywhere_before_joining() {
    let story = story(7);
    let mut taken: HashMap<usize, Vec<(Instant, Instant)>> = HashMap::new();
    for session in &story.sessions {
        for who in [session.learner, session.teacher] {
            assert!(story.people[who].joined_at <= session.proposed_at);
            taken.entry(who).or_default().extend(session.time());
        }
        assert!(session.closed_at().is_none_or(|closed_at| closed_at < story.now), "what is over is past");
        if let Course::Accepted { starts_at, .. } = session.course {
            assert!(starts_at > story.now, "what is to take place is to come");
        }
    }
    for times in taken.values_mut() {
        times.sort_unstable();
        assert!(times.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }
}

#[test]
fn unread_lines_are_the_others_last_words() {
    for talk in story(7).talks {
        let last = talk.lines.last().unwrap();
        assert_eq!(talk.unread(last.from), 0, "who wrote last has read all");
        let other = talk.between.0 + talk.between.1 - last.from;
        assert_eq!(talk.unread(other) > 0, !talk.is_read);
        assert!(talk.lines[talk.read_seq(other)..].iter().all(|line| line.from == last.from));
    }
}

#[test]
fn the_favourites_are_skills() {
    let skills = skills();
    let is_skill = |favourite: &&&str| skills.iter().any(|(_, slug)| slug == **favourite);
    assert_eq!(FAVOURITES.iter().filter(|favourite| !is_skill(favourite)).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn the_demo_story_can_be_told_whole_on_every_day_of_the_week() {
    let skills: HashMap<String, i32> = skills().into_iter().map(|(id, slug)| (slug, id)).collect();
    for day in 0..7 {
        let story = demo::story(&skills, now().plus_hours(24 * day)).unwrap();
        let states: Vec<_> = story.sessions.iter().map(|session| session.state()).collect();
        assert_eq!(
            states,
            ["completed", "completed", "completed", "completed", "completed", "completed", "accepted", "proposed"]
        );
        assert!(demo::LOG_INS.iter().all(|email| story.people.iter().any(|person| person.email == *email)));
    }
}
