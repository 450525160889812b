use futures_util::future::join_all;

use super::arena::{Arena, done};
use super::rounds;

/// Two teachers, two learners, one hour, four proposals: all four are accepted at the same moment. Whoever is first leaves
/// room for exactly one other.
#[tokio::test(flavor = "multi_thread")]
async fn one_hour_of_four_people_is_given_twice_and_never_to_one_of_them_twice() {
    let arena = Arena::open().await;
    let (ana, ada) = (arena.teacher("Ana").await, arena.teacher("Ada").await);
    let (ben, bea) = (arena.learner("Ben", 100).await, arena.learner("Bea", 100).await);
    let at = arena.half_hour(0);
    for round in 0..rounds() {
        let mut wanted = Vec::new();
        for teacher in [&ana, &ada] {
            for learner in [&ben, &bea] {
                let now = arena.app.state.clock.now();
                wanted.push((teacher, arena.proposal(now, (&learner[0], &teacher[0]), &[at]).await));
            }
        }
        let answers = join_all(wanted.iter().enumerate().map(|(n, (teacher, id))| async move {
            teacher[(n + round) % 2].post(&format!("/bookings/{id}/acceptance"), &[("slot", "1")]).await
        }))
        .await;
        assert_eq!(done(&answers), 2, "round {round}");
        arena.assert_whole().await;
        for ((teacher, id), answer) in wanted.iter().zip(&answers) {
            if answer.status == 303 {
                arena.clear(&teacher[0], *id).await;
            } else {
                assert_eq!(arena.outcome(*id).await, "proposed, held 0, released 0, refunded 0, times 0");
            }
        }
    }
}
