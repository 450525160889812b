//! For those who assess.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::accounts::{MemberId, PhotoKey};
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::verification::assessment::AssessmentId;

/// Lines on a page of the list.
pub(in crate::verification) const PAGE: usize = 20;

/// A line of what somebody was asked.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::verification) struct AskedRow {
    #[diesel(sql_type = BigInt)]
    pub id: AssessmentId,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: Instant,
    #[diesel(sql_type = Bool)]
    pub is_decided: bool,
    #[diesel(sql_type = Bool)]
    pub is_answered: bool,
    #[diesel(sql_type = Bool)]
    pub is_declined: bool,
}

const ASKED: &str = "
SELECT a.id, m.name AS member, p.photo, s.name AS skill, r.ends_at, r.decided_at IS NOT NULL AS is_decided,
       a.answered_at IS NOT NULL AS is_answered, a.declined_at IS NOT NULL AS is_declined
  FROM assessments a
  JOIN verification_rounds r ON r.id = a.round_id
  JOIN members m ON m.id = a.member_id
  JOIN skills s ON s.id = r.skill_id
  LEFT JOIN profiles p ON p.member_id = m.id
 WHERE a.assessor_id = $1 AND a.id < $2
 ORDER BY a.id DESC LIMIT $3";

/// What `assessor` was asked before `before`, the newest first, a page and one more.
///
/// # Errors
/// When the database fails.
pub(in crate::verification) async fn asked(
    mut conn: &Connection,
    assessor: MemberId,
    before: Option<AssessmentId>,
) -> QueryResult<Vec<AskedRow>> {
    diesel::sql_query(ASKED)
        .bind::<BigInt, _>(assessor)
        .bind::<BigInt, _>(before.map_or(i64::MAX, |id| id.0))
        .bind::<BigInt, _>(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
        .prepared()
        .load(&mut conn)
        .await
}

/// One assessment as its assessor sees it.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::verification) struct AssessmentRow {
    #[diesel(sql_type = BigInt)]
    pub id: AssessmentId,
    #[diesel(sql_type = BigInt)]
    pub member_id: MemberId,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub category: String,
    /// When the session ended that they were taught in.
    #[diesel(sql_type = Timestamptz)]
    pub taught_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: Instant,
    #[diesel(sql_type = Bool)]
    pub is_decided: bool,
    #[diesel(sql_type = Bool)]
    pub is_declined: bool,
    #[diesel(sql_type = Nullable<Array<SmallInt>>)]
    pub marks: Option<Vec<i16>>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub level: Option<i16>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub recommends: Option<bool>,
    #[diesel(sql_type = Text)]
    pub note: String,
}

const ASSESSMENT: &str = "
SELECT a.id, a.member_id, m.name AS member, p.photo, s.name AS skill, c.slug AS category,
       coalesce(b.ends_at, b.proposed_at) AS taught_at, r.ends_at, r.decided_at IS NOT NULL AS is_decided,
       a.declined_at IS NOT NULL AS is_declined, a.marks, a.level, a.recommends, a.note
  FROM assessments a
  JOIN verification_rounds r ON r.id = a.round_id
  JOIN bookings b ON b.id = a.booking_id
  JOIN members m ON m.id = a.member_id
  JOIN skills s ON s.id = r.skill_id
  JOIN skill_subcategories u ON u.id = s.subcategory_id
  JOIN skill_categories c ON c.id = u.category_id
  LEFT JOIN profiles p ON p.member_id = m.id
 WHERE a.id = $1 AND a.assessor_id = $2";

/// An assessment that `assessor` was asked for.
///
/// # Errors
/// `NotFound` when it is not theirs.
pub(in crate::verification) async fn assessment(
    mut conn: &Connection,
    id: AssessmentId,
    assessor: MemberId,
) -> QueryResult<AssessmentRow> {
    let query = diesel::sql_query(ASSESSMENT).bind::<BigInt, _>(id).bind::<BigInt, _>(assessor);
    query.prepared().get_result(&mut conn).await
}
