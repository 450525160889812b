//! Proposals that wait for an answer: many teachers with a few each, as on a good day of a large site, and the teachers
//! logged in.

use std::sync::Arc;

use anyhow::{Context, ensure};
use skillswap::accounts::MemberId;
use skillswap::bookings::{self, Proposal};
use skillswap::clock::{Clock, Instant};
use skillswap::config::DatabaseConfig;
use skillswap::db::Db;
use skillswap::seed::PASSWORD;
use skillswap::skills::SkillId;
use tokio::task::JoinSet;
use tokio_postgres::Client as Database;
use uuid::Uuid;

use crate::client::Client;
use crate::server::{ORIGIN, Site};

/// Proposals to each teacher, each for another hour of the coming days.
const HOURS: usize = 40;
/// The first of these hours.
const FROM_NOW: i64 = 48;
/// Who propose at the same time.
const LANES: usize = 8;

/// A proposal and the session cookie of who is asked.
#[derive(Clone)]
pub struct Waiting {
    pub booking: i64,
    pub teacher: i64,
    pub cookie: Arc<str>,
}

/// Members with a skill to teach who have nothing agreed and owe no rating.
const PEOPLE: &str = "
    WITH busy AS (
        SELECT b.teacher_id AS id FROM bookings b LEFT JOIN ratings r ON r.booking_id = b.id AND r.rater_id = b.teacher_id
         WHERE b.state IN ('accepted', 'disputed') OR (b.state = 'completed' AND r.booking_id IS NULL)
        UNION
        SELECT b.learner_id FROM bookings b LEFT JOIN ratings r ON r.booking_id = b.id AND r.rater_id = b.learner_id
         WHERE b.state IN ('accepted', 'disputed') OR (b.state = 'completed' AND r.booking_id IS NULL))
    SELECT m.id, m.email, min(k.skill_id) FROM members m JOIN member_skills k ON k.member_id = m.id AND k.direction = 'teach'
     WHERE m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL AND m.email LIKE 'member%@example.org'
       AND m.id NOT IN (SELECT id FROM busy)
     GROUP BY m.id ORDER BY m.id LIMIT $1";

/// Lets them live where hours begin when they do here, be free at all of them, under the usual rules, and pay whatever they
/// want.
const EASE: &str = "
    UPDATE members SET time_zone = 'UTC' WHERE id = ANY($1);
    DELETE FROM weekly_hours WHERE member_id = ANY($1);
    DELETE FROM date_overrides WHERE member_id = ANY($1);
    DELETE FROM time_off WHERE member_id = ANY($1);
    DELETE FROM booking_rules WHERE member_id = ANY($1);
    INSERT INTO weekly_hours (member_id, weekday, starts_minute, ends_minute)
        SELECT member, weekday, 0, 1440 FROM unnest($1) member, generate_series(0, 6) weekday;
    WITH made AS (
        INSERT INTO ledger_transfers (idempotency_key, kind, created_at)
            SELECT 'bench:' || member, 'starter', now() FROM unnest($1) member RETURNING id, idempotency_key)
    INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
        SELECT made.id, a.id, CASE a.kind WHEN 'starter' THEN -100000 ELSE 100000 END, 0 FROM made JOIN ledger_accounts a
            ON a.kind = 'starter' OR (a.kind = 'available' AND a.member_id = split_part(idempotency_key, ':', 2)::bigint)
         ORDER BY made.id, a.id";

struct People {
    teachers: Vec<Teacher>,
    learners: Vec<i64>,
}

struct Teacher {
    id: i64,
    skill: i32,
    cookie: Arc<str>,
}

