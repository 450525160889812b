//! Makes members up: who they are, what they teach and want to learn, when they have time.

use diesel::QueryDsl;
use diesel_async::RunQueryDsl;
use jiff::tz::TimeZone;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};

use super::data::{BIO_CLOSINGS, BIO_OPENINGS, FIRST_NAMES, LANGUAGES, LAST_NAMES, PLACES, Place, SKILL_NOTES};
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::skills;

/// A member to be.
pub(super) struct Person {
    pub email: String,
    pub name: String,
    pub place: Place,
    pub zone: TimeZone,
    pub bio: String,
    /// ISO 639-1 codes.
    pub languages: Vec<&'static str>,
    pub learning_style: Option<&'static str>,
    pub visibility: &'static str,
    pub teaches: Vec<Practice>,
    pub learns: Vec<Practice>,
    pub hours: Vec<Hours>,
    /// When they joined, proved their address and finished onboarding.
    pub joined_at: Instant,
    /// When they were last here.
    pub seen_at: Instant,
}

/// A skill that somebody teaches or wants to learn.
#[derive(Clone, Copy)]
pub(super) struct Practice {
    pub skill: i32,
    pub level: i16,
    /// Where a learner wants to get.
    pub target: Option<i16>,
    pub note: &'static str,
}

/// A stretch of the week, in its member's wall clock.
#[derive(Clone, Copy)]
pub(super) struct Hours {
    /// 0 is Monday.
    pub weekday: i16,
    /// Minutes since midnight.
    pub starts: i16,
    /// Minutes since midnight.
    pub ends: i16,
}

/// The skills there are, and how much each is asked for.
pub(super) struct Taxonomy {
    skills: Vec<i32>,
    popularity: WeightedIndex<f64>,
}

/// What most people ask for, the most wanted first. The other skills follow in an order that is the same for every
/// population, or else each had its own favourites.
#[rustfmt::skip]
pub(super) const FAVOURITES: &[&str] = &[
    "english", "spanish", "python", "acoustic-guitar", "french", "cooking-basics", "excel", "public-speaking", "piano",
    "javascript", "german", "italian", "hatha-yoga", "singing", "html-and-css", "watercolour", "sourdough", "sketching",
    "japanese", "short-story-writing", "knitting", "chess", "sql", "statistics", "video-editing", "vegetable-gardening",
    "portrait-photography", "mindfulness-meditation", "figma", "machine-learning", "running", "mandarin-chinese",
    "portuguese", "ukulele", "calligraphy", "bicycle-repair", "interview-preparation", "cv-writing", "salsa", "react",
    "crochet", "machine-sewing", "korean", "drum-kit", "negotiation", "swimming", "indian-cooking", "touch-typing",
];
/// The seed of the others' order.
const OTHERS: u64 = 592;

/// The stretches of a day in which people have time, none overlapping another, as earliest start and latest end.
const STRETCHES: [(i16, i16); 4] = [(8 * 60, 12 * 60), (12 * 60, 14 * 60), (14 * 60, 17 * 60), (17 * 60, 22 * 60)];

/// How often each of [`STRETCHES`] is free on a weekday, and at the weekend.
const WEEKDAY: [u32; 4] = [2, 2, 1, 7];
const WEEKEND: [u32; 4] = [5, 1, 4, 2];

impl Taxonomy {
    /// Reads the skills, and weighs them by Zipf's law softened at its head: one choice in twenty falls on the first,
    /// one in three thousand on the last.
    pub async fn load(conn: &mut Connection) -> anyhow::Result<Self> {
        let skills: Vec<(i32, String)> =
            skills::table.select((skills::id, skills::slug)).order(skills::id).load(conn).await?;
        Self::weigh(skills)
    }

    /// From skills given as id and slug.
    pub fn weigh(mut skills: Vec<(i32, String)>) -> anyhow::Result<Self> {
        anyhow::ensure!(skills.len() >= 12, "the taxonomy has only {} skills: too few to choose from", skills.len());
        skills.shuffle(&mut StdRng::seed_from_u64(OTHERS));
        let rank = |slug: &str| FAVOURITES.iter().position(|favourite| *favourite == slug).unwrap_or(FAVOURITES.len());
        skills.sort_by_key(|(_, slug)| rank(slug));
        let weights = (0..u32::try_from(skills.len())?).map(|rank| 1.0 / (f64::from(rank) + 4.0));
        Ok(Self { popularity: WeightedIndex::new(weights)?, skills: skills.into_iter().map(|(id, _)| id).collect() })
    }

    /// `count` different skills, the popular more often.
    fn choose(&self, rng: &mut StdRng, count: usize) -> Vec<i32> {
        let mut chosen = Vec::with_capacity(count);
        while chosen.len() < count {
            let skill = self.skills[self.popularity.sample(rng)];
            if !chosen.contains(&skill) {
                chosen.push(skill);
            }
        }
        chosen
    }
}

