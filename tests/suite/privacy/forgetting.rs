//! Afterwards nothing of the person is left: every column of every table, and every file, is searched.

use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use jiff::SignedDuration;

use crate::support::{Answer, Person, TestApp};

const SURE: [(&str, &str); 2] = [("sure", "true"), ("password", "Swap-hours-1")];

/// What must be gone at once: each a word that stands in nothing else.
const IDENTITY: [&str; 10] = [
    "Quetzalina",
    "quetzalina.marker@example.org",
    "biomarker",
    "citymarker",
    "notemarker",
    "wishmarker",
    "whymarker",
    "agentmarker",
    "subjectmarker",
    "googlemarker@example.org",
];
/// What may be reported for some weeks, and is gone then.
const WORDS: [&str; 13] = [
    "messagemarker",
    "agendamarker",
    "commentmarker",
    "privatemarker",
    "disputemarker",
    "refusalmarker",
    "cancelmarker",
    "countermarker",
    "movemarker",
    "claimmarker",
    "contestmarker",
    "evidencemarker",
    "quotemarker",
];

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    column: String,
}

/// Where `word` stands in the database: tables by their rows as text, which has every column but the binary ones, and
/// those by their bytes.
async fn tables_with(app: &TestApp, word: &str) -> Vec<String> {
    let mut conn = app.state.db.get().await.unwrap();
    let tables: Vec<Table> = diesel::sql_query(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    )
    .load(&mut conn)
    .await
    .unwrap();
    assert!(tables.len() > 25, "the walk sees the tables");
    let mut found = Vec::new();
    for Table { name } in tables {
        let count = format!("SELECT count(*) FROM \"{name}\" t WHERE to_jsonb(t)::text ILIKE '%{word}%'");
        if app.number(&count).await > 0 {
            found.push(name);
        }
    }
    let binary: Vec<Column> = diesel::sql_query(
        "SELECT table_name AS name, column_name AS column FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type = 'bytea'",
    )
    .load(&mut conn)
    .await
    .unwrap();
    for Column { name, column } in binary {
        let count = format!("SELECT count(*) FROM \"{name}\" WHERE position('{word}'::bytea IN \"{column}\") > 0");
        if app.number(&count).await > 0 {
            found.push(format!("{name}.{column}"));
        }
    }
    found
}

