//! Who is asked, and rows shaped for the page.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::request::{Request, RequestId, State};
use crate::accounts::{MemberId, PhotoKey};
use crate::bookings::BookingId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::ledger::Credits;
use crate::skills::SkillId;

/// How many of those who teach a skill are asked: who was here last comes first.
const MOST_ASKED: i64 = 500;
/// Requests shown to one member.
const MOST_SHOWN: i64 = 20;
/// Skills to choose from.
const MOST_SKILLS: i64 = 500;

#[derive(QueryableByName)]
struct Asked {
    #[diesel(sql_type = BigInt)]
    member_id: MemberId,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_so: bool,
}

/// Who can help others, of `members m` with the skill `k`.
macro_rules! can_help {
    () => {
        "k.direction = 'teach' AND m.suspended_at IS NULL AND m.onboarded_at IS NOT NULL"
    };
}

/// Those who teach `skill`, without `learner`; who was here last comes first.
pub(super) async fn teachers_of(
    mut conn: &Connection,
    skill: SkillId,
    learner: MemberId,
) -> QueryResult<Vec<MemberId>> {
    let rows: Vec<Asked> = diesel::sql_query(concat!(
        "SELECT m.id AS member_id FROM member_skills k JOIN members m ON m.id = k.member_id
         WHERE k.skill_id = $1 AND m.id <> $2 AND ",
        can_help!(),
        " ORDER BY m.last_seen_at DESC NULLS LAST LIMIT $3"
    ))
    .bind::<Integer, _>(skill)
    .bind::<BigInt, _>(learner)
    .bind::<BigInt, _>(MOST_ASKED)
    .prepared()
    .load(&mut conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.member_id).collect())
}

/// Whether `helper` is one of those whom `request` is for.
pub(super) async fn is_asked(mut conn: &Connection, request: &Request, helper: MemberId) -> QueryResult<bool> {
    let row: Answer = diesel::sql_query(concat!(
        "SELECT EXISTS (SELECT FROM member_skills k JOIN members m ON m.id = k.member_id
         WHERE k.skill_id = $1 AND m.id = $2 AND m.id <> $3 AND ",
        can_help!(),
        ") AS is_so"
    ))
    .bind::<Integer, _>(request.skill_id)
    .bind::<BigInt, _>(helper)
    .bind::<BigInt, _>(request.learner_id)
    .prepared()
    .get_result(&mut conn)
    .await?;
    Ok(row.is_so)
}

/// Whether `member` has a session that shares a moment with that time.
pub(super) async fn is_in_a_session(
    mut conn: &Connection,
    member: MemberId,
    (from, until): (Instant, Instant),
) -> QueryResult<bool> {
    let row: Answer = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM commitments WHERE member_id = $1 AND during && tstzrange($2, $3)) AS is_so",
    )
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(from)
    .bind::<Timestamptz, _>(until)
    .prepared()
    .get_result(&mut conn)
    .await?;
    Ok(row.is_so)
}

/// A skill to ask about.
#[derive(Debug, QueryableByName)]
pub(super) struct SkillRow {
    #[diesel(sql_type = Integer)]
    pub id: SkillId,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// Skills that somebody else teaches: those that `member` wants to learn first.
pub(super) async fn skills(mut conn: &Connection, member: MemberId) -> QueryResult<Vec<SkillRow>> {
    diesel::sql_query(concat!(
        "SELECT s.id, s.name FROM skills s
         WHERE EXISTS (SELECT FROM member_skills k JOIN members m ON m.id = k.member_id
                       WHERE k.skill_id = s.id AND m.id <> $1 AND ",
        can_help!(),
        ") ORDER BY EXISTS (SELECT FROM member_skills w
                            WHERE w.skill_id = s.id AND w.member_id = $1 AND w.direction = 'learn') DESC, s.name LIMIT $2"
    ))
    .bind::<BigInt, _>(member)
    .bind::<BigInt, _>(MOST_SKILLS)
    .prepared()
    .load(&mut conn)
    .await
}

/// A request that a member can take.
#[derive(Debug, QueryableByName)]
pub(super) struct OpenRow {
    #[diesel(sql_type = BigInt)]
    pub id: RequestId,
    #[diesel(sql_type = BigInt)]
    pub learner_id: MemberId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub question: String,
    #[diesel(sql_type = SmallInt)]
    pub minutes: i16,
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: Instant,
}

/// The open requests in what `member` teaches, oldest first.
pub(super) async fn open(mut conn: &Connection, now: Instant, member: MemberId) -> QueryResult<Vec<OpenRow>> {
    diesel::sql_query(concat!(
        "SELECT q.id, q.learner_id, l.name, p.photo, s.name AS skill, q.question, q.minutes, q.price, q.expires_at
         FROM member_skills k JOIN members m ON m.id = k.member_id
         JOIN quick_helps q ON q.skill_id = k.skill_id AND q.state = 'open'
         JOIN skills s ON s.id = q.skill_id
         JOIN members l ON l.id = q.learner_id AND l.suspended_at IS NULL
         LEFT JOIN profiles p ON p.member_id = l.id
         WHERE k.member_id = $1 AND q.learner_id <> $1 AND q.expires_at > $2 AND ",
        can_help!(),
        " ORDER BY q.asked_at LIMIT $3"
    ))
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(MOST_SHOWN)
    .prepared()
    .load(&mut conn)
    .await
}

/// A learner's own newest request.
#[derive(Debug, QueryableByName)]
pub(super) struct OwnRow {
    #[diesel(sql_type = BigInt)]
    pub id: RequestId,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub question: String,
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: Instant,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub booking_id: Option<BookingId>,
    /// Who helps.
    #[diesel(sql_type = Nullable<Text>)]
    pub helper: Option<String>,
}

/// The newest request of `member` that was asked after `since`.
pub(super) async fn own(mut conn: &Connection, since: Instant, member: MemberId) -> QueryResult<Option<OwnRow>> {
    diesel::sql_query(
        "SELECT q.id, s.name AS skill, q.question, q.price, q.state, q.expires_at, q.booking_id, h.name AS helper
         FROM quick_helps q JOIN skills s ON s.id = q.skill_id
         LEFT JOIN bookings b ON b.id = q.booking_id LEFT JOIN members h ON h.id = b.teacher_id
         WHERE q.learner_id = $1 AND q.asked_at > $2 ORDER BY q.asked_at DESC LIMIT 1",
    )
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(since)
    .prepared()
    .get_result(&mut conn)
    .await
    .optional()
}