impl Person {
    /// Somebody with the address of member `number`, who joined between 13 months and 3 days ago.
    pub fn imagine(rng: &mut StdRng, taxonomy: &Taxonomy, number: u64, now: Instant) -> anyhow::Result<Self> {
        let place = *pick(rng, PLACES);
        let (teaches, learns) = (rng.random_range(3..=6), rng.random_range(3..=6));
        // Drawn together, so that nobody wants to learn what they teach.
        let skills = taxonomy.choose(rng, teaches + learns);
        let (taught, learned) = skills.split_at(teaches);
        let joined_at = now.plus_minutes(-rng.random_range(3 * 24 * 60..400 * 24 * 60));
        // Half of them within a week, nearly all within a month.
        let days_away = [1, 3, 7, 14, 30, 90][weighted(rng, &[2, 2, 2, 2, 2, 1])];
        let seen_at = now.plus_minutes(-rng.random_range(10..days_away * 24 * 60)).max(joined_at);
        Ok(Self {
            email: format!("member{number}@example.org"),
            name: format!("{} {}", pick(rng, FIRST_NAMES), pick(rng, LAST_NAMES)),
            place,
            zone: TimeZone::get(place.zone)?,
            bio: format!("{} {}", pick(rng, BIO_OPENINGS), pick(rng, BIO_CLOSINGS)),
            languages: languages(rng, place.country),
            learning_style: [Some("hands_on"), Some("visual"), Some("reading"), Some("conversation"), None]
                .choose(rng)
                .copied()
                .flatten(),
            visibility: if rng.random_ratio(1, 20) { "members" } else { "public" },
            teaches: taught.iter().map(|skill| teaching(rng, *skill)).collect(),
            learns: learned.iter().map(|skill| learning(rng, *skill)).collect(),
            hours: hours(rng),
            joined_at,
            seen_at,
        })
    }
}

/// One of `items`, of which there must be some.
pub(super) fn pick<'a, T>(rng: &mut StdRng, items: &'a [T]) -> &'a T {
    &items[rng.random_range(0..items.len())]
}

fn teaching(rng: &mut StdRng, skill: i32) -> Practice {
    let note = if rng.random_ratio(2, 3) { pick(rng, SKILL_NOTES) } else { "" };
    Practice { skill, level: rng.random_range(45..=98), target: None, note }
}

fn learning(rng: &mut StdRng, skill: i32) -> Practice {
    let level = rng.random_range(0..=45);
    Practice { skill, level, target: Some(level + rng.random_range(15..=50)), note: "" }
}

/// What is spoken where they live, English mostly, and sometimes one more.
fn languages(rng: &mut StdRng, country: &str) -> Vec<&'static str> {
    let home = spoken_in(country).or_else(|| rng.random_ratio(1, 2).then(|| pick(rng, LANGUAGES).0));
    let english = rng.random_ratio(4, 5).then_some("en");
    let another = rng.random_ratio(1, 4).then(|| pick(rng, LANGUAGES).0);
    let mut spoken: Vec<_> = home.into_iter().collect();
    for language in english.into_iter().chain(another) {
        if !spoken.contains(&language) {
            spoken.push(language);
        }
    }
    if spoken.is_empty() { vec!["en"] } else { spoken }
}

fn spoken_in(country: &str) -> Option<&'static str> {
    Some(match country {
        "Spain" | "Mexico" | "Guatemala" | "Costa Rica" | "Cuba" | "Colombia" | "Ecuador" | "Peru" | "Bolivia"
        | "Chile" | "Argentina" | "Uruguay" | "Paraguay" => "es",
        "Portugal" | "Brazil" => "pt",
        "France" | "Belgium" | "Senegal" => "fr",
        "Germany" | "Austria" | "Switzerland" => "de",
        "Italy" => "it",
        "Netherlands" => "nl",
        "Sweden" => "sv",
        "Denmark" => "da",
        "Finland" => "fi",
        "Poland" => "pl",
        "Greece" | "Cyprus" => "el",
        "Türkiye" => "tr",
        "Egypt" | "Morocco" | "Tunisia" | "Lebanon" | "Jordan" | "Palestine" | "United Arab Emirates" => "ar",
        "Israel" => "he",
        "Iran" | "Afghanistan" => "fa",
        "India" => "hi",
        "Pakistan" => "ur",
        "Nepal" => "ne",
        "Bangladesh" => "bn",
        "China" | "Hong Kong" | "Taiwan" => "zh",
        "Japan" => "ja",
        "South Korea" => "ko",
        "Vietnam" => "vi",
        "Thailand" => "th",
        "Indonesia" => "id",
        "Philippines" => "tl",
        "Kenya" | "Tanzania" => "sw",
        "Ethiopia" => "am",
        _ => return None,
    })
}

/// As many ranges as the hours form takes for a day.
const RANGES_A_DAY: usize = 3;

/// Three to seven stretches of the week, mostly evenings and weekends, on the half hour.
fn hours(rng: &mut StdRng) -> Vec<Hours> {
    let mut chosen: Vec<(i16, usize)> = Vec::new();
    for _ in 0..rng.random_range(3..=7) {
        let weekday = rng.random_range(0..7_i16);
        let weights = if weekday < 5 { WEEKDAY } else { WEEKEND };
        let stretch = weighted(rng, &weights);
        let has_room = chosen.iter().filter(|(day, _)| *day == weekday).count() < RANGES_A_DAY;
        if has_room && !chosen.contains(&(weekday, stretch)) {
            chosen.push((weekday, stretch));
        }
    }
    chosen.sort_unstable();
    let within = |(weekday, stretch): (i16, usize)| {
        let (earliest, latest) = STRETCHES[stretch];
        let starts = earliest + 30 * rng.random_range(0..=1);
        Hours { weekday, starts, ends: latest - 30 * rng.random_range(0..=1) }
    };
    chosen.into_iter().map(within).collect()
}

/// The index of one of `weights`, each as likely as it weighs.
pub(super) fn weighted(rng: &mut StdRng, weights: &[u32]) -> usize {
    let mut left = rng.random_range(0..weights.iter().sum::<u32>());
    for (index, weight) in weights.iter().enumerate() {
        if left < *weight {
            return index;
        }
        left -= weight;
    }
    0
}
