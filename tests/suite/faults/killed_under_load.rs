//! The program or its database is killed without a word, again and again, while people propose, accept, counter, move, call
//! off and rate. Whoever gets no answer sends the same form again. In the end everything that was acknowledged is there
//! once, nothing else is, and the book is right to the last hundredth. `KILLS` says how often (10 unless told).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::Rng;
use skillswap::bookings::{self, Acceptance, Proposal};
use skillswap::db::embedded::{Options, Server};
use skillswap::skills::SkillId;
use uuid::Uuid;

use crate::support::{Answer, Person, ServerProcess, TestApp, free_address, migrate};

const SECRET: &str = "4444444444444444444444444444444444444444444444444444444444444444";
/// Teachers, each with a learner, who do things at the same time.
const PAIRS: usize = 6;
/// Sessions of each pair that are over and wait for ratings.
const PAST: i64 = 40;
/// So long a learner's hours are apart from now that everything goes back when a session is called off.
const FIRST_HOUR: i64 = 48;

/// What was acknowledged: how often, by booking, kind of event, and who did it.
type Record = BTreeMap<(i64, String, i64), i64>;

/// What all of them share.
struct Load {
    address: SocketAddr,
    skill: i32,
    acknowledged: AtomicUsize,
    over: AtomicBool,
}

