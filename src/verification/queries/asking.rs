//! For the member who is verified.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;

use crate::accounts::{MemberId, PhotoKey};
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::profiles::Visibility;
use crate::skills::SkillId;
use crate::verification::badge::{BadgeId, Sharing};
use crate::verification::round::{ASK_AGAIN_DAYS, LEAST_MINUTES};
use crate::verification::standing::{Assessment, Tier, is_favourable};

/// Peers offered at most; the newest sessions first.
const CANDIDATES: i64 = 50;

/// A skill of a member with its open round and its badge of now.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::verification) struct Overview {
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = Text)]
    pub category_name: String,
    #[diesel(sql_type = Text)]
    pub visibility: Visibility,
    /// When the open round ends.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ends_at: Option<Instant>,
    #[diesel(sql_type = BigInt)]
    pub asked: i64,
    #[diesel(sql_type = BigInt)]
    pub answered: i64,
    #[diesel(sql_type = Nullable<Uuid>)]
    pub badge: Option<BadgeId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub tier: Option<Tier>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub assessors: Option<i16>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub issued_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub expires_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Text>)]
    pub sharing: Option<Sharing>,
}

const OVERVIEW: &str = "
SELECT s.name AS skill, c.slug AS category, c.name AS category_name, coalesce(p.visibility, 'public') AS visibility,
       r.ends_at, (SELECT count(*) FROM assessments a WHERE a.round_id = r.id) AS asked,
       (SELECT count(*) FROM assessments a WHERE a.round_id = r.id AND a.answered_at IS NOT NULL) AS answered,
       b.id AS badge, b.tier, b.assessors, b.issued_at, b.expires_at, b.sharing
  FROM skills s
  JOIN skill_subcategories u ON u.id = s.subcategory_id
  JOIN skill_categories c ON c.id = u.category_id
  LEFT JOIN profiles p ON p.member_id = $1
  LEFT JOIN verification_rounds r ON r.member_id = $1 AND r.skill_id = s.id AND r.decided_at IS NULL
  LEFT JOIN badges b ON b.member_id = $1 AND b.skill_id = s.id AND b.withdrawn_at IS NULL AND b.replaced_at IS NULL
 WHERE s.id = $2
   AND (b.id IS NOT NULL OR r.id IS NOT NULL OR EXISTS (
        SELECT FROM member_skills k WHERE k.member_id = $1 AND k.skill_id = s.id AND k.direction = 'teach'))";

/// How a member's skill stands.
///
/// # Errors
/// `NotFound` when they do not teach it and never had it verified.
pub(in crate::verification) async fn overview(
    mut conn: &Connection,
    member: MemberId,
    skill: SkillId,
) -> QueryResult<Overview> {
    let query = diesel::sql_query(OVERVIEW).bind::<BigInt, _>(member).bind::<Integer, _>(skill);
    query.prepared().get_result(&mut conn).await
}

/// Somebody who can be asked, or was asked in the open round.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::verification) struct Candidate {
    #[diesel(sql_type = BigInt)]
    pub id: MemberId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub photo: Option<PhotoKey>,
    /// When their last session ended.
    #[diesel(sql_type = Timestamptz)]
    pub last_at: Instant,
    #[diesel(sql_type = Bool)]
    pub is_asked: bool,
}

/// Whoever was asked lately is left out, whether they answered or not: the list does not tell who did.
const CANDIDATE: &str = "
SELECT m.id, m.name, p.photo, x.last_at, a.id IS NOT NULL AS is_asked
  FROM (SELECT learner_id, max(ends_at) AS last_at FROM bookings
         WHERE teacher_id = $1 AND skill_id = $2 AND state = 'completed' AND minutes >= $3 GROUP BY learner_id) x
  JOIN members m ON m.id = x.learner_id AND m.suspended_at IS NULL
  LEFT JOIN profiles p ON p.member_id = m.id
  LEFT JOIN verification_rounds r ON r.member_id = $1 AND r.skill_id = $2 AND r.decided_at IS NULL
  LEFT JOIN assessments a ON a.round_id = r.id AND a.assessor_id = m.id
 WHERE a.id IS NOT NULL
    OR NOT EXISTS (SELECT FROM assessments e JOIN verification_rounds q ON q.id = e.round_id
                    WHERE e.member_id = $1 AND e.assessor_id = m.id AND q.skill_id = $2 AND e.asked_at > $4)
 ORDER BY x.last_at DESC, m.id LIMIT $5";

/// Those whom `member` has taught `skill`, the newest sessions first, 50 at most.
///
/// # Errors
/// When the database fails.
pub(in crate::verification) async fn candidates(
    mut conn: &Connection,
    now: Instant,
    member: MemberId,
    skill: SkillId,
) -> QueryResult<Vec<Candidate>> {
    diesel::sql_query(CANDIDATE)
        .bind::<BigInt, _>(member)
        .bind::<Integer, _>(skill)
        .bind::<SmallInt, _>(LEAST_MINUTES)
        .bind::<Timestamptz, _>(now.plus_hours(-24 * ASK_AGAIN_DAYS))
        .bind::<BigInt, _>(CANDIDATES)
        .prepared()
        .load(&mut conn)
        .await
}

#[derive(QueryableByName)]
struct CountingRow {
    #[diesel(sql_type = BigInt)]
    assessor_id: MemberId,
    #[diesel(sql_type = Timestamptz)]
    answered_at: Instant,
    #[diesel(sql_type = SmallInt)]
    level: i16,
    #[diesel(sql_type = Array<SmallInt>)]
    marks: Vec<i16>,
    #[diesel(sql_type = Bool)]
    recommends: bool,
    #[diesel(sql_type = Bool)]
    is_mutual: bool,
}

/// What decided rounds hold and no suspension took out. The 800 days are a little more than the 24 months, whose exact
/// end is `standing`'s to say.
const COUNTING: &str = "
SELECT a.assessor_id, a.answered_at, a.level, a.marks, a.recommends, EXISTS (
           SELECT FROM assessments back JOIN verification_rounds br ON br.id = back.round_id
            WHERE back.member_id = a.assessor_id AND back.assessor_id = a.member_id
              AND back.answered_at IS NOT NULL AND br.decided_at IS NOT NULL) AS is_mutual
  FROM verification_rounds r JOIN assessments a ON a.round_id = r.id
 WHERE r.member_id = $1 AND r.skill_id = $2 AND r.decided_at IS NOT NULL
   AND a.answered_at > $3 AND a.struck_at IS NULL";
const LOOKED_BACK_DAYS: i64 = 800;

/// What counts for a member's skill, and some that has just ceased to.
///
/// # Errors
/// When the database fails.
pub(in crate::verification) async fn counting(
    mut conn: &Connection,
    now: Instant,
    member: MemberId,
    skill: SkillId,
) -> QueryResult<Vec<Assessment>> {
    let rows: Vec<CountingRow> = diesel::sql_query(COUNTING)
        .bind::<BigInt, _>(member)
        .bind::<Integer, _>(skill)
        .bind::<Timestamptz, _>(now.plus_hours(-24 * LOOKED_BACK_DAYS))
        .prepared()
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(Assessment::from).collect())
}

impl From<CountingRow> for Assessment {
    fn from(row: CountingRow) -> Self {
        Self {
            assessor_id: row.assessor_id,
            answered_at: row.answered_at,
            level: row.level,
            is_favourable: is_favourable(&row.marks, row.recommends),
            is_mutual: row.is_mutual,
        }
    }
}
