//! The server dies a hundred times while sessions are being accepted. Whatever it had acknowledged is still true, and the
//! book still sums to zero.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use skillswap::accounts::MemberId;

use crate::support::{Person, ServerProcess, TestApp, free_address};

const KILLS: usize = 100;
/// Proposals accepted at once in one life of the server.
const AT_ONCE: usize = 16;

/// Ben has proposed `count` sessions to Ana, each at an hour of its own, and has the credits for all.
async fn arrange(app: &TestApp, count: usize) -> (Person, Person, i64) {
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let (a, b, skill) = (ana.id, ben.id, app.skill().await);
    let first = app.number("SELECT nextval(pg_get_serial_sequence('bookings', 'id'))").await + 1;
    app.sql(&format!(
        "INSERT INTO bookings (id, learner_id, teacher_id, skill_id, minutes, price, idempotency_key, proposed_at)
             SELECT {first} + n, {b}, {a}, {skill}, 60, 1000, gen_random_uuid(), now() FROM generate_series(0, {count} - 1) n;
         INSERT INTO booking_slots SELECT {first} + n, 1, date_trunc('hour', now()) + make_interval(hours => n + 2)
             FROM generate_series(0, {count} - 1) n;
         WITH t AS (INSERT INTO ledger_transfers (idempotency_key, kind, created_at) VALUES ('test:rich', 'starter', now()) RETURNING id)
         INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
             SELECT t.id, x.id, CASE x.kind WHEN 'starter' THEN -{count} ELSE {count} END * 1000, 0
             FROM t, ledger_accounts x WHERE x.kind = 'starter' OR (x.member_id = {b} AND x.kind = 'available')"
    ))
    .await;
    (ana, ben, first)
}

/// Accepts the bookings at once; kills the server after `acknowledged` answers. Gives those that were acknowledged.
async fn accept_until_killed(server: ServerProcess, ana: &Person, ids: &[i64], fatal: usize) -> Vec<i64> {
    let answered = Arc::new(AtomicUsize::new(0));
    let mut requests: FuturesUnordered<_> = ids
        .iter()
        .map(|id| {
            let answered = Arc::clone(&answered);
            async move {
                let outcome = ana.try_post(&format!("/bookings/{id}/acceptance"), &[("slot", "1")]).await;
                answered.fetch_add(1, Ordering::SeqCst);
                outcome.map(|answer| (*id, answer.status))
            }
        })
        .collect();
    let (mut server, mut acknowledged) = (Some(server), Vec::new());
    loop {
        if answered.load(Ordering::SeqCst) >= fatal
            && let Some(server) = server.take()
        {
            server.kill();
        }
        match requests.next().await {
            Some(Some((id, 303))) => acknowledged.push(id),
            Some(Some((id, status))) => panic!("booking {id} was answered {status}"),
            Some(None) => {}
            None => return acknowledged,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_killed_servers_lose_nothing_that_they_acknowledged() {
    let app = TestApp::start_with(&[("SECRET_KEY", &"22".repeat(32))]).await;
    let (ana, ben, first) = arrange(&app, KILLS * AT_ONCE).await;
    let address: SocketAddr = free_address();
    let ana = ana.on(address);
    let folder = tempfile::tempdir().unwrap();
    let settings = [
        ("DATABASE_URL", app.state.db.url()),
        ("DATA_DIR", folder.path().to_str().unwrap()),
        ("SECRET_KEY", &"22".repeat(32)),
    ];
    let mut acknowledged = Vec::new();
    for life in 0..KILLS {
        let server = ServerProcess::start(address, &settings).await;
        let from = first + i64::try_from(life * AT_ONCE).unwrap();
        let ids: Vec<i64> = (from..).take(AT_ONCE).collect();
        acknowledged.extend(accept_until_killed(server, &ana, &ids, life % AT_ONCE).await);
    }
    assert!(acknowledged.len() > KILLS, "only {} were acknowledged at all", acknowledged.len());
    let ids = acknowledged.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let kept = app.number(&format!("SELECT count(*) FROM bookings WHERE state = 'accepted' AND id IN ({ids})")).await;
    assert_eq!(usize::try_from(kept).unwrap(), acknowledged.len());
    assert_whole(&app, ben.id).await;
}

/// Every accepted booking has its time and its credits, and nothing else has.
async fn assert_whole(app: &TestApp, learner: MemberId) {
    let accepted = app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await;
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, accepted * 2);
    assert_eq!(app.number("SELECT count(*) FROM ledger_transfers WHERE kind = 'hold'").await, accepted);
    assert_eq!(app.balances(learner).await.1, accepted * 1000);
    app.assert_book_balances().await;
}