/// A teacher and a learner, and what they were told.
struct Pair {
    teacher: Person,
    learner: Person,
    past: Vec<i64>,
    load: Arc<Load>,
    record: Record,
    hour: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_acknowledged_is_true_once_whoever_is_killed() {
    let kills = std::env::var("KILLS").map_or(10, |kills| kills.parse().unwrap());
    let folder = tempfile::Builder::new().prefix("skillswap-test-").tempdir().unwrap();
    let mut database = Server::start(folder.path(), &Options::default()).await.unwrap();
    let url = database.application_url();
    let owner = database.url();
    migrate(&url, &owner).await;
    let settings = [("SECRET_KEY", SECRET), ("DATABASE_OWNER_URL", owner.as_str())];
    let app = TestApp::start_on(&url, &settings).await;
    let address = free_address();
    let load = Arc::new(Load {
        address,
        skill: app.skill().await,
        acknowledged: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    });
    let mut pairs = Vec::new();
    for n in 0..PAIRS {
        pairs.push(Pair::make(&app, &load, n).await);
    }
    let before = i64::try_from(PAIRS).unwrap() * PAST * 2;
    let data = tempfile::tempdir().unwrap();
    let serve = async || {
        // Requests that fail are what this is about.
        let log = std::fs::File::options().create(true).append(true).open(data.path().join("log")).unwrap();
        let data = data.path().to_str().unwrap();
        let settings =
            [("DATABASE_URL", url.as_str()), ("DATA_DIR", data), ("SECRET_KEY", SECRET), ("RUN_JOBS", "true")];
        ServerProcess::start_logging_to(log, address, &settings).await
    };
    let mut server = serve().await;
    let workers: Vec<_> = pairs.into_iter().map(|pair| tokio::spawn(pair.live())).collect();
    for _ in 0..kills {
        let enough = load.acknowledged.load(Ordering::SeqCst) + rand::rng().random_range(1..60);
        while load.acknowledged.load(Ordering::SeqCst) < enough {
            assert!(workers.iter().all(|worker| !worker.is_finished()), "somebody has given up");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        if rand::random() {
            server.kill();
            server = serve().await;
        } else {
            kill_database(&database);
            drop(database);
            database = Server::start(folder.path(), &Options::default()).await.unwrap();
        }
    }
    load.over.store(true, Ordering::SeqCst);
    let mut record = Record::new();
    for worker in workers {
        record.extend(worker.await.unwrap());
    }
    server.kill();
    println!("{kills} kills, {} acknowledged", load.acknowledged.load(Ordering::SeqCst));
    // Its connections have died with the database.
    drop(app);
    let app = TestApp::start_on(&url, &settings).await;
    assert_eq!(events(&app, before).await, record);
    assert_whole(&app).await;
    drop(app);
    database.stop().await.unwrap();
}

/// Kills the postmaster, and its children before they can see it.
fn kill_database(database: &Server) {
    let lock = std::fs::read_to_string(database.socket_dir().join(".s.PGSQL.5432.lock")).unwrap();
    let postmaster: i32 = lock.lines().next().unwrap().parse().unwrap();
    // Looked for first: what has lost its parent is the system's.
    let children: Vec<i32> = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|process| parent_of(&process.path()) == Some(postmaster))
        .filter_map(|process| process.file_name().to_string_lossy().parse().ok())
        .collect();
    kill(Pid::from_raw(postmaster), Signal::SIGKILL).unwrap();
    for child in children {
        // Gone already when it was faster than we.
        let _gone = kill(Pid::from_raw(child), Signal::SIGKILL);
    }
}

fn parent_of(process: &Path) -> Option<i32> {
    let stat = std::fs::read_to_string(process.join("stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}

/// Every event that somebody caused since `before` of them were arranged, and how often it is there.
async fn events(app: &TestApp, arranged: i64) -> Record {
    let listed = app
        .text(
            "SELECT coalesce(string_agg(format('%s %s %s', booking_id, kind, actor_id), ','), '') FROM (
                 SELECT booking_id, kind, actor_id FROM booking_events WHERE actor_id IS NOT NULL ORDER BY id) e",
        )
        .await;
    let mut record = Record::new();
    for line in listed.split(',').skip(usize::try_from(arranged).unwrap()) {
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap();
        let key = (next().parse().unwrap(), next().to_owned(), next().parse().unwrap());
        *record.entry(key).or_default() += 1;
    }
    record
}

async fn assert_whole(app: &TestApp) {
    app.assert_book_balances().await;
    let accepted = app.number("SELECT count(*) FROM bookings WHERE state IN ('accepted', 'completed')").await;
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, accepted * 2);
    let held = "SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE kind = 'held'";
    assert_eq!(
        app.number(held).await,
        app.number("SELECT coalesce(sum(price), 0) FROM bookings WHERE state = 'accepted'").await
    );
    let settled = "SELECT count(*) FROM bookings WHERE state IN ('cancelled', 'completed')";
    let resolved = "SELECT count(*) FROM ledger_transfers WHERE idempotency_key LIKE 'resolve:%'";
    assert_eq!(app.number(settled).await, app.number(resolved).await);
}

impl Pair {
    async fn make(app: &TestApp, load: &Arc<Load>, n: usize) -> Self {
        let (teacher, learner) =
            (app.teacher(&format!("Teacher {n}")).await, app.learner(&format!("Learner {n}")).await);
        app.sql(&format!(
            "WITH t AS (INSERT INTO ledger_transfers (idempotency_key, kind, created_at) VALUES ('test:{n}', 'starter', now()) RETURNING id)
             INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
             SELECT t.id, a.id, CASE a.kind WHEN 'starter' THEN -1000000 ELSE 1000000 END, 0 FROM t, ledger_accounts a
             WHERE a.kind = 'starter' OR (a.member_id = {} AND a.kind = 'available') ORDER BY a.id",
            learner.id
        ))
        .await;
        let past = past(app, load.skill, &teacher, &learner).await;
        let (teacher, learner) = (teacher.on(load.address), learner.on(load.address));
        Self { teacher, learner, past, load: Arc::clone(load), record: Record::new(), hour: 0 }
    }

    /// Does one thing after the other until it is over, and gives what was acknowledged.
    async fn live(mut self) -> Record {
        while !self.load.over.load(Ordering::SeqCst) {
            let what = rand::rng().random_range(0..7);
            match (what, self.past.pop()) {
                (0, Some(id)) => self.rate(id).await,
                (_, past) => {
                    self.past.extend(past);
                    self.book(what).await;
                }
            }
        }
        self.record
    }

    async fn rate(&mut self, id: i64) {
        let marks = [("overall", "4"), ("knowledge", "4"), ("communication", "4"), ("professionalism", "4")];
        self.act(true, id, "rating", &marks, "rated").await;
        self.act(false, id, "rating", &marks, "rated").await;
    }

    async fn book(&mut self, what: u8) {
        self.hour = (self.hour + 2) % 500;
        let (first, second) = (self.at(0), self.at(1));
        let (slot, refund) = ([("slot", second.as_str())], [("refund", "1000")]);
        let id = self.propose(&first).await;
        let one = [("slot", "1")];
        match what {
            1 => self.act(false, id, "withdrawal", &[], "withdrawn").await,
            2 => self.act(true, id, "refusal", &[], "declined").await,
            3 => {
                self.act(true, id, "counter", &slot, "countered").await;
                self.act(false, id, "acceptance", &one, "accepted").await;
                self.act(false, id, "cancellation", &refund, "cancelled").await;
            }
            4 => {
                self.act(true, id, "acceptance", &one, "accepted").await;
                self.act(false, id, "move", &slot, "move_offered").await;
                self.act(true, id, "move/agreement", &one, "moved").await;
                self.act(true, id, "cancellation", &refund, "cancelled").await;
            }
            5 => {
                self.act(true, id, "acceptance", &one, "accepted").await;
                self.act(true, id, "move", &slot, "move_offered").await;
                self.act(false, id, "move/refusal", &[], "move_refused").await;
                self.act(true, id, "cancellation", &refund, "cancelled").await;
            }
            _ => {
                self.act(true, id, "acceptance", &one, "accepted").await;
                self.act(false, id, "cancellation", &refund, "cancelled").await;
            }
        }
    }

    /// A full hour of theirs, as forms say it.
    fn at(&self, later: i64) -> String {
        let clock = skillswap::clock::Clock::default().now();
        let hour = 3_600_000_000;
        let now = skillswap::clock::Instant::from_microseconds(clock.microseconds() / hour * hour);
        now.plus_hours(FIRST_HOUR + self.hour + later).to_string()
    }

    async fn propose(&mut self, slot: &str) -> i64 {
        let (skill, key) = (self.load.skill.to_string(), Uuid::new_v4().to_string());
        let form = [("skill", skill.as_str()), ("minutes", "60"), ("idempotency_key", &key), ("slot", slot)];
        let answer = self.send(false, &format!("/members/{}/proposal", self.teacher.id), &form).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let id = answer.location().rsplit('/').next().unwrap().parse().unwrap();
        self.note(id, "proposed", false);
        id
    }

    async fn act(&mut self, teacher: bool, id: i64, action: &str, form: &[(&str, &str)], event: &str) {
        let key = Uuid::new_v4().to_string();
        let form: Vec<_> =
            form.iter().copied().chain([("key", key.as_str()), ("idempotency_key", key.as_str())]).collect();
        let answer = self.send(teacher, &format!("/bookings/{id}/{action}"), &form).await;
        assert_eq!(answer.status, 303, "{action} of {id}: {}", answer.body);
        assert!(answer.location().starts_with(&format!("/bookings/{id}")), "{action}: {}", answer.location());
        self.note(id, event, teacher);
    }

    fn note(&mut self, id: i64, event: &str, teacher: bool) {
        let actor = if teacher { self.teacher.id.0 } else { self.learner.id.0 };
        *self.record.entry((id, event.to_owned(), actor)).or_default() += 1;
        self.load.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    /// Sends the same form until somebody who is not about to die answers it.
    async fn send(&self, teacher: bool, path: &str, form: &[(&str, &str)]) -> Answer {
        let person = if teacher { &self.teacher } else { &self.learner };
        for _ in 0..3_000 {
            match person.try_post(path, form).await {
                Some(answer) if answer.status < 500 => return answer,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        panic!("{path} was not answered for a minute");
    }
}

/// Sessions of the two that are over by some hours.
async fn past(app: &TestApp, skill: i32, teacher: &Person, learner: &Person) -> Vec<i64> {
    let mut conn = app.state.db.get().await.unwrap();
    let mut ids = Vec::new();
    for n in 0..PAST {
        let at = app.in_days(0).plus_hours(-2 - n);
        let then = at.plus_hours(-24);
        let proposal = Proposal {
            learner: learner.id,
            teacher: teacher.id,
            skill: SkillId(skill),
            minutes: 60,
            slots: vec![at],
            agenda: String::new(),
            idempotency_key: Uuid::new_v4(),
        };
        let id = bookings::propose(&mut conn, then, &proposal).await.unwrap().id;
        let first = Acceptance { slot: 1, told: Vec::new() };
        bookings::accept(&mut conn, then, id, (teacher.id, Uuid::new_v4()), &first).await.unwrap();
        ids.push(id.0);
    }
    ids
}
