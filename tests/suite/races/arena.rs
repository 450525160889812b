//! The two processes, and people who are logged in to both.

use skillswap::accounts::MemberId;
use skillswap::bookings::{self, Acceptance, BookingId, Proposal};
use skillswap::clock::Instant;
use skillswap::ledger::Credits;
use skillswap::skills::SkillId;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{Person, ServerProcess, TestApp, free_address};

const SECRET: &str = "3333333333333333333333333333333333333333333333333333333333333333";

/// Two processes, and this one, which arranges things and looks at them.
pub struct Arena {
    pub app: TestApp,
    nodes: [(std::net::SocketAddr, ServerProcess); 2],
    _folders: [TempDir; 2],
    skill: SkillId,
}

impl Arena {
    pub async fn open() -> Self {
        let app = TestApp::start_with(&[("SECRET_KEY", SECRET)]).await;
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let start = async |folder: &TempDir| {
            let address = free_address();
            let settings = [
                ("DATABASE_URL", app.state.db.url()),
                ("DATA_DIR", folder.path().to_str().unwrap()),
                ("SECRET_KEY", SECRET),
                ("WORKERS", "1"),
            ];
            (address, ServerProcess::start(address, &settings).await)
        };
        let nodes = [start(&folders[0]).await, start(&folders[1]).await];
        let skill = SkillId(app.skill().await);
        Self { app, nodes, _folders: folders, skill }
    }

    /// A teacher, as seen by both nodes.
    pub async fn teacher(&self, name: &str) -> [Person; 2] {
        self.on_both(self.app.teacher(name).await)
    }

    /// A learner with `credits`, as seen by both nodes.
    pub async fn learner(&self, name: &str, credits: i64) -> [Person; 2] {
        let person = self.app.learner(name).await;
        self.enrich(person.id, credits - 50).await;
        self.on_both(person)
    }

    fn on_both(&self, person: Person) -> [Person; 2] {
        self.nodes.each_ref().map(|(address, _)| person.on(*address))
    }

    /// Gives somebody more whole credits, or takes some.
    pub async fn enrich(&self, member: MemberId, credits: i64) {
        let hundredths = credits * 100;
        self.app
            .sql(&format!(
                "WITH t AS (INSERT INTO ledger_transfers (idempotency_key, kind, created_at)
                            VALUES ('test:{}', 'starter', now()) RETURNING id)
                 INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
                 SELECT t.id, a.id, CASE a.kind WHEN 'starter' THEN -({hundredths}) ELSE {hundredths} END, 0
                 FROM t, ledger_accounts a
                 WHERE a.kind = 'starter' OR (a.member_id = {member} AND a.kind = 'available') ORDER BY a.id",
                Uuid::new_v4()
            ))
            .await;
    }

    /// A proposal of half an hour, made at `now`.
    pub async fn proposal(&self, now: Instant, (learner, teacher): (&Person, &Person), slots: &[Instant]) -> BookingId {
        let proposal = Proposal {
            learner: learner.id,
            teacher: teacher.id,
            skill: self.skill,
            minutes: 30,
            slots: slots.to_vec(),
            agenda: String::new(),
            idempotency_key: Uuid::new_v4(),
        };
        bookings::propose(&mut self.app.state.db.get().await.unwrap(), now, &proposal).await.unwrap().id
    }

    /// An agreed session of half an hour, agreed at `now`.
    pub async fn session(&self, now: Instant, (learner, teacher): (&Person, &Person), at: Instant) -> BookingId {
        let id = self.proposal(now, (learner, teacher), &[at]).await;
        let first = Acceptance { slot: 1, told: Vec::new() };
        let mut conn = self.app.state.db.get().await.unwrap();
        bookings::accept(&mut conn, now, id, (teacher.id, Uuid::new_v4()), &first).await.unwrap();
        id
    }

    /// Ends an agreed session, so that its time is free for the next round.
    pub async fn clear(&self, teacher: &Person, id: BookingId) {
        let (mut conn, now) = (self.app.state.db.get().await.unwrap(), self.app.state.clock.now());
        bookings::cancel(&mut conn, now, id, (teacher.id, Uuid::new_v4()), "", Credits(500)).await.unwrap();
    }

    /// The start of a half hour from now, some days ahead.
    pub fn half_hour(&self, n: usize) -> Instant {
        self.app.in_days(2).plus_minutes(30 * i64::try_from(n).unwrap())
    }

    /// What became of a booking, and how often credits moved for it.
    pub async fn outcome(&self, id: BookingId) -> String {
        self.app
            .text(&format!(
                "SELECT format('%s, held %s, released %s, refunded %s, times %s', state,
                    (SELECT count(*) FROM ledger_transfers t WHERE t.booking_id = b.id AND kind = 'hold'),
                    (SELECT count(*) FROM ledger_transfers t WHERE t.booking_id = b.id AND kind = 'release'),
                    (SELECT count(*) FROM ledger_transfers t WHERE t.booking_id = b.id AND kind = 'refund'),
                    (SELECT count(*) FROM commitments c WHERE c.booking_id = b.id))
                 FROM bookings b WHERE id = {id}"
            ))
            .await
    }

    /// What must hold at the end of every race.
    pub async fn assert_whole(&self) {
        self.app.assert_book_balances().await;
        let overlapping = "SELECT count(*) FROM commitments a JOIN commitments b
             ON a.member_id = b.member_id AND a.booking_id < b.booking_id AND a.during && b.during";
        assert_eq!(self.app.number(overlapping).await, 0);
        let held = "SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE kind = 'held'";
        let agreed = "SELECT coalesce(sum(price), 0) FROM bookings WHERE state IN ('accepted', 'disputed')";
        assert_eq!(self.app.number(held).await, self.app.number(agreed).await);
    }
}

/// How many of the answers say that it was done; the others must say that it cannot be done any more.
pub fn done(answers: &[crate::support::Answer]) -> usize {
    for answer in answers {
        assert!(matches!(answer.status, 303 | 409), "{}: {}", answer.status, answer.body);
    }
    answers.iter().filter(|answer| answer.status == 303).count()
}
