use super::arena::{Arena, done};
use super::rounds;

/// The teacher accepts two of the times in two windows, and the learner takes the proposal back: one of the three counts.
#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_answered_once() {
    let arena = Arena::open().await;
    let (ana, ben) = (arena.teacher("Ana").await, arena.learner("Ben", 100).await);
    let slots = [arena.half_hour(0), arena.half_hour(2)];
    let (mut accepted, mut withdrawn) = (0, 0);
    for round in 0..rounds() {
        let id = arena.proposal(arena.app.state.clock.now(), (&ben[0], &ana[0]), &slots).await;
        let (here, there) = (round % 2, (round + 1) % 2);
        let (acceptance, withdrawal) = (format!("/bookings/{id}/acceptance"), format!("/bookings/{id}/withdrawal"));
        let answers = tokio::join!(
            ana[here].post(&acceptance, &[("slot", "1")]),
            ana[there].post(&acceptance, &[("slot", "2")]),
            ben[there].post(&withdrawal, &[]),
        );
        let answers: [_; 3] = answers.into();
        assert_eq!(done(&answers), 1, "round {round}");
        if answers[2].status == 303 {
            assert_eq!(arena.outcome(id).await, "withdrawn, held 0, released 0, refunded 0, times 0");
            withdrawn += 1;
        } else {
            assert_eq!(arena.outcome(id).await, "accepted, held 1, released 0, refunded 0, times 2");
            arena.clear(&ana[0], id).await;
            accepted += 1;
        }
    }
    println!("accepted {accepted}, withdrawn {withdrawn}");
    arena.assert_whole().await;
}

/// One form, sent by both nodes five times: one effect and one answer.
#[tokio::test(flavor = "multi_thread")]
async fn copies_of_one_form_on_two_nodes_have_one_effect_and_one_answer() {
    let arena = Arena::open().await;
    let (ana, ben) = (arena.teacher("Ana").await, arena.learner("Ben", 100).await);
    for round in 0..rounds() {
        let id = arena.proposal(arena.app.state.clock.now(), (&ben[0], &ana[0]), &[arena.half_hour(0)]).await;
        let (url, key) = (format!("/bookings/{id}/acceptance"), uuid::Uuid::new_v4().to_string());
        let form = [("slot", "1"), ("key", key.as_str())];
        let answers = futures_util::future::join_all((0..10).map(|copy| ana[copy % 2].post(&url, &form))).await;
        assert_eq!(done(&answers), 10, "round {round}");
        assert_eq!(arena.outcome(id).await, "accepted, held 1, released 0, refunded 0, times 2");
        arena.clear(&ana[0], id).await;
    }
    arena.assert_whole().await;
}
