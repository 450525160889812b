//! A badge for whoever has its address.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::profiles::Visibility;
use crate::schema::{badges, members};
use crate::skills::SkillId;
use crate::verification::badge::{BadgeId, BadgeState, Moments, Sharing};
use crate::verification::standing::Tier;

/// A badge with whose it is and what for.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::verification) struct BadgeRow {
    #[diesel(sql_type = Uuid)]
    pub id: BadgeId,
    #[diesel(sql_type = BigInt)]
    pub member_id: MemberId,
    #[diesel(sql_type = Text)]
    pub member: String,
    /// Whether its owner is suspended or has left: then nothing is said but that it is withdrawn.
    #[diesel(sql_type = Bool)]
    pub is_gone: bool,
    #[diesel(sql_type = Text)]
    pub visibility: Visibility,
    #[diesel(sql_type = Integer)]
    pub skill_id: SkillId,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub skill_slug: String,
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = Text)]
    pub tier: Tier,
    #[diesel(sql_type = SmallInt)]
    pub assessors: i16,
    #[diesel(sql_type = Timestamptz)]
    pub issued_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: Instant,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub withdrawn_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub replaced_at: Option<Instant>,
    #[diesel(sql_type = Text)]
    pub sharing: Sharing,
    /// The badge of now of the same skill, when that is another one.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub newer: Option<BadgeId>,
}

impl BadgeRow {
    /// How it stands at `now`.
    pub fn state(&self, now: Instant) -> BadgeState {
        let Self { expires_at, withdrawn_at, replaced_at, .. } = *self;
        if self.is_gone { BadgeState::Withdrawn } else { Moments { expires_at, withdrawn_at, replaced_at }.state(now) }
    }

    /// Whether everybody who has its address sees it.
    pub fn is_public(&self) -> bool {
        self.sharing.is_public(self.visibility)
    }
}

const BADGE: &str = "
SELECT b.id, b.member_id, m.name AS member, m.suspended_at IS NOT NULL AS is_gone,
       coalesce(p.visibility, 'public') AS visibility, b.skill_id, s.name AS skill, s.slug AS skill_slug,
       c.slug AS category, b.tier, b.assessors, b.issued_at, b.expires_at, b.withdrawn_at, b.replaced_at,
       b.sharing, n.id AS newer
  FROM badges b
  JOIN members m ON m.id = b.member_id
  JOIN skills s ON s.id = b.skill_id
  JOIN skill_subcategories u ON u.id = s.subcategory_id
  JOIN skill_categories c ON c.id = u.category_id
  LEFT JOIN profiles p ON p.member_id = b.member_id
  LEFT JOIN badges n ON n.member_id = b.member_id AND n.skill_id = b.skill_id AND n.id <> b.id
        AND n.withdrawn_at IS NULL AND n.replaced_at IS NULL
 WHERE b.id = $1";

/// The badge at an address.
///
/// # Errors
/// `NotFound` when there never was one.
pub(in crate::verification) async fn badge(mut conn: &Connection, id: BadgeId) -> QueryResult<BadgeRow> {
    diesel::sql_query(BADGE).bind::<Uuid, _>(id).prepared().get_result(&mut conn).await
}

/// The address of a badge's owner, for its document, which holds it as a salted digest.
///
/// # Errors
/// When the database fails.
pub(in crate::verification) async fn recipient(mut conn: &Connection, id: BadgeId) -> QueryResult<String> {
    badges::table.find(id).inner_join(members::table).select(members::email).first(&mut conn).await
}