/// Every place of a session where one of the two may write something.
async fn say_everything(app: &TestApp, marked: &Person, ben: &Person) {
    let offered = app.proposal(ben, marked, &[app.in_days(3)]).await;
    let at = app.in_days(4).to_string();
    let counter = [("slot", at.as_str()), ("agenda", "A countermarker")];
    assert_eq!(marked.post(&format!("{offered}/counter"), &counter).await.status, 303);
    let refused = app.proposal(ben, marked, &[app.in_days(5)]).await;
    assert_eq!(marked.post(&format!("{refused}/refusal"), &[("words", "A refusalmarker")]).await.status, 303);
    let agreed = app.proposal(ben, marked, &[app.in_days(6)]).await;
    assert_eq!(marked.post(&format!("{agreed}/acceptance"), &[("slot", "1")]).await.status, 303);
    let moved = [("slot", at.as_str()), ("agenda", "A movemarker")];
    assert_eq!(marked.post(&format!("{agreed}/move"), &moved).await.status, 303);
    let off = [("reason", "A cancelmarker"), ("refund", "1000")];
    assert_eq!(marked.post(&format!("{agreed}/cancellation"), &off).await.status, 303);
    app.sql(&format!(
        "WITH b AS (INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, state, idempotency_key, proposed_at,
                                          starts_at, ends_at)
             SELECT x.l, x.t, skill_id, 60, 1000, 'resolved', gen_random_uuid(), now(), now(), now() + interval '1 hour'
             FROM (SELECT skill_id FROM bookings LIMIT 1) s, (VALUES ({id}, {ben}), ({ben}, {id})) x (l, t) RETURNING id)
         INSERT INTO claims (booking_id, by_id, kind, words, asks, made_at, answer_until, answer, answer_words, answered_at)
         SELECT id, CASE WHEN id % 2 = 0 THEN {id} ELSE {ben} END, 'other',
                CASE WHEN id % 2 = 0 THEN 'A claimmarker' ELSE 'Words of Ben' END, 0, now(), now(), 'contested',
                CASE WHEN id % 2 = 0 THEN 'Words of Ben' ELSE 'A contestmarker' END, now() FROM b;
         INSERT INTO evidence (booking_id, member_id, note, handed_in_at)
         SELECT booking_id, {id}, 'An evidencemarker', now() FROM claims;
         INSERT INTO evidence_messages (booking_id, member_id, seq, sender_id, body, sent_at)
         SELECT booking_id, {id}, 1, {id}, 'A quotemarker', now() FROM claims",
        id = marked.id,
        ben = ben.id,
    ))
    .await;
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_table_and_no_file_knows_who_has_left() {
    let app = TestApp::start().await;
    let (marked, ben) = (app.teacher("Quetzalina Marker").await, app.learner("Ben").await);
    let email = "quetzalina.marker@example.org";

    // A life: devices, profile, links, talks, sessions, an export, mail that could not be sent.
    let form = [("email", email), ("password", "Swap-hours-1")];
    let login = app.visitor().request(reqwest::Method::POST, "/login").header("user-agent", "agentmarker/1.0");
    assert_eq!(Answer::of(login.header("origin", app.state.origin()).form(&form)).await.status, 303);
    let id = marked.id;
    app.sql(&format!(
        "UPDATE profiles SET bio = 'My biomarker.', city = 'Citymarker' WHERE member_id = {id};
         UPDATE member_skills SET note = 'A notemarker' WHERE member_id = {id};
         INSERT INTO linked_identities (member_id, provider, subject, email, created_at)
             VALUES ({id}, 'google', 'subjectmarker', 'googlemarker@example.org', now());
         INSERT INTO jobs (kind, payload, state, run_at, created_at, last_error)
             VALUES ('accounts.already_member_mail', '{{\"email\": \"{email}\", \"asked_at\": 1}}', 'dead', now(), now(), NULL),
                    ('bookings.accepted_mail', '{{\"booking_id\": 0, \"member_id\": 0}}', 'dead', now(), now(), 'refused: {email}');"
    ))
    .await;
    let wish = [("name", "Wishmarker"), ("category", "6"), ("why", "A whymarker")];
    assert_eq!(marked.post("/skills/requests", &wish).await.status, 303);
    let talk = marked.post(&format!("/members/{}/conversation", ben.id), &[]).await.location().to_owned();
    let key = uuid::Uuid::new_v4().to_string();
    assert_eq!(marked.post(&talk, &[("body", "A messagemarker"), ("idempotency_key", &key)]).await.status, 303);
    let booking = app.proposal(&ben, &marked, &[app.in_days(2)]).await;
    assert_eq!(marked.post(&format!("{booking}/acceptance"), &[("slot", "1")]).await.status, 303);
    app.state.clock.advance(SignedDuration::from_hours(24 * 2 + 3));
    let rating = [
        ("overall", "5"),
        ("knowledge", "5"),
        ("communication", "5"),
        ("professionalism", "5"),
        ("comment", "A commentmarker"),
        ("private_note", "A privatemarker"),
    ];
    assert_eq!(marked.post(&format!("{booking}/rating"), &rating).await.status, 303);
    app.sql(&format!(
        "INSERT INTO ratings (booking_id, rater_id, ratee_id, overall, knowledge, communication, professionalism, rated_at,
                              revealed_at)
         SELECT id, {}, {id}, 1, 1, 1, 1, now(), now() FROM bookings WHERE state = 'accepted';
         INSERT INTO rating_disputes (booking_id, rater_id, words, made_at)
         SELECT booking_id, rater_id, 'A disputemarker', now() FROM ratings WHERE ratee_id = {id}",
        ben.id
    ))
    .await;
    app.sql(&format!(
        "INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, agenda, state, idempotency_key, proposed_at)
         SELECT {id}, {}, skill_id, 60, 1000, 'An agendamarker', 'expired', gen_random_uuid(), now() FROM bookings LIMIT 1",
        ben.id
    ))
    .await;
    assert_eq!(marked.post("/login", &form).await.status, 303);
    say_everything(&app, &marked, &ben).await;
    assert_eq!(marked.post("/me/data", &[]).await.location(), "/me/data");
    app.run_jobs().await;
    for word in IDENTITY.iter().chain(&WORDS) {
        assert!(!tables_with(&app, word).await.is_empty(), "{word} was never written: the test would prove nothing");
    }
    assert_eq!(files_below(&app.state.config.storage.folder).len(), 1, "the export");

    assert_eq!(marked.post("/me/deletion", &SURE).await.location(), "/");
    app.run_jobs().await;
    for word in IDENTITY {
        assert_eq!(tables_with(&app, word).await, Vec::<String>::new(), "{word}, at once");
    }
    assert_eq!(files_below(&app.state.config.storage.folder), Vec::<std::path::PathBuf>::new());
    ben.get(&talk).await.says("A messagemarker").says("Former member");

    app.state.clock.advance(SignedDuration::from_hours(24 * 30));
    assert_eq!(ben.post("/login", &[("email", "ben@example.org"), ("password", "Swap-hours-1")]).await.status, 303);
    app.run_jobs().await;
    for word in IDENTITY.iter().chain(&WORDS) {
        assert_eq!(tables_with(&app, word).await, Vec::<String>::new(), "{word}, within 30 days");
    }
    assert_eq!(files_below(&app.state.config.storage.folder), Vec::<std::path::PathBuf>::new());
    ben.get(&talk).await.says("This message went with its writer");
    assert_eq!(app.number("SELECT count(*) FROM claims WHERE 'Words of Ben' IN (words, answer_words)").await, 2);
    assert_eq!(app.number("SELECT count(*) FROM departures WHERE purged_at IS NULL").await, 0);
}
