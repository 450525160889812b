//! What is held for a booking is shared out once, and comes to what was held.

use diesel_async::AsyncConnection;
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skillswap::accounts::MemberId;
use skillswap::ledger::{self, Cause, Credits, LedgerError};

use crate::support::{Person, TestApp};

/// Ben has 50 credits, and so has Ana; `price` of Ben's is held for a booking.
async fn held(app: &TestApp, booking: i64, ben: MemberId, price: i64) {
    let mut conn = app.state.db.get().await.unwrap();
    ledger::hold(&mut conn, app.state.clock.now(), booking, ben, Credits(price)).await.unwrap();
}

async fn resolve(
    app: &TestApp,
    booking: i64,
    (ben, ana): (&Person, &Person),
    price: i64,
    to_ana: i64,
) -> Result<(), LedgerError> {
    let (now, pair) = (app.state.clock.now(), (ben.id, ana.id));
    let mut conn = app.state.db.get().await.unwrap();
    conn.transaction(async |conn| ledger::resolve(conn, now, booking, pair, Credits(price), Credits(to_ana)).await)
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_share_of_escrow_comes_to_the_price_and_says_what_it_was() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for (booking, price, to_ana, kind) in
        [(1, 1000, 1000, "release"), (2, 1000, 0, "refund"), (3, 1000, 500, "split"), (4, 333, 1, "split")]
    {
        let before = (app.balances(ana.id).await.0, app.balances(ben.id).await.0);
        held(&app, booking, ben.id, price).await;
        assert_eq!(app.balances(ben.id).await, (before.1 - price, price));
        resolve(&app, booking, (&ben, &ana), price, to_ana).await.unwrap();
        assert_eq!(app.balances(ana.id).await, (before.0 + to_ana, 0));
        assert_eq!(app.balances(ben.id).await, (before.1 - to_ana, 0));
        let said = format!("SELECT kind FROM ledger_transfers WHERE idempotency_key = 'resolve:{booking}'");
        assert_eq!(app.text(&said).await, kind);
    }
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_thirty_resolutions_at_once_exactly_one_is_made() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for booking in 1..=4 {
        held(&app, booking, ben.id, 1000).await;
        let tries = (0..30).map(|share| resolve(&app, booking, (&ben, &ana), 1000, share * 30));
        let outcomes = join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(LedgerError::AlreadyMoved))));
        assert!(matches!(resolve(&app, booking, (&ben, &ana), 1000, 0).await, Err(LedgerError::AlreadyMoved)));
    }
    let (anas, bens) = (app.balances(ana.id).await, app.balances(ben.id).await);
    assert_eq!((anas.0 + bens.0, anas.1, bens.1), (10_000, 0, 0));
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn escrow_pays_neither_more_nor_less_than_it_holds() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    held(&app, 1, ben.id, 1000).await;
    held(&app, 2, ben.id, 1000).await;
    // Nothing held, more than is held (though there is more for another booking), less, and shares that are none.
    for (booking, price, to_ana) in [(3, 1000, 0), (1, 1001, 1001), (1, 999, 999), (1, 1000, 1001), (1, 1000, -1)] {
        let refused = resolve(&app, booking, (&ben, &ana), price, to_ana).await;
        assert!(matches!(refused, Err(LedgerError::NotEnough)), "{booking} {price} {to_ana}: {refused:?}");
    }
    assert_eq!(app.balances(ben.id).await, (3000, 2000));
    assert_eq!(app.balances(ana.id).await, (5000, 0));
    let mut conn = app.state.db.get().await.unwrap();
    let again = ledger::hold(&mut conn, app.state.clock.now(), 1, ben.id, Credits(10)).await;
    assert!(matches!(again, Err(LedgerError::AlreadyMoved)), "{again:?}");
}

