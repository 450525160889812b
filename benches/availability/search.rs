//! What people type for a skill: beginnings, whole names, names with a slip, other names, other scripts, and what there is
//! not. Made of skills that there are, so that something is found.

use anyhow::ensure;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use tokio_postgres::Client;

use crate::rounds::Ask;

/// Different requests of each kind.
const OF_EACH: usize = 100;

/// Adds skills until there are as many: those that there are, in kinds that a larger site would have.
const GROW: &str = "
INSERT INTO skills (subcategory_id, slug, name, synonyms)
SELECT s.subcategory_id, s.slug || '-' || replace(kind, ' ', '-'), s.name || ' ' || kind,
       ARRAY(SELECT synonym || ' ' || kind FROM unnest(s.synonyms) AS synonym LIMIT 2)
  FROM skills s
 CROSS JOIN unnest(ARRAY['for beginners', 'for children', 'for travellers', 'for teachers', 'for engineers',
                         'for parents', 'for the stage', 'for the kitchen', 'in groups', 'in nature', 'in the evening',
                         'on a budget', 'on weekends', 'by heart', 'by ear', 'without tools', 'with friends', 'with games',
                         'at work', 'at home']) AS kind
 ORDER BY hashtext(s.slug || kind)
 LIMIT greatest($1 - (SELECT count(*) FROM skills), 0)";

struct Skill {
    name: String,
    synonym: Option<String>,
}

/// Makes what somebody types who means a skill.
type Typing = fn(&Skill, &mut StdRng) -> Option<String>;

/// Grows the taxonomy to `wanted` skills, and says how many there are.
pub async fn grow(database: &Client, wanted: i64) -> anyhow::Result<i64> {
    database.execute(GROW, &[&wanted]).await?;
    database.batch_execute("VACUUM ANALYZE skills, skill_terms").await?;
    let skills = database.query_one("SELECT count(*) FROM skills", &[]).await?.try_get(0)?;
    ensure!(skills >= wanted, "only {skills} skills could be made");
    Ok(skills)
}

/// Every kind with its name and its requests, of which every other one is for the results alone.
pub async fn kinds(database: &Client) -> anyhow::Result<Vec<(&'static str, Vec<Ask>)>> {
    let rows = database.query("SELECT name, synonyms FROM skills ORDER BY slug COLLATE \"C\"", &[]).await?;
    let mut skills = Vec::new();
    for row in rows {
        let synonyms: Vec<String> = row.try_get(1)?;
        skills.push(Skill { name: row.try_get(0)?, synonym: synonyms.into_iter().next() });
    }
    let mut rng = StdRng::seed_from_u64(3);
    let makers: [(&'static str, Typing); 8] = [
        ("two_letters", |skill, _| Some(beginning(&skill.name, 2))),
        ("beginning", |skill, rng| Some(beginning(&skill.name, rng.random_range(3..7)))),
        ("name", |skill, _| Some(skill.name.clone())),
        ("synonym", |skill, _| skill.synonym.clone()),
        ("swapped", |skill, rng| slip(&skill.name, rng, |word, at| word.swap(at, at + 1))),
        ("missing", |skill, rng| slip(&skill.name, rng, lose)),
        ("two_slips", |skill, rng| {
            let once = slip(&skill.name, rng, |word, at| word.swap(at, at + 1))?;
            slip(&once, rng, lose)
        }),
        ("nothing", |_, rng| Some((0..7).map(|_| ['q', 'x', 'z', 'j'][rng.random_range(0..4)]).collect())),
    ];
    Ok(makers.into_iter().map(|(name, typing)| (name, asks(&skills, &mut rng, typing))).collect())
}

fn asks(skills: &[Skill], rng: &mut StdRng, typing: Typing) -> Vec<Ask> {
    let mut typed = Vec::new();
    while typed.len() < OF_EACH {
        typed.extend(skills.choose(rng).and_then(|skill| typing(skill, rng)));
    }
    typed.iter().enumerate().map(|(number, typed)| ask(typed, number % 2 == 0)).collect()
}

fn ask(typed: &str, is_live: bool) -> Ask {
    let query = serde_html_form::to_string([("q", typed)]).unwrap_or_default();
    let page = Ask::page(&format!("/skills?{query}"), "id=\"skill-results\"");
    let live = "User-Agent: bench\r\nHX-Request: true\r\nHX-Request-Type: partial\r\n";
    if is_live { Ask { bytes: page.bytes.replacen("User-Agent: bench\r\n", live, 1), ..page } } else { page }
}

fn lose(word: &mut Vec<char>, at: usize) {
    word.remove(at);
}

fn beginning(name: &str, letters: usize) -> String {
    name.chars().take(letters).collect()
}

/// A name of which something happened to the first word, or none when that is too short.
fn slip(name: &str, rng: &mut StdRng, happen: fn(&mut Vec<char>, usize)) -> Option<String> {
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    let mut letters: Vec<char> = first.chars().collect();
    let last = letters.len().checked_sub(1).filter(|last| *last >= 4)?;
    happen(&mut letters, rng.random_range(1..last));
    letters.push(' ');
    letters.extend(rest.chars());
    Some(letters.iter().collect::<String>().trim_end().to_owned())
}
