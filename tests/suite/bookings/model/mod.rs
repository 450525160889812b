//! Random commands by random people in random order, against the real verbs and, beside them, a model (`world`) that was
//! written from the product's description alone. After each command both must say the same and stand the same.
//!
//! `BOOKING_COMMANDS` says how many (10,000 unless told; 1,000,000 at night), `BOOKING_SEED` repeats a run.

mod chance;
mod orders;
mod world;

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use skillswap::accounts::MemberId;
use skillswap::bookings::{self, BookingId};
use skillswap::clock::Instant;
use skillswap::db::Connection;
use uuid::Uuid;

use crate::support::TestApp;
use chance::Chance;
use orders::{Order, Told};
use world::{Command, MODERATOR, PEOPLE, STARTER, World};

/// Commands in one world: as its bookings become many, everything about it takes longer.
const A_WORLD: usize = 1_000;
/// Worlds that run at the same time, each on a database of its own.
const AT_ONCE: usize = 3;
/// How many commands lie between two looks at everything.
const LOOK: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_anybody_does_in_whatever_order_the_model_and_the_book_agree() {
    let commands = number("BOOKING_COMMANDS").unwrap_or(10_000);
    let seed = number("BOOKING_SEED").unwrap_or_else(rand::random);
    println!("BOOKING_SEED={seed}");
    let worlds = commands.div_ceil(A_WORLD as u64);
    let lanes = (0..AT_ONCE as u64).map(|lane| {
        let mine: Vec<u64> = (0..worlds).filter(|world| world % AT_ONCE as u64 == lane).collect();
        tokio::spawn(async move {
            let (app, mut seen) = (TestApp::start().await, Seen::new());
            for world in mine {
                for (what, times) in Play::begin(&app, seed, world).await.run().await {
                    *seen.entry(what).or_default() += times;
                }
            }
            app.assert_book_balances().await;
            seen
        })
    });
    let mut seen = Seen::new();
    for lane in futures_util::future::join_all(lanes).await {
        for (what, times) in lane.unwrap() {
            *seen.entry(what).or_default() += times;
        }
    }
    println!("{seen:#?}");
    // A play in which something never happens proves nothing about it.
    let missing: Vec<_> = EVERYTHING.split_whitespace().filter(|what| !seen.contains_key(*what)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}

/// How often something happened: a command that was done, a refusal, a state at the end of a world.
type Seen = BTreeMap<String, usize>;

/// What every run of 10,000 commands comes by.
const EVERYTHING: &str = "
    Propose Accept Decline Counter Withdraw OfferMove AgreeMove RefuseMove WithdrawMove Cancel Rate Claim Admit Contest
    Decide
    WithOneself RatingOverdue NotEnough SlotsUnavailable NotFound NotNow NotYours NotASlot SlotPassed SlotTaken NoMove
    MoveOpen HasBegun RefundChanged NotOver Rating TooEarly ClaimAnswered AnswerTooLate LearnerCannotPay
    declined withdrawn expired cancelled completed resolved";

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

/// A world and its double in the database.
struct Play<'a> {
    app: &'a TestApp,
    conn: Connection,
    chance: Chance,
    world: World,
    /// The minute 0 of the world.
    base: Instant,
    people: Vec<MemberId>,
    skill: i32,
    ids: Vec<BookingId>,
    done: Vec<Order>,
    name: String,
    seen: Seen,
}

