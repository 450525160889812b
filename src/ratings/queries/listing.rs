//! What others said of a member.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date as SqlDate, Integer, Json, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use jiff::civil::Date;

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::ratings::Tag;

/// Ratings on a page.
pub(in crate::ratings) const ON_A_PAGE: usize = 20;

/// Whom ratings are about, and what they come to.
#[derive(Debug, QueryableByName)]
pub(in crate::ratings) struct RatedRow {
    #[diesel(sql_type = BigInt)]
    pub id: MemberId,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whether visitors see their page.
    #[diesel(sql_type = Bool)]
    pub is_public: bool,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub figure: Option<i16>,
    #[diesel(sql_type = Integer)]
    pub rating_count: i32,
    #[diesel(sql_type = BigInt)]
    pub recent_total: i64,
    #[diesel(sql_type = BigInt)]
    pub recent_count: i64,
    #[diesel(sql_type = BigInt)]
    pub older_total: i64,
    #[diesel(sql_type = BigInt)]
    pub older_count: i64,
    /// Words with how many said them, the most frequent first.
    #[diesel(sql_type = Json)]
    pub tags: serde_json::Value,
}

/// A rating in the list.
#[derive(Debug, QueryableByName)]
pub(in crate::ratings) struct ListedRow {
    #[diesel(sql_type = BigInt)]
    pub booking_id: i64,
    #[diesel(sql_type = SmallInt)]
    pub overall: i16,
    #[diesel(sql_type = SmallInt)]
    pub knowledge: i16,
    #[diesel(sql_type = SmallInt)]
    pub communication: i16,
    #[diesel(sql_type = SmallInt)]
    pub professionalism: i16,
    #[diesel(sql_type = Array<Text>)]
    pub tags: Vec<Tag>,
    #[diesel(sql_type = Text)]
    pub comment: String,
    #[diesel(sql_type = Timestamptz)]
    pub revealed_at: Instant,
    #[diesel(sql_type = Bool)]
    pub is_set_aside: bool,
    #[diesel(sql_type = Bool)]
    pub has_lost_words: bool,
    #[diesel(sql_type = BigInt)]
    pub rater_id: MemberId,
    /// `None` when the viewer may not see who that is.
    #[diesel(sql_type = Nullable<Text>)]
    pub rater: Option<String>,
    #[diesel(sql_type = Text)]
    pub skill: String,
}

/// Whom the list is about, by the figures of the day `today`; windows as `standings_refresh` has them.
pub(in crate::ratings) async fn rated(mut conn: &Connection, member: MemberId, today: Date) -> QueryResult<RatedRow> {
    diesel::sql_query(
        "SELECT m.id, m.name, coalesce(p.visibility, 'public') = 'public' AS is_public, s.figure,
                coalesce(s.rating_count, 0) AS rating_count, w.*,
                (SELECT coalesce(json_agg(json_build_array(x.tag, x.count) ORDER BY x.count DESC, x.tag), '[]')
                   FROM (SELECT tag, count(*) FROM ratings r CROSS JOIN unnest(r.tags) AS tag
                          WHERE r.ratee_id = m.id AND r.revealed_at IS NOT NULL AND r.set_aside_at IS NULL
                          GROUP BY tag) x) AS tags
           FROM members m
           LEFT JOIN profiles p ON p.member_id = m.id
           LEFT JOIN standings s ON s.member_id = m.id
          CROSS JOIN LATERAL (
                SELECT coalesce(sum(overall) FILTER (WHERE is_recent), 0) AS recent_total,
                       count(*) FILTER (WHERE is_recent) AS recent_count,
                       coalesce(sum(overall) FILTER (WHERE NOT is_recent), 0) AS older_total,
                       count(*) FILTER (WHERE NOT is_recent) AS older_count
                  FROM (SELECT overall, $2 < (given_on + interval '3 months')::date AS is_recent
                          FROM (SELECT overall, (rated_at AT TIME ZONE 'UTC')::date AS given_on FROM ratings
                                 WHERE ratee_id = m.id AND revealed_at IS NOT NULL AND set_aside_at IS NULL) given
                         WHERE $2 < (given_on + interval '12 months')::date) aged) w
          WHERE m.id = $1 AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL",
    )
    .bind::<BigInt, _>(member)
    .bind::<SqlDate, _>(jiff_diesel::Date::from(today))
    .prepared()
    .get_result(&mut conn)
    .await
}

/// The ratings of `member` that are shown, newest first, after the one of the booking shown then: one more than a page.
pub(in crate::ratings) async fn listed(
    mut conn: &Connection,
    member: MemberId,
    viewer: Option<MemberId>,
    (shown_at, booking): (Instant, i64),
) -> QueryResult<Vec<ListedRow>> {
    diesel::sql_query(
        "SELECT r.booking_id, r.overall, r.knowledge, r.communication, r.professionalism, r.tags, r.comment, r.revealed_at,
                r.set_aside_at IS NOT NULL AS is_set_aside, r.words_removed_at IS NOT NULL AS has_lost_words,
                r.rater_id, k.name AS skill,
                CASE WHEN rater.suspended_at IS NULL AND rater.onboarded_at IS NOT NULL
                      AND ($2 IS NOT NULL OR theirs.visibility IS DISTINCT FROM 'members') THEN rater.name END AS rater
           FROM (SELECT * FROM ratings
                  WHERE ratee_id = $1 AND revealed_at IS NOT NULL AND (revealed_at, booking_id) < ($3, $4)
                  ORDER BY revealed_at DESC, booking_id DESC LIMIT $5) r
           JOIN bookings b ON b.id = r.booking_id
           JOIN skills k ON k.id = b.skill_id
           JOIN members rater ON rater.id = r.rater_id
           LEFT JOIN profiles theirs ON theirs.member_id = r.rater_id
          ORDER BY r.revealed_at DESC, r.booking_id DESC",
    )
    .bind::<BigInt, _>(member)
    .bind::<Nullable<BigInt>, _>(viewer)
    .bind::<Timestamptz, _>(shown_at)
    .bind::<BigInt, _>(booking)
    .bind::<BigInt, _>(i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX))
    .prepared()
    .load(&mut conn)
    .await
}
