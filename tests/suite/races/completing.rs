use skillswap::bookings;

use super::arena::{Arena, done};
use super::rounds;

const FIVE: [(&str, &str); 5] =
    [("overall", "5"), ("knowledge", "5"), ("communication", "5"), ("professionalism", "5"), ("comment", "")];

/// Both rate on two nodes in the moment in which 48 hours are over and a third process pays the teacher.
#[tokio::test(flavor = "multi_thread")]
async fn two_ratings_and_the_end_of_48_hours_pay_the_teacher_once() {
    let arena = Arena::open().await;
    let (ana, ben) = (arena.teacher("Ana").await, arena.learner("Ben", 10_000).await);
    let now = arena.app.state.clock.now();
    for round in 0..rounds() {
        let ago = 24 * 4 + i64::try_from(round).unwrap();
        let at = arena.app.in_days(0).plus_hours(-ago);
        let id = arena.session(at.plus_hours(-24), (&ben[0], &ana[0]), at).await;
        let url = format!("/bookings/{id}/rating");
        let settle = async { bookings::settle_due(&mut arena.app.state.db.get().await.unwrap(), now).await.unwrap() };
        let (one, other, _) =
            tokio::join!(ana[round % 2].post(&url, &FIVE), ben[(round + 1) % 2].post(&url, &FIVE), settle);
        assert_eq!(done(&[one, other]), 2, "round {round}");
        assert_eq!(arena.outcome(id).await, "completed, held 1, released 1, refunded 0, times 2");
    }
    let rounds = i64::try_from(rounds()).unwrap();
    assert_eq!(arena.app.balances(ana[0].id).await, (5000 + 500 * rounds, 0));
    assert_eq!(arena.app.number("SELECT count(*) FROM ratings WHERE revealed_at IS NULL").await, 0);
    let counted = "SELECT count(*) FROM standings WHERE sessions = rating_count AND sessions = ";
    assert_eq!(arena.app.number(&format!("{counted} {rounds}")).await, 2);
    arena.assert_whole().await;
}

/// Both call off on two nodes in the moment in which a third process, whose clock is ahead, pays the teacher.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_called_off_or_paid_and_never_both() {
    let arena = Arena::open().await;
    let (ana, ben) = (arena.teacher("Ana").await, arena.learner("Ben", 10_000).await);
    let (now, mut paid) = (arena.app.state.clock.now(), 0);
    for round in 0..rounds() {
        let id = arena.session(now, (&ben[0], &ana[0]), arena.half_hour(round)).await;
        let (url, form) = (format!("/bookings/{id}/cancellation"), [("refund", "500")]);
        let later = now.plus_hours(24 * 60);
        let settle = async { bookings::settle_due(&mut arena.app.state.db.get().await.unwrap(), later).await.unwrap() };
        let (one, other, _) =
            tokio::join!(ana[round % 2].post(&url, &form), ben[(round + 1) % 2].post(&url, &form), settle);
        match (done(&[one, other]), arena.outcome(id).await.as_str()) {
            (1, "cancelled, held 1, released 0, refunded 1, times 0") => {}
            (0, "completed, held 1, released 1, refunded 0, times 2") => paid += 1,
            (done, outcome) => panic!("round {round}: {done} were told that it is done: {outcome}"),
        }
    }
    println!("paid {paid} of {}", rounds());
    assert_eq!(arena.app.balances(ana[0].id).await, (5000 + 500 * paid, 0));
    arena.assert_whole().await;
}