/// A book in memory: what each of three has, and what is held for which booking.
#[derive(Debug, Clone)]
enum Step {
    Hold { learner: usize, price: i64 },
    Resolve { booking: usize, teacher: usize, percent: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let hold = (0..3_usize, 1..4000_i64).prop_map(|(learner, price)| Step::Hold { learner, price });
    let resolve = (0..12_usize, 1..3_usize, 0..=100_i64).prop_map(|(booking, teacher, percent)| Step::Resolve {
        booking,
        teacher,
        percent,
    });
    prop::collection::vec(prop_oneof![hold, resolve], 1..40)
}

#[test]
fn whatever_is_held_and_shared_out_the_book_is_what_a_model_says() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (app, people) = runtime.block_on(async {
        let app = TestApp::start().await;
        let people = [app.teacher("Ana").await, app.teacher("Ben").await, app.teacher("Carla").await];
        (app, people)
    });
    let bookings = std::cell::Cell::new(0);
    TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() })
        .run(&steps(), |steps| {
            let first = bookings.replace(bookings.get() + 100);
            runtime.block_on(played(&app, &people, first, &steps));
            Ok(())
        })
        .unwrap();
    runtime.block_on(app.assert_book_balances());
}

/// Plays the steps in the book and in a model of it, and holds the one against the other.
async fn played(app: &TestApp, people: &[Person; 3], first: i64, steps: &[Step]) {
    let mut available = Vec::new();
    for person in people {
        available.push(app.balances(person.id).await.0);
    }
    // (learner, price, open)
    let mut escrows: Vec<(usize, i64, bool)> = Vec::new();
    for step in steps {
        match *step {
            Step::Hold { learner, price } => {
                let number = first + i64::try_from(escrows.len()).unwrap();
                let (now, who) = (app.state.clock.now(), people[learner].id);
                let mut conn = app.state.db.get().await.unwrap();
                let outcome =
                    conn.transaction(async |conn| ledger::hold(conn, now, number, who, Credits(price)).await).await;
                assert_eq!(outcome.is_ok(), available[learner] >= price, "{outcome:?}");
                escrows.push((learner, price, outcome.is_ok()));
                available[learner] -= if outcome.is_ok() { price } else { 0 };
            }
            Step::Resolve { booking, teacher, percent } => {
                let Some(&mut (learner, price, ref mut open)) = escrows.get_mut(booking) else { continue };
                let (teacher, share) = ((learner + teacher) % 3, price * percent / 100);
                let number = first + i64::try_from(booking).unwrap();
                let outcome = resolve(app, number, (&people[learner], &people[teacher]), price, share).await;
                assert_eq!(outcome.is_ok(), *open, "{outcome:?}");
                if *open {
                    available[teacher] += share;
                    available[learner] += price - share;
                }
                *open = false;
            }
        }
    }
    for (place, person) in people.iter().enumerate() {
        let held: i64 = escrows.iter().filter(|(learner, _, open)| *open && *learner == place).map(|(_, p, _)| p).sum();
        // What earlier rounds left open is held as well.
        let now = app.balances(person.id).await;
        assert_eq!(now.0, available[place]);
        assert!(now.1 >= held);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_adjusts_once_for_a_reason() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let now = app.state.clock.now();
    let adjustment = ledger::Adjustment { key: uuid::Uuid::new_v4(), member: ben.id, amount: Credits(-1234) };
    let mut conn = app.state.db.get().await.unwrap();
    let unexplained = ledger::adjust(&mut conn, Cause::by(now, ana.id), &adjustment).await;
    assert!(matches!(unexplained, Err(LedgerError::Database(_))), "{unexplained:?}");
    let cause = || Cause::by(now, ana.id).because("A session was counted twice");
    ledger::adjust(&mut conn, cause(), &adjustment).await.unwrap();
    assert!(matches!(ledger::adjust(&mut conn, cause(), &adjustment).await, Err(LedgerError::AlreadyMoved)));
    assert_eq!(app.balances(ben.id).await, (3766, 0));
    let too_much = ledger::Adjustment { key: uuid::Uuid::new_v4(), amount: Credits(-3767), ..adjustment };
    assert!(matches!(ledger::adjust(&mut conn, cause(), &too_much).await, Err(LedgerError::NotEnough)));
    app.assert_book_balances().await;
    ben.get("/credits").await.says("A session was counted twice").says("−12.34");
}
