//! A round: a member asks those whom they have taught.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, SmallInt, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::VerificationError;
use super::assessment::AssessmentId;
use super::badge;
use super::jobs::{AskedMail, StandingChanged};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare, id_type};
use crate::jobs::{enqueue, enqueue_unique};
use crate::notifications::{self, Kind};
use crate::schema::{assessments, member_skills, members, verification_rounds};
use crate::skills::{Direction, SkillId};

/// A round is open for so long.
pub(super) const ROUND_DAYS: i64 = 14;
/// People asked in a round at most.
pub(super) const MOST_ASKED: i64 = 10;
/// A member may close a round once so many have answered.
pub(super) const DECIDABLE_FROM: i64 = 3;
/// Who was asked about a skill is asked again after so many days at the earliest.
pub(super) const ASK_AGAIN_DAYS: i64 = 90;
/// A session must have been so long for its learner to judge.
pub(super) const LEAST_MINUTES: i16 = 30;
/// Rounds decided by one call; the schedule calls again.
const BATCH: i64 = 100;

id_type!(
    /// A round's id.
    RoundId(i64)
);

/// A round that is open.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = verification_rounds)]
pub(super) struct Round {
    pub id: RoundId,
    pub member_id: MemberId,
    pub skill_id: SkillId,
    pub ends_at: Instant,
}

/// Those of `$4` whom `$2` has taught skill `$3` in a completed session, and has not asked since `$7`.
const ASK: &str = "
INSERT INTO assessments (round_id, member_id, assessor_id, booking_id, asked_at)
SELECT $1, $2, b.learner_id, max(b.id), $5
  FROM bookings b
  JOIN members m ON m.id = b.learner_id AND m.suspended_at IS NULL
 WHERE b.teacher_id = $2 AND b.skill_id = $3 AND b.learner_id = ANY ($4) AND b.state = 'completed' AND b.minutes >= $6
   AND NOT EXISTS (SELECT FROM assessments a JOIN verification_rounds r ON r.id = a.round_id
                    WHERE a.member_id = $2 AND a.assessor_id = b.learner_id AND r.skill_id = $3 AND a.asked_at > $7)
 GROUP BY b.learner_id
RETURNING id, assessor_id";

#[derive(QueryableByName)]
struct Asked {
    #[diesel(sql_type = BigInt)]
    id: AssessmentId,
    #[diesel(sql_type = BigInt)]
    assessor_id: MemberId,
}

/// Asks `peers` to assess how `member` teaches `skill`, in the round that is open or in a new one. Who is in the round
/// already is not asked twice. Gives those who are to be told.
///
/// # Errors
/// `NotFound` when the member does not teach it, or one of `peers` cannot be asked; `TooMany`. Then nobody was asked.
pub(super) async fn ask(
    conn: &mut Connection,
    now: Instant,
    (member, skill): (MemberId, SkillId),
    peers: &[MemberId],
) -> Result<Vec<MemberId>, VerificationError> {
    conn.transaction(async |conn| {
        lock(conn, member).await?;
        must_teach(conn, member, skill).await?;
        let round = open_for(conn, now, member, skill).await?;
        let asked = insert(conn, now, &round, peers).await?;
        let in_round = assessments::table.filter(assessments::round_id.eq(round.id));
        let of_them: i64 = in_round.filter(assessments::assessor_id.eq_any(peers)).count().get_result(conn).await?;
        if usize::try_from(of_them).ok() != Some(peers.len()) {
            return Err(VerificationError::NotFound);
        }
        if in_round.count().get_result::<i64>(conn).await? > MOST_ASKED {
            return Err(VerificationError::TooMany);
        }
        for Asked { id, assessor_id } in &asked {
            notifications::notify(conn, now, *assessor_id, Kind::AssessmentAsked, Some(member), Some(id.0)).await?;
            enqueue(conn, now, &AskedMail { assessment_id: *id }).await?;
        }
        Ok(asked.into_iter().map(|asked| asked.assessor_id).collect())
    })
    .await
}

/// The member closes their round early: what was said counts now.
///
/// # Errors
/// `NotFound` when none is open; `TooFew`.
pub(super) async fn close(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    skill: SkillId,
) -> Result<(), VerificationError> {
    conn.transaction(async |conn| {
        lock(conn, member).await?;
        let round = open(conn, member, skill).await?.ok_or(VerificationError::NotFound)?;
        let answered: i64 = assessments::table
            .filter(assessments::round_id.eq(round.id).and(assessments::answered_at.is_not_null()))
            .count()
            .get_result(conn)
            .await?;
        if answered < DECIDABLE_FROM {
            return Err(VerificationError::TooFew);
        }
        Ok(decide(conn, now, &round).await?)
    })
    .await
}