impl<'a> Play<'a> {
    async fn begin(app: &'a TestApp, seed: u64, number: u64) -> Self {
        let mut people = Vec::new();
        for who in 0..=MODERATOR {
            let id = app.enrol(&format!("W{number} P{who}")).await;
            app.settle_in(id, "teach").await;
            people.push(id);
        }
        let hour = 3_600_000_000;
        let now = app.state.clock.now().microseconds();
        // What is left of earlier worlds has come to its end: nothing of it is due in this one.
        let base = Instant::from_microseconds(now - now % hour).plus_hours(24 * 400 * i64::try_from(number).unwrap());
        Self {
            app,
            conn: app.state.db.dedicated().await.unwrap(),
            chance: Chance(StdRng::seed_from_u64(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))),
            world: World::new(0),
            base,
            people,
            skill: app.skill().await,
            ids: Vec::new(),
            done: Vec::new(),
            name: format!("BOOKING_SEED={seed}, world {number}"),
            seen: Seen::new(),
        }
    }

    async fn run(mut self) -> Seen {
        for step in 0..A_WORLD {
            match self.chance.0.random_range(0..100) {
                0..12 => self.wait().await,
                12..20 => self.again().await,
                20..23 => self.same_key_for_something_else().await,
                _ => self.command().await,
            }
            self.compare(step % LOOK == 0).await;
        }
        for booking in &self.world.bookings {
            *self.seen.entry(format!("{:?}", booking.state).to_lowercase()).or_default() += 1;
        }
        self.seen
    }

    fn at(&self, minute: i64) -> Instant {
        self.base.plus_minutes(minute)
    }

    fn now(&self) -> Instant {
        self.at(self.world.now)
    }

    /// A new command: refused when the model refuses it, and for a reason of the model's.
    async fn command(&mut self) {
        let (who, at, command) = self.chance.command(&self.world);
        let order = Order { who, at, command, key: Uuid::from_u128(self.chance.0.random()) };
        let refusals = self.world.refusals(order.who, order.at, &order.command);
        let told = self.give(&order).await;
        let what = match &told {
            Told::Refused(reason) => reason.clone(),
            Told::Done(_) => orders::name(&order.command),
        };
        *self.seen.entry(what).or_default() += 1;
        match &told {
            Told::Refused(reason) if refusals.contains(&reason.as_str()) => {}
            Told::Done(id) if refusals.is_empty() => {
                self.world.apply(order.who, order.at, &order.command);
                self.ids.extend(id);
                self.done.push(order);
            }
            _ => panic!(
                "{}, minute {}: {order:?} gave {told:?}, expected one of {refusals:?}",
                self.name, self.world.now
            ),
        }
    }

    /// A copy of what was done before: the same answer, and no effect, as the comparison shows.
    async fn again(&mut self) {
        let Some(order) = self.chance.one_of(&self.done).cloned() else { return };
        let told = self.give(&order).await;
        let first = matches!(order.command, Command::Propose { .. }).then(|| self.id_of(&order));
        match told {
            Told::Done(id) if first.is_none_or(|first| id == Some(first)) => {}
            _ => panic!("{}: a copy of {order:?} gave {told:?}", self.name),
        }
    }

    /// The key of what was done before with another command for the same booking.
    async fn same_key_for_something_else(&mut self) {
        let Some(order) = self.chance.one_of(&self.done).cloned() else { return };
        let Some(at) = order.at.filter(|_| order.who != MODERATOR) else { return };
        let command = self.chance.command_for(&self.world, order.who, at);
        if format!("{command:?}") == format!("{:?}", order.command) || matches!(command, Command::Decide { .. }) {
            return;
        }
        let other = Order { command, ..order.clone() };
        let told = self.give(&other).await;
        assert!(
            matches!(&told, Told::Refused(why) if why == "KeyUsed"),
            "{}: {order:?}, {other:?}: {told:?}",
            self.name
        );
    }

    fn id_of(&self, proposal: &Order) -> BookingId {
        let same = |other: &&Order| matches!(other.command, Command::Propose { .. });
        let nth = self.done.iter().filter(same).position(|other| other.key == proposal.key).unwrap();
        self.ids[nth]
    }

    /// Time goes on, and does what is due.
    async fn wait(&mut self) {
        let minutes = self.chance.pause();
        self.world.wait(minutes);
        let now = self.now();
        let conn: &mut Connection = &mut self.conn;
        bookings::remind_due(conn, now).await.unwrap();
        while !bookings::settle_due(conn, now).await.unwrap().is_empty() {}
        while !bookings::expire_overdue(conn, now).await.unwrap().is_empty() {}
        while !bookings::lapse_due(conn, now).await.unwrap().is_empty() {}
    }

    /// What everybody has and, of all bookings or of the last ones, how they stand: here and there.
    async fn compare(&self, all: bool) {
        let first = if all { 0 } else { self.ids.len().saturating_sub(20) };
        let ours: Vec<String> = self.world.bookings.iter().skip(first).map(orders::line).collect();
        let credits: Vec<String> =
            (0..PEOPLE).map(|who| format!("{} {}", self.world.available[who], self.world.held(who))).collect();
        let (ids, people) = (orders::array(self.ids.iter().skip(first)), orders::array(&self.people[..PEOPLE]));
        let query = orders::snapshot(&people, &ids, self.base);
        let theirs = self.app.text(&query).await;
        let ours = format!("{}\n{}", credits.join("\n"), ours.join("\n"));
        assert_eq!(theirs, ours, "{}, minute {}, after {:?}", self.name, self.world.now, self.done.last());
        let total: i64 = (0..PEOPLE).map(|who| self.world.available[who] + self.world.held(who)).sum();
        assert_eq!(total, STARTER * i64::try_from(PEOPLE).unwrap(), "credits came from nowhere");
    }
}
