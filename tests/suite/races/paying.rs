use super::arena::{Arena, done};
use super::rounds;

/// Ben has credits for one session, and two teachers accept one each, at different hours.
#[tokio::test(flavor = "multi_thread")]
async fn credits_are_spent_once() {
    let arena = Arena::open().await;
    let (ana, ada) = (arena.teacher("Ana").await, arena.teacher("Ada").await);
    let ben = arena.learner("Ben", 5).await;
    for round in 0..rounds() {
        let now = arena.app.state.clock.now();
        let with_ana = arena.proposal(now, (&ben[0], &ana[0]), &[arena.half_hour(0)]).await;
        let with_ada = arena.proposal(now, (&ben[0], &ada[0]), &[arena.half_hour(2)]).await;
        let (one, other) = (format!("/bookings/{with_ana}/acceptance"), format!("/bookings/{with_ada}/acceptance"));
        let slot = [("slot", "1")];
        let answers = tokio::join!(ana[round % 2].post(&one, &slot), ada[(round + 1) % 2].post(&other, &slot));
        assert_eq!(done(&[answers.0, answers.1]), 1, "round {round}");
        assert_eq!(arena.app.balances(ben[0].id).await, (0, 500));
        let (teacher, id) = match arena.outcome(with_ana).await.starts_with("accepted") {
            true => (&ana[0], with_ana),
            false => (&ada[0], with_ada),
        };
        arena.clear(teacher, id).await;
    }
    arena.assert_whole().await;
}
