//! What mails say.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;

use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::skills::SkillId;
use crate::verification::assessment::AssessmentId;
use crate::verification::badge::BadgeId;
use crate::verification::standing::Tier;
use crate::web::dates::Locale;

/// For the mail to an assessor.
#[derive(Debug, QueryableByName)]
pub(in crate::verification) struct AskedMailRow {
    #[diesel(sql_type = Text)]
    pub assessor: String,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Text)]
    pub zone: String,
    #[diesel(sql_type = Text)]
    pub locale: Locale,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: Instant,
}

const ASKED: &str = "
SELECT o.name AS assessor, o.email, o.time_zone AS zone, o.locale, m.name AS member, s.name AS skill, r.ends_at
  FROM assessments a
  JOIN verification_rounds r ON r.id = a.round_id
  JOIN members o ON o.id = a.assessor_id AND o.suspended_at IS NULL
  JOIN members m ON m.id = a.member_id AND m.suspended_at IS NULL
  JOIN skills s ON s.id = r.skill_id
 WHERE a.id = $1";

/// None when one of the two is gone.
///
/// # Errors
/// When the database fails.
pub(in crate::verification) async fn asked_mail(
    mut conn: &Connection,
    id: AssessmentId,
) -> QueryResult<Option<AskedMailRow>> {
    diesel::sql_query(ASKED).bind::<BigInt, _>(id).prepared().get_result(&mut conn).await.optional()
}

/// For the mail to a badge's owner.
#[derive(Debug, QueryableByName)]
pub(in crate::verification) struct BadgeMailRow {
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Text)]
    pub zone: String,
    #[diesel(sql_type = Text)]
    pub locale: Locale,
    #[diesel(sql_type = Integer)]
    pub skill_id: SkillId,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub tier: Tier,
    #[diesel(sql_type = SmallInt)]
    pub assessors: i16,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: Instant,
}

const BADGE: &str = "
SELECT m.name AS member, m.email, m.time_zone AS zone, m.locale, b.skill_id, s.name AS skill, b.tier, b.assessors,
       b.expires_at
  FROM badges b JOIN members m ON m.id = b.member_id AND m.suspended_at IS NULL JOIN skills s ON s.id = b.skill_id
 WHERE b.id = $1";

/// None when its owner is gone.
///
/// # Errors
/// When the database fails.
pub(in crate::verification) async fn badge_mail(
    mut conn: &Connection,
    id: BadgeId,
) -> QueryResult<Option<BadgeMailRow>> {
    diesel::sql_query(BADGE).bind::<Uuid, _>(id).prepared().get_result(&mut conn).await.optional()
}
