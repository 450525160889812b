//! Peers speak for a teacher, and what comes of it.

mod asking;
mod assessing;
mod documents;
mod keeping;
mod merging;
mod sharing;

use skillswap::accounts::MemberId;

use crate::support::{Answer, Person, TestApp};

impl TestApp {
    /// `teacher` has taught `learner` for so many minutes, to the end.
    async fn taught(&self, teacher: MemberId, learner: MemberId, minutes: i64) {
        let skill = self.skill().await;
        let ended = self.state.clock.now().plus_hours(-48);
        self.sql(&format!(
            "INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, state, starts_at, ends_at,
                                   idempotency_key, proposed_at, closed_at)
             VALUES ({learner}, {teacher}, {skill}, {minutes}, 1000, 'completed', '{ended}',
                     '{ended}'::timestamptz + make_interval(mins => {minutes}), gen_random_uuid(), '{ended}', '{ended}')"
        ))
        .await;
    }

    /// A teacher, and those whom they have taught.
    async fn teacher_and_taught(&self, learners: usize) -> (Person, Vec<Person>) {
        let teacher = self.teacher("Ana").await;
        let mut peers = Vec::new();
        for number in 0..learners {
            let peer = self.learner(&format!("Peer {number}")).await;
            self.taught(teacher.id, peer.id, 60).await;
            peers.push(peer);
        }
        (teacher, peers)
    }

    /// The page of [`crate::support::SKILL`] of whoever has it verified.
    async fn verification(&self) -> String {
        format!("/me/skills/{}/verification", self.skill().await)
    }

    /// `teacher` asks `peers`, who have to be told yet.
    async fn asks(&self, teacher: &Person, peers: &[Person]) -> Answer {
        let ids: Vec<String> = peers.iter().map(|peer| peer.id.to_string()).collect();
        let form: Vec<_> = ids.iter().map(|id| ("peer", id.as_str())).collect();
        teacher.post(&self.verification().await, &form).await
    }

    /// The address of what `peer` was asked last.
    async fn asked(&self, peer: &Person) -> String {
        let id = self.number(&format!("SELECT max(id) FROM assessments WHERE assessor_id = {}", peer.id)).await;
        format!("/assessments/{id}")
    }

    /// A teacher with a badge, of whom so many peers have spoken well.
    async fn verified(&self, peers: usize) -> (Person, Vec<Person>, String) {
        let (ana, peers) = self.teacher_and_taught(peers).await;
        assert_eq!(self.asks(&ana, &peers).await.status, 303);
        for peer in &peers {
            assert_eq!(peer.post(&self.asked(peer).await, &favourable("93")).await.status, 303);
        }
        let id = self.text("SELECT id::text FROM badges WHERE withdrawn_at IS NULL AND replaced_at IS NULL").await;
        (ana, peers, format!("/badges/{id}"))
    }
}

/// What somebody sends who was taught well, by somebody of `level`.
fn favourable(level: &str) -> Vec<(&'static str, &str)> {
    let marks = ["mark_1", "mark_2", "mark_3", "mark_4", "mark_5"].map(|field| (field, "4"));
    marks.into_iter().chain([("level", level), ("recommends", "yes")]).collect()
}

/// What somebody sends who was not.
fn unfavourable() -> Vec<(&'static str, &'static str)> {
    let marks = ["mark_1", "mark_2", "mark_3", "mark_4", "mark_5"].map(|field| (field, "2"));
    marks.into_iter().chain([("level", "35"), ("recommends", "no")]).collect()
}
