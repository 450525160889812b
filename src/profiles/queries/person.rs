//! A member's page.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Json, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::Deserialize;

use crate::accounts::{MemberId, PhotoKey};
use crate::clock::Instant;
use crate::db::Connection;
use crate::db::Prepare;
use crate::profiles::json::List;
use crate::profiles::{LearningStyle, Visibility};
use crate::skills::{Direction, Level};

/// Everything on a member's page.
#[derive(Debug, Clone, QueryableByName)]
pub struct PersonRow {
    #[diesel(sql_type = BigInt)]
    pub id: MemberId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    pub time_zone: String,
    #[diesel(sql_type = Text)]
    pub bio: String,
    #[diesel(sql_type = Text)]
    pub city: String,
    #[diesel(sql_type = Text)]
    pub country: String,
    #[diesel(sql_type = Array<Text>)]
    pub languages: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub learning_style: Option<LearningStyle>,
    #[diesel(sql_type = Text)]
    pub visibility: Visibility,
    /// Whether they have proven their address.
    #[diesel(sql_type = Bool)]
    pub has_proven_email: bool,
    /// Whether a LinkedIn account is theirs, as LinkedIn says.
    #[diesel(sql_type = Bool)]
    pub has_linkedin: bool,
    /// Their rating in hundredths of a star.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub figure: Option<i16>,
    /// How many ratings there are, those that are too old for the figure as well.
    #[diesel(sql_type = Integer)]
    pub rating_count: i32,
    #[diesel(sql_type = Integer)]
    pub sessions: i32,
    #[diesel(sql_type = BigInt)]
    pub taught_minutes: i64,
    /// In each direction those that concern the viewer first, then the best known.
    #[diesel(sql_type = Nullable<Json>)]
    pub skills: List<SkillRow>,
    /// What they have ready in several sessions.
    #[diesel(sql_type = Nullable<Json>)]
    pub programmes: List<ProgrammeRow>,
    #[diesel(sql_type = Nullable<Json>)]
    pub hours: List<HoursRow>,
    /// Words that others said of them, and how many did.
    #[diesel(sql_type = Nullable<Json>)]
    pub tags: List<TagRow>,
    /// The newest five that may be seen and count.
    #[diesel(sql_type = Nullable<Json>)]
    pub ratings: List<RatingRow>,
}

/// A skill of theirs.
#[derive(Debug, Clone, Deserialize)]
pub struct SkillRow {
    pub direction: Direction,
    pub name: String,
    pub level: Level,
    pub target_level: Option<Level>,
    pub note: String,
    /// Whether the viewer has it in the other direction.
    pub concerns_viewer: bool,
    /// What peers say of how they teach it, unless they hide it.
    pub badge: Option<SkillBadge>,
}

/// A badge beside a skill.
#[derive(Debug, Clone, Deserialize)]
pub struct SkillBadge {
    pub id: uuid::Uuid,
    /// The tier's word.
    pub tier: String,
    pub expires_at: Instant,
    /// Whether it has a page that everybody can open.
    pub is_public: bool,
}

/// A programme of theirs.
#[derive(Debug, Clone, Deserialize)]
pub struct ProgrammeRow {
    pub id: i64,
    pub title: String,
    pub skill: String,
    /// How many sessions it has.
    pub sessions: i64,
}

/// Some hours of their week: 0 is Monday, minutes since midnight.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct HoursRow {
    pub weekday: i16,
    pub starts_minute: i16,
    pub ends_minute: i16,
}

/// A word that others said of them.
#[derive(Debug, Clone, Deserialize)]
pub struct TagRow {
    pub word: String,
    pub count: i64,
}

/// What somebody said about them.
#[derive(Debug, Clone, Deserialize)]
pub struct RatingRow {
    pub overall: i16,
    pub comment: String,
    pub revealed_at: Instant,
    pub rater_id: MemberId,
    /// `None` when the viewer may not see who that is.
    pub rater: Option<String>,
    pub skill: String,
}

