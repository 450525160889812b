//! What people search for: names as they are and as they are misspelt, beginnings as they are typed, skills, places,
//! filters together, pages far down. Made of members, skills and places that there are, so that something is found.

use anyhow::ensure;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use tokio_postgres::Client;

use crate::rounds::Ask;

/// Different requests of each kind.
const OF_EACH: usize = 100;

struct Person {
    id: i64,
    name: String,
    city: String,
    country: String,
    skill: String,
    slug: String,
    worth: i16,
}

/// Makes a request about somebody.
type Maker = fn(&Person, &mut StdRng) -> Ask;

const PEOPLE: &str = "SELECT m.id, m.name, p.city, p.country, k.name, k.slug, s.worth
    FROM member_search s JOIN members m ON m.id = s.member_id JOIN profiles p ON p.member_id = m.id
    JOIN LATERAL (SELECT skill_id FROM member_skills WHERE member_id = m.id AND direction = 'teach'
                   ORDER BY skill_id LIMIT 1) taught ON true
    JOIN skills k ON k.id = taught.skill_id WHERE s.is_public ORDER BY m.id";

/// Every kind with its name and its requests.
pub async fn kinds(database: &Client) -> anyhow::Result<Vec<(&'static str, Vec<Ask>)>> {
    let people = people(database).await?;
    ensure!(!people.is_empty(), "nobody can be found");
    let mut rng = StdRng::seed_from_u64(5);
    let makers: [(&'static str, Maker); 8] = [
        ("everybody", |_, _| members(&[])),
        ("name", |person, _| Ask { says: person.name.clone(), ..members(&[("q", &person.name)]) }),
        ("misspelt", |person, rng| members(&[("q", &misspelt(&person.name, rng))])),
        ("beginning", |person, _| members(&[("q", &person.name.chars().take(3).collect::<String>())])),
        ("skill", |person, _| members(&[("q", &person.skill)])),
        ("place", |person, _| members(&[("place", &person.city)])),
        ("filters", filtered),
        ("deep", |person, _| members(&[("cursor", &format!("0-{}-{}", person.worth, person.id))])),
    ];
    let mut ask = |maker: Maker| (0..OF_EACH).filter_map(|_| Some(maker(people.choose(&mut rng)?, &mut rng))).collect();
    Ok(makers.into_iter().map(|(name, maker)| (name, ask(maker))).collect())
}

/// Three of the filters, another three each time.
fn filtered(person: &Person, rng: &mut StdRng) -> Ask {
    let mut filters = vec![
        ("skill", person.slug.as_str()),
        ("level", "advanced"),
        ("place", person.country.as_str()),
        ("rating", "4.5"),
        ("language", ["en", "es", "de", "ja", "ar"][rng.random_range(0..5)]),
        ("day", ["mon", "wed", "sat"][rng.random_range(0..3)]),
        ("part", ["morning", "evening"][rng.random_range(0..2)]),
        ("sort", ["rating", "sessions", "newest"][rng.random_range(0..3)]),
    ];
    while filters.len() > 3 {
        filters.remove(rng.random_range(0..filters.len()));
    }
    members(&filters)
}

/// Two letters of the last word change places.
fn misspelt(name: &str, rng: &mut StdRng) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let last = letters.len() - 1;
    let at = rng.random_range(last - 2..last);
    letters.swap(at, at + 1);
    letters.into_iter().collect()
}

fn members(fields: &[(&str, &str)]) -> Ask {
    let query = serde_html_form::to_string(fields).unwrap_or_default();
    Ask::page(&format!("/members?{query}"), "id=\"results\"")
}

async fn people(database: &Client) -> anyhow::Result<Vec<Person>> {
    let mut people = Vec::new();
    for row in database.query(PEOPLE, &[]).await? {
        people.push(Person {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            city: row.try_get(2)?,
            country: row.try_get(3)?,
            skill: row.try_get(4)?,
            slug: row.try_get(5)?,
            worth: row.try_get(6)?,
        });
    }
    Ok(people)
}
