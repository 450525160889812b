//! Two skills become one, and nobody loses anything.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use skillswap::schema::{member_skills, skills};
use skillswap::skills::SkillId;
use skillswap::taxonomy;

use crate::support::{Person, TestApp};

/// Every column that refers to a skill, and a row that does: `{from}` and `{into}` are the two skills, `{ana}` and `{ben}`
/// two members. A table that is not here is moved by nobody: give it a `move_skill` in its slice and a line here.
const REFERRING: &[(&str, &str, &str)] = &[
    (
        "member_skills",
        "skill_id",
        "INSERT INTO member_skills (member_id, direction, skill_id, level) VALUES ({ana}, 'teach', {from}, 50)",
    ),
    (
        "bookings",
        "skill_id",
        "INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, state, idempotency_key, proposed_at)
         VALUES ({ben}, {ana}, {from}, 60, 1000, 'expired', gen_random_uuid(), now())",
    ),
    (
        "programmes",
        "skill_id",
        "INSERT INTO programmes (teacher_id, skill_id, title, goal, key, created_at)
         VALUES ({ana}, {from}, 'A title', 'A goal', gen_random_uuid(), now())",
    ),
    (
        "quick_helps",
        "skill_id",
        "INSERT INTO quick_helps (learner_id, skill_id, question, minutes, price, asked_at, expires_at)
         VALUES ({ben}, {from}, 'How?', 15, 250, now(), now() + interval '10 minutes')",
    ),
    (
        "matches",
        "learn_skill_id",
        "INSERT INTO matches (member_id, other_id, score, complementarity, overlap, learning_style, rating, response,
                              overlap_minutes, learn_skill_id, generated_at)
         VALUES ({ana}, {ben}, 1, 1, 0, 0, 0, 0, 0, {from}, now())",
    ),
    (
        "matches",
        "teach_skill_id",
        "INSERT INTO matches (member_id, other_id, score, complementarity, overlap, learning_style, rating, response,
                              overlap_minutes, learn_skill_id, teach_skill_id, generated_at)
         VALUES ({ben}, {ana}, 1, 1, 0, 0, 0, 0, 0, 5, {from}, now())",
    ),
    ("skill_relations", "skill_id", "INSERT INTO skill_relations SELECT {from}, max(id), 33 FROM skills"),
    ("skill_relations", "related_id", "INSERT INTO skill_relations VALUES (1, {from}, 34)"),
    (
        "verification_rounds",
        "skill_id",
        "INSERT INTO verification_rounds (member_id, skill_id, opened_at, ends_at)
         VALUES ({ana}, {from}, now(), now() + interval '1 day')",
    ),
    (
        "badges",
        "skill_id",
        "INSERT INTO badges (id, member_id, skill_id, tier, level, assessors, issued_at, expires_at)
         VALUES (gen_random_uuid(), {ana}, {from}, 'expert', 80, 3, now(), now() + interval '1 year')",
    ),
    ("skill_alerts", "skill_id", "INSERT INTO skill_alerts VALUES ({ana}, {from}, now())"),
    ("skill_alerts_told", "skill_id", "INSERT INTO skill_alerts_told VALUES ({ana}, {from}, {ben}, now())"),
    ("skill_slugs", "skill_id", "INSERT INTO skill_slugs VALUES ('an-old-one', {from})"),
    (
        "skill_requests",
        "skill_id",
        "INSERT INTO skill_requests (name, category_id, state, skill_id, created_at, decided_at)
         VALUES ('Asked for', 1, 'approved', {from}, now(), now())",
    ),
];

/// Made of skills by triggers, and gone with them.
const DERIVED: (&str, &str) = ("skill_terms", "skill_id");

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
}

/// The columns with a foreign key to skills, read from the database.
async fn references(app: &TestApp) -> BTreeSet<(String, String)> {
    let rows: Vec<Reference> = diesel::sql_query(
        "SELECT c.conrelid::regclass::text AS table, a.attname::text AS column
           FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
          WHERE c.contype = 'f' AND c.confrelid = 'skills'::regclass",
    )
    .load(&mut *app.state.db.get().await.unwrap())
    .await
    .unwrap();
    let mut found: BTreeSet<_> = rows.into_iter().map(|row| (row.table, row.column)).collect();
    assert!(found.remove(&(DERIVED.0.to_owned(), DERIVED.1.to_owned())));
    found
}

async fn merge(admin: &Person, from: i64, into: i64) -> crate::support::Answer {
    admin.post(&format!("/admin/skills/catalogue/{from}/merger"), &[("into", &into.to_string())]).await
}

