//! What acceptance is held against: the statements of its transaction, as they are and in their order, prepared on
//! connections of their own. What they give is read as far as the next ones need it; nothing is decided.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;
use skillswap::availability::DIARIES;
use skillswap::ratings::OVERDUE;
use tokio::task::JoinSet;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};
use uuid::Uuid;

use crate::measurement::Measurement;
use crate::proposals::Waiting;
use crate::{CONNECTIONS, connect};

const LOCK: &str = "SELECT b.id, b.learner_id, b.teacher_id, b.minutes, b.price, b.state, b.round, b.starts_at, b.ends_at, \
    t.terms::text FROM bookings b JOIN booking_terms t ON t.id = b.terms_id \
    WHERE b.id = $1 AND ($2::bigint IS NULL OR $2 IN (b.learner_id, b.teacher_id)) FOR UPDATE OF b";
const ORDER: &str = "INSERT INTO orders (actor_id, key, fingerprint, done_at) VALUES ($1, $2::text::uuid, $3, $4) \
    ON CONFLICT DO NOTHING";
const SLOT: &str = "SELECT starts_at FROM booking_slots WHERE booking_id = $1 AND round = $2 AND position = 1 LIMIT 1";
const PEOPLE: &str = "SELECT id FROM members WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE";
const STANDING: &str = "INSERT INTO standings (member_id) VALUES ($1) ON CONFLICT DO NOTHING";
const ANSWERED: &str = "UPDATE standings SET proposals_answered = proposals_answered + 1 WHERE member_id = $1";
const COMMIT: &str = "INSERT INTO commitments (booking_id, member_id, starts_at, ends_at) \
    VALUES ($1, $2, $4, $5), ($1, $3, $4, $5)";
const ESCROW: &str = "WITH opened AS (INSERT INTO ledger_accounts (kind, member_id, booking_id) VALUES ('held', $1, $2) \
        ON CONFLICT DO NOTHING RETURNING id, kind, balance) \
    SELECT id, kind, balance FROM opened \
    UNION ALL SELECT id, kind, balance FROM ledger_accounts WHERE booking_id = $2 \
    UNION ALL SELECT id, kind, balance FROM ledger_accounts WHERE member_id = $1 AND kind = 'available'";
const POST: &str = "WITH made AS (INSERT INTO ledger_transfers (idempotency_key, kind, booking_id, actor_id, reason, created_at) \
        VALUES ($1, 'hold', $2, NULL, NULL, $3) ON CONFLICT (idempotency_key) DO NOTHING RETURNING id) \
    INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after) \
    SELECT made.id, moved.account, moved.amount, 0 \
    FROM made, unnest($4::bigint[], $5::bigint[]) AS moved (account, amount) ORDER BY moved.account";
const AGREE: &str =
    "UPDATE bookings SET state = 'accepted', starts_at = $2, ends_at = $3, answered_at = $4 WHERE id = $1";
const EVENT: &str = "INSERT INTO booking_events (booking_id, kind, actor_id, at, details) \
    VALUES ($1, 'accepted', $2, $3, $4::text::jsonb)";
const REMINDERS: &str =
    "INSERT INTO reminders (booking_id, minutes, due_at) VALUES ($1, 1440, $2), ($1, 60, $3), ($1, 15, $4)";
const ROOM: &str = "INSERT INTO video_rooms (booking_id, state, room_key, starts_at, ends_at, expires_at, created_at, changed_at) \
    VALUES ($1, 'wanted', $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING";
const GUESTS: &str = "INSERT INTO video_guests (booking_id, member_id) VALUES ($1, $2), ($1, $3)";
const JOB: &str = "WITH added AS (INSERT INTO jobs (kind, payload, unique_key, max_attempts, run_at, created_at) \
        VALUES ($1, $2::text::jsonb, $3, 10, $4, $5) \
        ON CONFLICT (unique_key) DO UPDATE SET unique_key = excluded.unique_key RETURNING run_at) \
    SELECT CASE WHEN pg_try_advisory_xact_lock(2002873189) THEN pg_notify('jobs', '') END FROM added WHERE run_at <= $5";
const NOTIFY: &str = "INSERT INTO notifications (member_id, category, kind, actor_id, subject_id, created_at) \
    VALUES ($1, 'sessions', 'proposal_accepted', $2, $3, $4)";

const QUARTER: Duration = Duration::from_secs(900);
const DAY: Duration = Duration::from_secs(86_400);

const ALL: [&str; 18] = [
    LOCK, ORDER, SLOT, PEOPLE, OVERDUE, DIARIES, STANDING, ANSWERED, COMMIT, ESCROW, POST, AGREE, EVENT, REMINDERS,
    ROOM, GUESTS, JOB, NOTIFY,
];

/// Connections with every statement prepared on each.
pub struct Raw {
    connections: Vec<Arc<Connection>>,
}

struct Connection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
}

/// What the rows of a proposal say.
struct Proposal {
    booking: i64,
    learner: i64,
    teacher: i64,
    price: i64,
    starts: SystemTime,
    ends: SystemTime,
}

impl Raw {
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            connections.push(Arc::new(Connection::open(url).await?));
        }
        Ok(Self { connections })
    }

    /// Does the transaction for all of `proposals`, each connection one after the other.
    pub async fn run(&self, proposals: &[Waiting]) -> anyhow::Result<Measurement> {
        let (proposals, next): (Arc<[Waiting]>, _) = (proposals.into(), Arc::new(AtomicUsize::new(0)));
        let mut running = JoinSet::new();
        let began = Instant::now();
        for connection in &self.connections {
            let (connection, proposals, next) = (Arc::clone(connection), Arc::clone(&proposals), Arc::clone(&next));
            running.spawn(async move {
                let mut seen = Measurement::new(Duration::ZERO)?;
                while let Some(proposal) = proposals.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let asked = Instant::now();
                    connection.accept(proposal).await.with_context(|| format!("booking {}", proposal.booking))?;
                    seen.record(asked.elapsed())?;
                }
                anyhow::Ok(seen)
            });
        }
        let mut all = Measurement::new(Duration::ZERO)?;
        while let Some(seen) = running.join_next().await {
            all.add(&seen??)?;
        }
        all.lasted(began.elapsed());
        Ok(all)
    }
}

