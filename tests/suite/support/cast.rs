//! People with a past: onboarded members whose skills, hours and credits a test needs.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use skillswap::accounts::MemberId;
use skillswap::clock::Instant;
use skillswap::ledger;
use skillswap::schema::{member_skills, members, profiles, skills, weekly_hours};

use super::{Person, TestApp};

/// A skill of the taxonomy that every test teacher teaches.
pub const SKILL: &str = "spanish";

impl TestApp {
    /// An onboarded member with 50 credits who teaches [`SKILL`], is free at every hour of the week, and lives in UTC.
    pub async fn teacher(&self, name: &str) -> Person {
        let person = self.member(name).await;
        self.settle_in(person.id, "teach").await;
        person
    }

    /// As [`TestApp::teacher`], but wanting to learn [`SKILL`].
    pub async fn learner(&self, name: &str) -> Person {
        let person = self.member(name).await;
        self.settle_in(person.id, "learn").await;
        person
    }

    /// Makes a member an onboarded one.
    pub async fn settle_in(&self, member: MemberId, direction: &str) {
        let now = self.state.clock.now();
        let skill = self.skill().await;
        let mut conn = self.state.db.get().await.unwrap();
        diesel::insert_into(profiles::table)
            .values((profiles::member_id.eq(member), profiles::bio.eq("Here to swap."), profiles::city.eq("Lisbon")))
            .execute(&mut conn)
            .await
            .unwrap();
        diesel::insert_into(member_skills::table)
            .values((
                member_skills::member_id.eq(member),
                member_skills::skill_id.eq(skill),
                member_skills::direction.eq(direction),
                member_skills::level.eq(if direction == "teach" { 90 } else { 20 }),
            ))
            .execute(&mut conn)
            .await
            .unwrap();
        let week: Vec<_> = (0_i16..7)
            .map(|day| {
                (
                    weekly_hours::member_id.eq(member),
                    weekly_hours::weekday.eq(day),
                    weekly_hours::starts_minute.eq(0_i16),
                    weekly_hours::ends_minute.eq(1440_i16),
                )
            })
            .collect();
        diesel::insert_into(weekly_hours::table).values(week).execute(&mut conn).await.unwrap();
        diesel::update(members::table.find(member))
            .set(members::onboarded_at.eq(now))
            .execute(&mut conn)
            .await
            .unwrap();
        ledger::grant_starter(&mut conn, now, member).await.unwrap();
    }

    /// The id of [`SKILL`].
    pub async fn skill(&self) -> i32 {
        skills::table
            .filter(skills::slug.eq(SKILL))
            .select(skills::id)
            .first(&mut *self.state.db.get().await.unwrap())
            .await
            .unwrap()
    }

    /// A full hour, `days` from now, that nobody has taken yet.
    pub fn in_days(&self, days: i64) -> Instant {
        let hour = 3_600_000_000;
        let later = self.state.clock.now().plus_hours(days * 24).microseconds();
        Instant::from_microseconds(later - later % hour + hour)
    }

    /// `learner` proposes an hour of [`SKILL`] to `teacher` at `slots`; gives the booking's path.
    pub async fn proposal(&self, learner: &Person, teacher: &Person, slots: &[Instant]) -> String {
        let answer = self.propose(learner, teacher, slots).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.location().to_owned()
    }

    /// As [`TestApp::proposal`], whatever the answer.
    pub async fn propose(&self, learner: &Person, teacher: &Person, slots: &[Instant]) -> super::Answer {
        let (skill, key) = (self.skill().await.to_string(), uuid::Uuid::new_v4().to_string());
        let slots: Vec<String> = slots.iter().map(ToString::to_string).collect();
        let mut form = vec![("skill", skill.as_str()), ("minutes", "60"), ("idempotency_key", key.as_str())];
        form.extend(slots.iter().map(|slot| ("slot", slot.as_str())));
        learner.post(&format!("/members/{}/proposal", teacher.id), &form).await
    }

    /// The whole book: the sum of all postings, and how many accounts differ from theirs.
    pub async fn assert_book_balances(&self) {
        let report = ledger::verify(&self.state.db).await.unwrap();
        assert!(report.faults.is_empty(), "{:?}", report.faults);
    }

    /// Available and held hundredths of a member.
    pub async fn balances(&self, member: MemberId) -> (i64, i64) {
        let balances = ledger::balances(&self.state.db.get().await.unwrap(), member).await.unwrap();
        (balances.available.0, balances.held.0)
    }
}