/// That many proposals, each between two who have no other at that hour; neighbours have other teachers.
pub async fn arrange(site: &Site, database: &Database, many: usize) -> anyhow::Result<Vec<Waiting>> {
    let teachers = many.div_ceil(HOURS);
    let found = database.query(PEOPLE, &[&i64::try_from(2 * teachers)?]).await?;
    ensure!(found.len() == 2 * teachers, "only {} of {} people: seed more members", found.len(), 2 * teachers);
    let ids: Vec<String> = found.iter().map(|row| row.get::<_, i64>(0).to_string()).collect();
    let ids = format!("ARRAY[{}]::bigint[]", ids.join(","));
    database.batch_execute(&EASE.replace("$1", &ids)).await?;
    let mut client = Client::connect(site.address).await?;
    // The first half teach the second.
    let learners = found[teachers..].iter().map(|row| row.get(0)).collect();
    let mut people = People { teachers: Vec::new(), learners };
    for row in &found[..teachers] {
        let cookie = log_in(&mut client, row.get(1)).await?;
        people.teachers.push(Teacher { id: row.get(0), skill: row.get(2), cookie });
    }
    let people = Arc::new(people);
    let config = DatabaseConfig { url: None, owner_url: None, pool_size: u32::try_from(LANES)?, programs: None };
    let db = Db::connect(&site.database_url, &config).await?;
    let mut lanes = JoinSet::new();
    for lane in 0..LANES {
        let (db, people) = (db.clone(), Arc::clone(&people));
        lanes.spawn(async move {
            let mut made = Vec::new();
            for number in (lane..many).step_by(LANES) {
                made.push((number, propose(&db, &people, number).await?));
            }
            anyhow::Ok(made)
        });
    }
    let mut all = Vec::new();
    while let Some(made) = lanes.join_next().await {
        all.extend(made??);
    }
    all.sort_by_key(|(number, _)| *number);
    Ok(all.into_iter().map(|(_, waiting)| waiting).collect())
}

async fn propose(db: &Db, people: &People, number: usize) -> anyhow::Result<Waiting> {
    let many = people.teachers.len();
    let (hour, index) = (number / many, number % many);
    let (teacher, learner) = (&people.teachers[index], people.learners[(index + hour) % many]);
    let now = Clock::default().now();
    let full = Instant::from_microseconds(now.microseconds() - now.microseconds() % 3_600_000_000);
    let proposal = Proposal {
        learner: MemberId(learner),
        teacher: MemberId(teacher.id),
        skill: SkillId(teacher.skill),
        minutes: 60,
        slots: vec![full.plus_hours(FROM_NOW + i64::try_from(hour)?)],
        agenda: String::new(),
        idempotency_key: Uuid::new_v4(),
    };
    let booking = bookings::propose(&mut *db.get().await?, now, &proposal).await?.id.0;
    Ok(Waiting { booking, teacher: teacher.id, cookie: Arc::clone(&teacher.cookie) })
}

async fn log_in(client: &mut Client, email: &str) -> anyhow::Result<Arc<str>> {
    let body = format!("email={}&password={PASSWORD}", email.replace('@', "%40"));
    let request = format!(
        "POST /login HTTP/1.1\r\nHost: bench.example.org\r\nUser-Agent: bench\r\nOrigin: {ORIGIN}\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = client.send(request.as_bytes()).await?;
    ensure!(answer.status == 303, "the log-in of {email} was answered {}", answer.status);
    Ok(answer.session_cookie().context("the log-in set no cookie")?.into())
}

/// Rows that acceptances of `$1` left.
const LEFT: &str = "SELECT array[
    (SELECT count(*) FROM bookings WHERE id = ANY($1) AND state = 'accepted' AND ends_at IS NOT NULL),
    (SELECT count(*) FROM orders WHERE actor_id IN (SELECT teacher_id FROM bookings WHERE id = ANY($1))),
    (SELECT count(*) FROM commitments WHERE booking_id = ANY($1)),
    (SELECT count(*) FROM booking_events WHERE booking_id = ANY($1)),
    (SELECT count(*) FROM reminders WHERE booking_id = ANY($1)),
    (SELECT count(*) FROM video_rooms WHERE booking_id = ANY($1)),
    (SELECT count(*) FROM video_guests WHERE booking_id = ANY($1)),
    (SELECT count(*) FROM jobs WHERE (payload ->> 'booking_id')::bigint = ANY($1)),
    (SELECT count(*) FROM notifications WHERE subject_id = ANY($1) AND kind = 'proposal_accepted'),
    (SELECT count(*) FROM ledger_transfers WHERE booking_id = ANY($1)),
    (SELECT coalesce(sum(balance), 0)::bigint FROM ledger_accounts WHERE booking_id = ANY($1))]";

/// That both have left the same behind, in every table.
pub async fn assert_same(database: &Database, by_site: &[i64], by_hand: &[i64]) -> anyhow::Result<()> {
    let site: Vec<i64> = database.query_one(LEFT, &[&by_site]).await?.try_get(0)?;
    let hand: Vec<i64> = database.query_one(LEFT, &[&by_hand]).await?.try_get(0)?;
    ensure!(site == hand && site.iter().all(|count| *count > 0), "the site left {site:?}, the hand {hand:?}");
    Ok(())
}
