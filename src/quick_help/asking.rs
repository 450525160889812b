//! Asking for help now.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::error::QuickHelpError;
use super::request::RequestId;
use super::{expiring, queries, standby};
use crate::accounts::MemberId;
use crate::bookings::{self, BookingId, Terms};
use crate::clock::Instant;
use crate::db::Connection;
use crate::idempotency::Order;
use crate::ledger::{self, Credits};
use crate::notifications::{self, Kind};
use crate::ratings;
use crate::schema::quick_helps;
use crate::skills::SkillId;

/// What a learner asks.
#[derive(Debug, Clone, Serialize)]
pub struct Question {
    /// In which skill.
    pub skill: SkillId,
    /// What about, 1 to 300 characters.
    pub words: String,
}

/// Asks for help now. Gives whom to tell: those who teach the skill, at most so many as `queries::MOST_ASKED`.
///
/// # Errors
/// Every [`QuickHelpError`] that says why it cannot be asked.
pub async fn ask(
    conn: &mut Connection,
    now: Instant,
    (learner, key): (MemberId, Uuid),
    question: &Question,
) -> Result<Vec<MemberId>, QuickHelpError> {
    conn.transaction(async |conn| {
        let asked = queries::teachers_of(conn, question.skill, learner).await?;
        if Order::new(learner.0, key, "ask for quick help", question)?.is_done(conn, now).await? {
            return Ok(asked);
        }
        if asked.is_empty() {
            return Err(QuickHelpError::NotTaught);
        }
        expiring::expire_of(conn, now, learner).await?;
        let (_, terms) = bookings::current_terms(conn).await?;
        let minutes = terms.quick_help.minutes;
        check(conn, now, learner, terms.quick_help.a_day).await?;
        check_time(conn, now, learner, minutes).await?;
        let price = Terms::price(terms.hourly, minutes);
        check_credits(conn, learner, price).await?;
        insert(conn, now, learner, question, (minutes, price, terms.quick_help.wait_minutes)).await?;
        for helper in standby::standing_by(conn, now, &asked).await? {
            notifications::notify(conn, now, helper, Kind::QuickHelpAsked, Some(learner), None).await?;
        }
        Ok(asked)
    })
    .await
}

async fn check(conn: &mut Connection, now: Instant, learner: MemberId, a_day: i64) -> Result<(), QuickHelpError> {
    if let Some(owed) = ratings::overdue(conn, now, learner).await? {
        return Err(QuickHelpError::RatingOverdue(BookingId(owed)));
    }
    let of_a_day = quick_helps::table
        .filter(quick_helps::learner_id.eq(learner).and(quick_helps::asked_at.gt(now.plus_hours(-24))));
    let count: i64 = of_a_day.select(count_star()).first(conn).await?;
    if count >= a_day { Err(QuickHelpError::EnoughForADay(a_day)) } else { Ok(()) }
}

async fn check_time(
    conn: &mut Connection,
    now: Instant,
    learner: MemberId,
    minutes: i16,
) -> Result<(), QuickHelpError> {
    match queries::is_in_a_session(conn, learner, (now, now.plus_minutes(i64::from(minutes)))).await? {
        true => Err(QuickHelpError::InASession),
        false => Ok(()),
    }
}

async fn check_credits(conn: &mut Connection, learner: MemberId, price: Credits) -> Result<(), QuickHelpError> {
    let available = ledger::balances(conn, learner).await?.available;
    if available < price { Err(QuickHelpError::NotEnough { price, available }) } else { Ok(()) }
}

async fn insert(
    conn: &mut Connection,
    now: Instant,
    learner: MemberId,
    question: &Question,
    (minutes, price, wait_minutes): (i16, Credits, i64),
) -> Result<RequestId, QuickHelpError> {
    let row = (
        quick_helps::learner_id.eq(learner),
        quick_helps::skill_id.eq(question.skill),
        quick_helps::question.eq(&question.words),
        quick_helps::minutes.eq(minutes),
        quick_helps::price.eq(price),
        quick_helps::asked_at.eq(now),
        quick_helps::expires_at.eq(now.plus_minutes(wait_minutes)),
    );
    let inserted =
        diesel::insert_into(quick_helps::table).values(row).returning(quick_helps::id).get_result(conn).await;
    inserted.map_err(|error| match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => QuickHelpError::OneAtATime,
        other => other.into(),
    })
}