impl Connection {
    async fn open(url: &str) -> anyhow::Result<Self> {
        let client = connect(url).await?;
        let mut statements = HashMap::new();
        for text in ALL {
            statements.insert(text, client.prepare(text).await.context(text)?);
        }
        Ok(Self { client, statements })
    }

    async fn accept(&self, waiting: &Waiting) -> anyhow::Result<()> {
        let now = SystemTime::now();
        self.client.batch_execute("BEGIN").await?;
        let proposal = self.look(waiting, now).await?;
        self.take(&proposal).await?;
        self.pay(&proposal, now).await?;
        self.agree(&proposal, now).await?;
        self.open_room(&proposal, now).await?;
        self.tell(&proposal, now).await?;
        Ok(self.client.batch_execute("COMMIT").await?)
    }

    async fn look(&self, waiting: &Waiting, now: SystemTime) -> anyhow::Result<Proposal> {
        let row = self.one(LOCK, &[&waiting.booking, &waiting.teacher]).await?;
        let (booking, round): (i64, i16) = (row.try_get(0)?, row.try_get(6)?);
        let (learner, teacher, price) = (row.try_get(1)?, row.try_get(2)?, row.try_get(4)?);
        let (key, fingerprint) = (Uuid::new_v4().to_string(), [0_u8; 32]);
        self.all(ORDER, &[&teacher, &key, &fingerprint.as_slice(), &now]).await?;
        let starts: SystemTime = self.one(SLOT, &[&booking, &round]).await?.try_get(0)?;
        let people = [learner, teacher];
        self.all(PEOPLE, &[&people.as_slice()]).await?;
        self.all(OVERDUE, &[&teacher, &now]).await?;
        self.all(DIARIES, &[&people.as_slice(), &(now - 9 * DAY), &(now + 92 * DAY), &booking]).await?;
        Ok(Proposal { booking, learner, teacher, price, starts, ends: starts + 4 * QUARTER })
    }

    async fn take(&self, of: &Proposal) -> anyhow::Result<()> {
        self.all(STANDING, &[&of.teacher]).await?;
        self.all(ANSWERED, &[&of.teacher]).await?;
        self.all(COMMIT, &[&of.booking, &of.learner, &of.teacher, &of.starts, &of.ends]).await?;
        Ok(())
    }

    async fn pay(&self, of: &Proposal, now: SystemTime) -> anyhow::Result<()> {
        let (mut paying, mut escrow): (i64, i64) = (0, 0);
        for row in self.all(ESCROW, &[&of.learner, &of.booking]).await? {
            match row.try_get(1)? {
                "held" => escrow = row.try_get(0)?,
                _ => paying = row.try_get(0)?,
            }
        }
        let (accounts, amounts) = ([paying, escrow], [-of.price, of.price]);
        let key = format!("hold:{}", of.booking);
        self.all(POST, &[&key, &of.booking, &now, &accounts.as_slice(), &amounts.as_slice()]).await?;
        Ok(())
    }

    async fn agree(&self, of: &Proposal, now: SystemTime) -> anyhow::Result<()> {
        self.all(AGREE, &[&of.booking, &of.starts, &of.ends, &now]).await?;
        let details = r#"{"times": ["2026-11-30T17:00:00Z"]}"#;
        self.all(EVENT, &[&of.booking, &of.teacher, &now, &details]).await?;
        let (day, hour, quarter) = (of.starts - DAY, of.starts - 4 * QUARTER, of.starts - QUARTER);
        self.all(REMINDERS, &[&of.booking, &day, &hour, &quarter]).await?;
        Ok(())
    }

    async fn open_room(&self, of: &Proposal, now: SystemTime) -> anyhow::Result<()> {
        let key = format!("{:040x}", Uuid::new_v4().as_u128());
        self.all(ROOM, &[&of.booking, &key, &of.starts, &of.ends, &(of.ends + 2 * QUARTER), &now]).await?;
        self.all(GUESTS, &[&of.booking, &of.learner, &of.teacher]).await?;
        Ok(())
    }

    async fn tell(&self, of: &Proposal, now: SystemTime) -> anyhow::Result<()> {
        let payload = format!(r#"{{"booking_id": {}}}"#, of.booking);
        let (key, no_key) = (Some(format!("video-room:{}", of.booking)), None::<String>);
        self.all(JOB, &[&"video.tend_room", &payload, &key, &now, &now]).await?;
        self.all(JOB, &[&"video.room_opens", &payload, &no_key, &(of.starts - QUARTER), &now]).await?;
        self.all(JOB, &[&"bookings.session_changed", &payload, &no_key, &now, &now]).await?;
        self.all(NOTIFY, &[&of.learner, &of.teacher, &of.booking, &now]).await?;
        Ok(())
    }

    async fn all(&self, text: &str, values: &[&(dyn ToSql + Sync)]) -> anyhow::Result<Vec<Row>> {
        let statement = self.statements.get(text).context("not prepared")?;
        Ok(self.client.query(statement, values).await?)
    }

    async fn one(&self, text: &str, values: &[&(dyn ToSql + Sync)]) -> anyhow::Result<Row> {
        self.all(text, values).await?.pop().context("no row")
    }
}