async fn named(app: &TestApp, slug: &str) -> i64 {
    app.number(&format!("SELECT id FROM skills WHERE slug = '{slug}'")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_that_refers_to_a_skill_is_moved() {
    let app = TestApp::start().await;
    let known: BTreeSet<_> =
        REFERRING.iter().map(|(table, column, _)| ((*table).to_owned(), (*column).to_owned())).collect();
    assert_eq!(references(&app).await, known, "a merger must move what refers to a skill: see REFERRING");

    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let ada = app.staff("Ada", "admin").await;
    let form = [("name", "Castilian"), ("subcategory", "1"), ("synonyms", "castilian spanish")];
    ada.post("/admin/skills/catalogue", &form).await;
    // Of a relation the lower id stands first: this one is higher than what goes.
    ada.post("/admin/skills/catalogue", &[("name", "Later"), ("subcategory", "1")]).await;
    let (from, into) = (named(&app, "castilian").await, named(&app, "kurdish").await);
    for (.., row) in REFERRING {
        let row = row.replace("{from}", &from.to_string()).replace("{into}", &into.to_string());
        app.sql(&row.replace("{ana}", &ana.id.to_string()).replace("{ben}", &ben.id.to_string())).await;
    }
    app.sql(&format!(
        "INSERT INTO notifications (member_id, category, kind, subject_id, created_at)
         VALUES ({}, 'system', 'badge_earned', {from}, now())",
        ana.id
    ))
    .await;
    let counts = async |id: i64| {
        let mut counts = BTreeMap::new();
        for (table, column, _) in REFERRING {
            let count = format!("SELECT count(*) FROM {table} WHERE {column} = {id}");
            *counts.entry(*table).or_insert(0) += app.number(&count).await;
        }
        counts
    };
    let (gone, there) = (counts(from).await, counts(into).await);
    assert!(gone.values().all(|count| *count > 0), "a line of REFERRING plants nothing: {gone:?}");
    assert_eq!(merge(&ada, from, into).await.location(), format!("/admin/skills/catalogue/{into}"));
    assert!(counts(from).await.values().all(|count| *count == 0));
    let moved = counts(into).await;
    for (table, count) in &gone {
        // The address of the one that went is a row more.
        let more = i64::from(*table == "skill_slugs");
        assert_eq!(moved[table], there[table] + count + more, "{table}");
    }
    let about = format!("SELECT count(*) FROM notifications WHERE kind = 'badge_earned' AND subject_id = {into}");
    assert_eq!(app.number(&about).await, 1, "what a notification is about has moved, too");
    ada.get("/admin/skills/changes").await.says("Merged Castilian into Kurdish").says("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_and_the_names_lead_to_what_is_left() {
    let app = TestApp::start().await;
    let (ana, ben, ada) = (app.teacher("Ana").await, app.teacher("Ben").await, app.staff("Ada", "admin").await);
    app.sql(&format!("UPDATE member_skills SET skill_id = (SELECT id FROM skills WHERE slug = 'spanish-cooking') WHERE member_id = {}", ben.id)).await;
    let (spanish, catalan) = (named(&app, "spanish").await, named(&app, "catalan").await);
    let portuguese = named(&app, "portuguese").await;
    ada.get("/me").await;
    let preview = ada.get(&format!("/admin/skills/catalogue/{spanish}/merger?into={catalan}")).await;
    preview.says("Spanish becomes a part of Catalan.").says("1 teach it, 0 learn it").says("Romance languages");
    assert_eq!(preview.sql(), 5);
    merge(&ada, spanish, catalan).await;
    ada.get(&format!("/admin/skills/catalogue/{catalan}")).await.says("Spanish is a part of Catalan now.");
    app.visitor().get("/members?skill=spanish").await.says("Ana").lacks(&format!("/members/{}-", ben.id));
    let page = app.visitor().get("/skills/spanish").await;
    assert_eq!((page.status, page.location()), (301, "/skills/catalan"));
    ana.get("/skills?q=castellano").await.says("Catalan").lacks(">Spanish<");
    ana.get("/me/skills").await.says("Catalan");
    // What led to the one that goes leads on.
    merge(&ada, catalan, portuguese).await;
    assert_eq!(app.visitor().get("/skills/spanish").await.location(), "/skills/portuguese");
    assert_eq!(app.visitor().get("/skills/catalan").await.location(), "/skills/portuguese");
    assert_eq!(app.number("SELECT count(*) FROM skill_relations WHERE skill_id >= related_id").await, 0);
    assert_eq!(
        app.number(
            "SELECT count(*) FROM (SELECT skill_words(n) FROM skills, unnest(array_prepend(name, synonyms)) n
                     GROUP BY 1 HAVING count(DISTINCT id) > 1) twice"
        )
        .await,
        0,
        "a name means one skill"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_merged_is_not_there() {
    let app = TestApp::start().await;
    let ada = app.staff("Ada", "admin").await;
    assert_eq!(merge(&ada, 1, 1).await.status, 404);
    assert_eq!(merge(&ada, 1, 999_999).await.status, 404);
    assert_eq!(merge(&ada, 999_999, 1).await.status, 404);
    assert_eq!(merge(&app.staff("Mia", "moderator").await, 1, 2).await.status, 404);
    let (one, other) = tokio::join!(merge(&ada, 1, 2), merge(&ada, 2, 1));
    let mut answered = [one.status, other.status];
    answered.sort_unstable();
    assert_eq!(answered, [303, 404], "of two mergers of one skill the second finds it gone");
    assert_eq!(app.number("SELECT count(*) FROM skills WHERE id IN (1, 2)").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_adds_a_skill_while_it_goes_has_it_or_is_told() {
    let app = TestApp::start().await;
    let ada = app.staff("Ada", "admin").await;
    let mut people = Vec::new();
    for n in 0..8 {
        people.push(app.member(&format!("Person{n}")).await);
    }
    let form = [("skill", "1"), ("direction", "both")];
    let (merged, added) = tokio::join!(
        merge(&ada, 1, 2),
        futures_util::future::join_all(people.iter().map(|person| person.post("/me/skills", &form))),
    );
    assert_eq!(merged.status, 303, "{}", merged.body);
    let had = added.iter().filter(|answer| answer.status == 303).count();
    assert!(added.iter().all(|answer| [303, 404].contains(&answer.status)), "{added:?}");
    assert_eq!(
        app.number("SELECT count(*) FROM member_skills WHERE skill_id = 2").await,
        2 * i64::try_from(had).unwrap()
    );
}

/// What a member says of a skill: level, goal, note.
type Said = (i16, Option<i16>, String);
/// What everybody says, by member, direction and skill.
type Book = BTreeMap<(i64, String, i32), Said>;

async fn book(app: &TestApp) -> Book {
    let rows: Vec<(i64, String, i32, i16, Option<i16>, String)> = member_skills::table
        .select((
            member_skills::member_id,
            member_skills::direction,
            member_skills::skill_id,
            member_skills::level,
            member_skills::target_level,
            member_skills::note,
        ))
        .load(&mut *app.state.db.get().await.unwrap())
        .await
        .unwrap();
    rows.into_iter()
        .map(|(member, direction, skill, level, target, note)| ((member, direction, skill), (level, target, note)))
        .collect()
}

/// What the book must say when `from` has become `into`: the rule, written a second time.
fn merged(mut book: Book, from: i32, into: i32) -> Book {
    let going: Vec<_> = book.keys().filter(|(.., skill)| *skill == from).cloned().collect();
    for key in going {
        let (level, target, note) = book.remove(&key).unwrap();
        let (member, direction, _) = key;
        let united = match book.remove(&(member, direction.clone(), into)) {
            None => (level, target, note),
            Some((other_level, other_target, other_note)) => {
                let level = level.max(other_level);
                let goal = target.zip(other_target).map(|(one, other)| one.max(other)).filter(|goal| *goal > level);
                (level, goal, if other_note.is_empty() { note } else { other_note })
            }
        };
        book.insert((member, direction, into), united);
    }
    book
}

#[tokio::test(flavor = "multi_thread")]
async fn random_mergers_lose_nobodys_skill_and_keep_the_higher_level() {
    let app = TestApp::start().await;
    let ada = app.staff("Ada", "admin").await;
    for seed in 0..4 {
        let mut random = StdRng::seed_from_u64(seed);
        app.sql("DELETE FROM member_skills").await;
        let mut pool: Vec<i32> = skills::table
            .order(skills::id)
            .select(skills::id)
            .limit(12)
            .load(&mut *app.state.db.get().await.unwrap())
            .await
            .unwrap();
        for n in 0..12 {
            let person = app.enrol(&format!("Person {seed} {n}")).await;
            for skill in &pool {
                for direction in ["teach", "learn"] {
                    if random.random_bool(0.5) {
                        let level = random.random_range(0..=99);
                        let goal = (direction == "learn" && random.random_bool(0.6))
                            .then(|| random.random_range(level + 1..=100));
                        let goal = goal.map_or("NULL".to_owned(), |goal: i32| goal.to_string());
                        let note = if random.random_bool(0.5) { format!("Note of {skill}") } else { String::new() };
                        app.sql(&format!(
                            "INSERT INTO member_skills (member_id, direction, skill_id, level, target_level, note, position)
                             VALUES ({person}, '{direction}', {skill}, {level}, {goal}, '{note}', {})",
                            random.random_range(0..5)
                        ))
                        .await;
                    }
                }
            }
        }
        while pool.len() > 2 {
            let pair: Vec<i32> = pool.choose_multiple(&mut random, 2).copied().collect();
            let expected = merged(book(&app).await, pair[0], pair[1]);
            let now = app.state.clock.now();
            let mut conn = app.state.db.get().await.unwrap();
            taxonomy::merge(&mut conn, now, ada.id, SkillId(pair[0]), SkillId(pair[1])).await.unwrap();
            drop(conn);
            assert_eq!(book(&app).await, expected, "seed {seed}, {pair:?}");
            pool.retain(|skill| *skill != pair[0]);
        }
        // Search knows what they teach now.
        let wrong = "SELECT count(*) FROM member_skills k JOIN member_search s USING (member_id)
                      WHERE k.direction = 'teach' AND NOT k.skill_id * 4 = ANY (s.teaches)";
        assert_eq!(app.number(wrong).await, 0);
    }
}
