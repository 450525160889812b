//! Requests are answered, once.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::change::{Change, ChangeKind, record};
use super::jobs::TellSupporters;
use super::{RequestId, RequestState, TaxonomyError};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::enqueue;
use crate::schema::skill_requests;
use crate::skills::{self, Entry, SkillId};

/// What is answered.
#[derive(Debug, Clone)]
pub enum Decision {
    /// It becomes a skill.
    Approve(Entry),
    /// There is such a skill.
    Answer {
        /// Which one.
        skill: SkillId,
        /// Whether what was asked for finds it from now on.
        adds_name: bool,
    },
    /// It will be no skill; the reason is told to whoever asked.
    Decline(String),
}

impl Decision {
    /// The field of its form that a refusal of the catalogue is about.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::Approve(_) => "name",
            Self::Answer { .. } => "skill",
            Self::Decline(_) => "reason",
        }
    }
}

/// What a decision comes to in the request's row.
struct Outcome {
    state: RequestState,
    skill: Option<SkillId>,
    reason: String,
}

/// Answers an open request; whoever supports it will hear. Of two who answer at once, the second is told so.
///
/// # Errors
/// `DecidedAlready`; `NotFound` without such a request, or such a skill; `Taken` when the name is another skill's; or when
/// the database fails. Then nothing is decided.
pub async fn decide(
    conn: &mut Connection,
    now: Instant,
    admin: MemberId,
    id: RequestId,
    decision: &Decision,
) -> Result<(), TaxonomyError> {
    conn.transaction(async |conn| {
        let (name, state): (String, RequestState) = skill_requests::table
            .find(id)
            .select((skill_requests::name, skill_requests::state))
            .for_update()
            .first(conn)
            .await?;
        if state != RequestState::Open {
            return Err(TaxonomyError::DecidedAlready);
        }
        let (outcome, change) = carry_out(conn, id, &name, decision).await?;
        diesel::update(skill_requests::table.find(id))
            .set((
                skill_requests::state.eq(outcome.state),
                skill_requests::skill_id.eq(outcome.skill),
                skill_requests::reason.eq(outcome.reason),
                skill_requests::decided_at.eq(now),
            ))
            .execute(conn)
            .await?;
        record(conn, now, admin, &change).await?;
        enqueue(conn, now, &TellSupporters { request_id: id }).await?;
        Ok(())
    })
    .await
}

async fn carry_out(
    conn: &mut Connection,
    id: RequestId,
    name: &str,
    decision: &Decision,
) -> Result<(Outcome, Change), TaxonomyError> {
    let change = |kind, skill, detail| Change { kind, skill, detail, request: Some(id) };
    let outcome = |state, skill| Outcome { state, skill, reason: String::new() };
    Ok(match decision {
        Decision::Approve(entry) => {
            let skill = skills::enter(conn, entry).await?;
            let told = change(ChangeKind::Approved, entry.name.clone(), String::new());
            (outcome(RequestState::Approved, Some(skill)), told)
        }
        Decision::Answer { skill, adds_name } => {
            let called = match adds_name {
                true => skills::also_call(conn, *skill, name).await?,
                false => skills::catalogue_entry(conn, *skill).await?.ok_or(TaxonomyError::NotFound)?.name,
            };
            let told = change(ChangeKind::Answered, called, String::new());
            (outcome(RequestState::Merged, Some(*skill)), told)
        }
        Decision::Decline(reason) => {
            let declined = Outcome { reason: reason.clone(), ..outcome(RequestState::Declined, None) };
            (declined, change(ChangeKind::Declined, String::new(), String::new()))
        }
    })
}