/// Decides the rounds whose time is over, each in a transaction of its own. Gives the members to tell.
///
/// # Errors
/// When the database fails; what was decided before stays.
pub(super) async fn decide_due(conn: &mut Connection, now: Instant) -> QueryResult<Vec<MemberId>> {
    let due: Vec<(MemberId, SkillId)> = verification_rounds::table
        .filter(verification_rounds::decided_at.is_null().and(verification_rounds::ends_at.le(now)))
        .order(verification_rounds::ends_at)
        .limit(BATCH)
        .select((verification_rounds::member_id, verification_rounds::skill_id))
        .load(conn)
        .await?;
    for (member, skill) in due.iter().copied() {
        conn.transaction(async |conn| {
            lock(conn, member).await?;
            // Somebody's answer may have decided it meanwhile, and another may be open.
            match open(conn, member, skill).await?.filter(|round| round.ends_at <= now) {
                Some(round) => decide(conn, now, &round).await,
                None => Ok(()),
            }
        })
        .await?;
    }
    Ok(due.into_iter().map(|(member, _)| member).collect())
}

/// Counts the round, and tells the member what came of it. The caller holds the member's lock.
pub(super) async fn decide(conn: &mut Connection, now: Instant, round: &Round) -> QueryResult<()> {
    diesel::update(verification_rounds::table.find(round.id))
        .set(verification_rounds::decided_at.eq(now))
        .execute(conn)
        .await?;
    let (member, skill) = (round.member_id, round.skill_id);
    if badge::recompute(conn, now, member, skill).await?.is_none() {
        let subject = Some(i64::from(skill.0));
        notifications::notify(conn, now, member, Kind::AssessmentsCounted, None, subject).await?;
    }
    // With these assessments others' may have become mutual.
    let back = diesel::alias!(assessments as back);
    let mutual: Vec<MemberId> = assessments::table
        .inner_join(
            back.on(back
                .field(assessments::member_id)
                .eq(assessments::assessor_id)
                .and(back.field(assessments::assessor_id).eq(assessments::member_id))),
        )
        .filter(assessments::round_id.eq(round.id).and(assessments::answered_at.is_not_null()))
        .filter(back.field(assessments::answered_at).is_not_null())
        .select(assessments::assessor_id)
        .distinct()
        .load(conn)
        .await?;
    for member_id in mutual {
        let changed = StandingChanged { member_id };
        enqueue_unique(conn, now, now, &changed.key(), &changed).await?;
    }
    Ok(())
}

/// The one lock of this slice: whatever changes what counts for a member goes one after the other.
pub(super) async fn lock(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    members::table.find(member).select(members::id).for_no_key_update().first::<MemberId>(conn).await.map(drop)
}

/// The round that is open, over time or not.
pub(super) async fn open(conn: &mut Connection, member: MemberId, skill: SkillId) -> QueryResult<Option<Round>> {
    verification_rounds::table
        .filter(verification_rounds::member_id.eq(member).and(verification_rounds::skill_id.eq(skill)))
        .filter(verification_rounds::decided_at.is_null())
        .select(Round::as_select())
        .first(conn)
        .await
        .optional()
}

async fn must_teach(conn: &mut Connection, member: MemberId, skill: SkillId) -> Result<(), VerificationError> {
    let taught = member_skills::table.find((member, Direction::Teach, skill));
    let is_taught: bool = diesel::select(diesel::dsl::exists(taught)).get_result(conn).await?;
    if is_taught { Ok(()) } else { Err(VerificationError::NotFound) }
}

async fn open_for(conn: &mut Connection, now: Instant, member: MemberId, skill: SkillId) -> QueryResult<Round> {
    match open(conn, member, skill).await? {
        Some(round) if round.ends_at > now => return Ok(round),
        // The schedule has not come by yet.
        Some(over) => decide(conn, now, &over).await?,
        None => {}
    }
    diesel::insert_into(verification_rounds::table)
        .values((
            verification_rounds::member_id.eq(member),
            verification_rounds::skill_id.eq(skill),
            verification_rounds::opened_at.eq(now),
            verification_rounds::ends_at.eq(now.plus_hours(24 * ROUND_DAYS)),
        ))
        .returning(Round::as_returning())
        .get_result(conn)
        .await
}

async fn insert(conn: &mut Connection, now: Instant, round: &Round, peers: &[MemberId]) -> QueryResult<Vec<Asked>> {
    diesel::sql_query(ASK)
        .bind::<BigInt, _>(round.id)
        .bind::<BigInt, _>(round.member_id)
        .bind::<Integer, _>(round.skill_id)
        .bind::<Array<BigInt>, _>(peers)
        .bind::<Timestamptz, _>(now)
        .bind::<SmallInt, _>(LEAST_MINUTES)
        .bind::<Timestamptz, _>(now.plus_hours(-24 * ASK_AGAIN_DAYS))
        .prepared()
        .load(conn)
        .await
}
