//! An assessment: what a peer says who was asked.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::VerificationError;
use super::round::{DECIDABLE_FROM, Round, decide, lock};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, id_type};
use crate::schema::{assessments, verification_rounds};
use crate::skills::Level;

id_type!(
    /// An assessment's id.
    AssessmentId(i64)
);

/// What an assessor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// 1 to 4 for each criterion of the rubric.
    pub marks: Vec<i16>,
    /// The level that they saw.
    pub level: Level,
    /// Whether they would recommend the teacher.
    pub recommends: bool,
    /// For moderators.
    pub note: String,
}

/// Says it, or something else than before. When everybody asked has answered, three at least, the round is decided: then the assessed
/// member is given, who is to be told.
///
/// # Errors
/// `NotFound` when the assessor was not asked; `RoundOver`.
pub(super) async fn assess(
    conn: &mut Connection,
    now: Instant,
    (id, assessor): (AssessmentId, MemberId),
    answer: &Answer,
) -> Result<Option<MemberId>, VerificationError> {
    let said = (
        assessments::answered_at.eq(Some(now)),
        assessments::declined_at.eq(None::<Instant>),
        assessments::marks.eq(Some(&answer.marks)),
        assessments::level.eq(Some(answer.level)),
        assessments::recommends.eq(Some(answer.recommends)),
        assessments::note.eq(&answer.note),
    );
    conn.transaction(async |conn| {
        let round = open_round_of(conn, now, id, assessor).await?;
        diesel::update(assessments::table.find(id)).set(said).execute(conn).await?;
        decide_when_complete(conn, now, &round).await
    })
    .await
}

/// Would rather not. What was said before is taken back.
///
/// # Errors
/// `NotFound` when the assessor was not asked; `RoundOver`.
pub(super) async fn decline(
    conn: &mut Connection,
    now: Instant,
    id: AssessmentId,
    assessor: MemberId,
) -> Result<Option<MemberId>, VerificationError> {
    let nothing = (
        assessments::declined_at.eq(Some(now)),
        assessments::answered_at.eq(None::<Instant>),
        assessments::marks.eq(None::<Vec<i16>>),
        assessments::level.eq(None::<Level>),
        assessments::recommends.eq(None::<bool>),
        assessments::note.eq(""),
    );
    conn.transaction(async |conn| {
        let round = open_round_of(conn, now, id, assessor).await?;
        diesel::update(assessments::table.find(id)).set(nothing).execute(conn).await?;
        decide_when_complete(conn, now, &round).await
    })
    .await
}

/// The round in which `assessor` was asked, under the lock of the member whom it is about.
async fn open_round_of(
    conn: &mut Connection,
    now: Instant,
    id: AssessmentId,
    assessor: MemberId,
) -> Result<Round, VerificationError> {
    let own = assessments::table.find(id).filter(assessments::assessor_id.eq(assessor));
    let (member, round): (MemberId, super::round::RoundId) =
        own.select((assessments::member_id, assessments::round_id)).first(conn).await?;
    lock(conn, member).await?;
    let still_open = verification_rounds::decided_at.is_null().and(verification_rounds::ends_at.gt(now));
    let round = verification_rounds::table.find(round).filter(still_open).select(Round::as_select());
    round.first(conn).await.optional()?.ok_or(VerificationError::RoundOver)
}

async fn decide_when_complete(
    conn: &mut Connection,
    now: Instant,
    round: &Round,
) -> Result<Option<MemberId>, VerificationError> {
    let waiting = assessments::table
        .filter(assessments::round_id.eq(round.id))
        .filter(assessments::answered_at.is_null().and(assessments::declined_at.is_null()));
    if diesel::select(diesel::dsl::exists(waiting)).get_result(conn).await? {
        return Ok(None);
    }
    // Of one or two answers it would be plain whose they are, and a refusal would be told by the hour: time decides these.
    let answered: i64 = assessments::table
        .filter(assessments::round_id.eq(round.id).and(assessments::answered_at.is_not_null()))
        .count()
        .get_result(conn)
        .await?;
    if answered < DECIDABLE_FROM {
        return Ok(None);
    }
    decide(conn, now, round).await?;
    Ok(Some(round.member_id))
}