/// The statement of a member's page: `$1` is the member, `$2` the viewer or null. Also what the page's speed is held
/// against.
///
/// The names of skills are looked up one by one (`OFFSET 0`): otherwise the planner hashes the whole taxonomy for
/// eight rows, two thirds of the statement's time. `concerns` is worked out for viewers only.
#[doc(hidden)]
pub const PERSON: &str = "SELECT m.id, m.name, p.photo, m.time_zone, coalesce(p.bio, '') AS bio, coalesce(p.city, '') AS city,
            coalesce(p.country, '') AS country, coalesce(p.languages, '{}') AS languages, p.learning_style,
            coalesce(p.visibility, 'public') AS visibility, m.email_verified_at IS NOT NULL AS has_proven_email,
            EXISTS (SELECT FROM linked_identities l WHERE l.member_id = m.id AND l.provider = 'linkedin') AS has_linkedin, s.figure,
            coalesce(s.rating_count, 0) AS rating_count, coalesce(s.sessions, 0) AS sessions,
            coalesce(s.taught_minutes, 0) AS taught_minutes,
            (SELECT json_agg(json_build_array(x.direction, x.name, x.level, x.target_level, x.note, x.concerns, x.badge)
                             ORDER BY x.position, x.level DESC, x.name)
               FROM (SELECT ms.direction, k.name, ms.position, ms.level, ms.target_level, ms.note,
                            $2 IS NOT NULL AND EXISTS (
                                SELECT FROM member_skills mine WHERE mine.member_id = $2
                                   AND mine.skill_id = ms.skill_id AND mine.direction <> ms.direction) AS concerns,
                            CASE WHEN ms.direction = 'teach' THEN (
                                SELECT json_build_array(b.id, b.tier, b.expires_at, b.sharing = 'shared' OR
                                                        coalesce(p.visibility, 'public') = 'public')
                                  FROM badges b WHERE b.member_id = ms.member_id AND b.skill_id = ms.skill_id
                                   AND b.withdrawn_at IS NULL AND b.replaced_at IS NULL AND b.sharing <> 'hidden') END AS badge
                       FROM member_skills ms
                      CROSS JOIN LATERAL (SELECT name FROM skills WHERE id = ms.skill_id OFFSET 0) k
                      WHERE ms.member_id = m.id
                     OFFSET 0) x) AS skills,
            (SELECT json_agg(json_build_array(g.id, g.title, k.name,
                                              (SELECT count(*) FROM programme_lessons l WHERE l.programme_id = g.id)) ORDER BY g.id)
               FROM programmes g
              CROSS JOIN LATERAL (SELECT name FROM skills WHERE id = g.skill_id OFFSET 0) k
              WHERE g.teacher_id = m.id AND NOT g.is_hidden
                AND EXISTS (SELECT FROM member_skills ms WHERE ms.member_id = m.id AND ms.direction = 'teach'
                               AND ms.skill_id = g.skill_id)) AS programmes,
            (SELECT json_agg(json_build_array(h.weekday, h.starts_minute, h.ends_minute)
                             ORDER BY h.weekday, h.starts_minute)
               FROM weekly_hours h WHERE h.member_id = m.id) AS hours,
            (SELECT json_agg(json_build_array(x.tag, x.count) ORDER BY x.count DESC, x.tag)
               FROM (SELECT tag, count(*) FROM ratings r CROSS JOIN unnest(r.tags) AS tag
                      WHERE r.ratee_id = m.id AND r.revealed_at IS NOT NULL AND r.set_aside_at IS NULL GROUP BY tag) x) AS tags,
            (SELECT json_agg(json_build_array(x.overall, x.comment, x.revealed_at, x.rater_id, x.rater, x.skill))
               FROM (SELECT r.overall, r.comment, r.revealed_at, r.rater_id, k.name AS skill,
                            CASE WHEN rater.suspended_at IS NULL AND rater.onboarded_at IS NOT NULL
                                  AND ($2 IS NOT NULL OR theirs.visibility IS DISTINCT FROM 'members') THEN rater.name END AS rater
                       FROM ratings r
                       JOIN bookings b ON b.id = r.booking_id
                       JOIN skills k ON k.id = b.skill_id
                       JOIN members rater ON rater.id = r.rater_id
                       LEFT JOIN profiles theirs ON theirs.member_id = r.rater_id
                      WHERE r.ratee_id = m.id AND r.revealed_at IS NOT NULL AND r.set_aside_at IS NULL
                      ORDER BY r.revealed_at DESC, r.booking_id DESC
                      LIMIT 5) x) AS ratings
       FROM members m
       LEFT JOIN profiles p ON p.member_id = m.id
       LEFT JOIN standings s ON s.member_id = m.id
      WHERE m.id = $1 AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL";

/// Everything on the page of `member`, as `viewer` may see it; whether they may see it at all is in `visibility`.
///
/// # Errors
/// `NotFound` for who has no page, or when the database fails.
pub async fn person(conn: &mut Connection, member: MemberId, viewer: Option<MemberId>) -> QueryResult<PersonRow> {
    let query = diesel::sql_query(PERSON).bind::<BigInt, _>(member).bind::<Nullable<BigInt>, _>(viewer);
    query.prepared().get_result(conn).await
}
