//! Members in a list: everybody, those who teach a skill, those like what was typed. A page is one statement.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Json, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Deserialize;

use crate::accounts::{MemberId, PhotoKey};
use crate::db::Connection;
use crate::db::Prepare;
use crate::profiles::browse::Cursor;
use crate::profiles::json::List;

/// Members on a page; the statements read one more, which tells whether there is a next page.
pub(in crate::profiles) const PAGE: usize = 20;

/// A member as lists show them.
#[derive(Debug, Clone, QueryableByName)]
pub struct CardRow {
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub id: MemberId,
    /// Their name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Their photo.
    #[diesel(sql_type = Nullable<Text>)]
    pub photo: Option<PhotoKey>,
    /// Their city, or empty.
    #[diesel(sql_type = Text)]
    pub city: String,
    /// Their country, or empty.
    #[diesel(sql_type = Text)]
    pub country: String,
    /// The sum of their overall ratings.
    #[diesel(sql_type = BigInt)]
    pub rating_total: i64,
    /// How many there are.
    #[diesel(sql_type = Integer)]
    pub rating_count: i32,
    /// At most four that they teach: those that the viewer learns first, then the best known.
    #[diesel(sql_type = Nullable<Json>)]
    pub teach: List<CardSkill>,
    /// At most three that they learn: those that the viewer teaches first.
    #[diesel(sql_type = Nullable<Json>)]
    pub learn: List<CardSkill>,
    /// How well they fit the search; with `id`, their place in the list.
    #[diesel(sql_type = Integer)]
    pub rank: i32,
}

/// A skill on a card.
#[derive(Debug, Clone, Deserialize)]
pub struct CardSkill {
    /// Its name.
    pub name: String,
    /// Whether the viewer has it in the other direction.
    pub concerns_viewer: bool,
}

/// The statement of a list around `$found`, which gives `id, name, photo, city, country, rank` of one page. In all of them $1
/// is the viewer, or NULL; $2 and $3 are rank and id of the last member of the page before.
macro_rules! cards {
    ($found:literal) => {
        concat!(
            "SELECT found.id, found.name, found.photo, coalesce(found.city, '') AS city, coalesce(found.country, '') AS country,
                    found.rank, coalesce(s.rating_total, 0) AS rating_total, coalesce(s.rating_count, 0) AS rating_count,
                    (SELECT json_agg(json_build_array(x.name, x.concerns) ORDER BY x.concerns DESC, x.level DESC)
                       FROM (SELECT k.name, ms.level, $1 IS NOT NULL AND EXISTS (
                                        SELECT FROM member_skills mine WHERE mine.member_id = $1
                                           AND mine.direction = 'learn' AND mine.skill_id = ms.skill_id) AS concerns
                               FROM member_skills ms
                              CROSS JOIN LATERAL (SELECT name FROM skills WHERE id = ms.skill_id OFFSET 0) k
                              WHERE ms.member_id = found.id AND ms.direction = 'teach'
                              ORDER BY concerns DESC, ms.level DESC LIMIT 4) x) AS teach,
                    (SELECT json_agg(json_build_array(x.name, x.concerns) ORDER BY x.concerns DESC, x.level DESC)
                       FROM (SELECT k.name, ms.level, $1 IS NOT NULL AND EXISTS (
                                        SELECT FROM member_skills mine WHERE mine.member_id = $1
                                           AND mine.direction = 'teach' AND mine.skill_id = ms.skill_id) AS concerns
                               FROM member_skills ms
                              CROSS JOIN LATERAL (SELECT name FROM skills WHERE id = ms.skill_id OFFSET 0) k
                              WHERE ms.member_id = found.id AND ms.direction = 'learn'
                              ORDER BY concerns DESC, ms.level DESC LIMIT 3) x) AS learn
               FROM (",
            $found,
            " LIMIT 21) found
               LEFT JOIN standings s ON s.member_id = found.id
              ORDER BY found.rank DESC, found.id DESC"
        )
    };
}

/// Everybody, newest first.
///
/// # Errors
/// When the database fails.
pub async fn everybody(conn: &mut Connection, viewer: Option<MemberId>, after: Cursor) -> QueryResult<Vec<CardRow>> {
    let query = diesel::sql_query(cards!(
        "SELECT m.id, m.name, p.photo, p.city, p.country, 0 AS rank
           FROM members m
           LEFT JOIN profiles p ON p.member_id = m.id
          WHERE m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL AND m.id IS DISTINCT FROM $1
            AND ($1 IS NOT NULL OR p.visibility IS DISTINCT FROM 'members')
            AND $2 >= 0 AND m.id < $3
          ORDER BY m.id DESC"
    ));
    query
        .bind::<Nullable<BigInt>, _>(viewer)
        .bind::<Integer, _>(after.rank)
        .bind::<BigInt, _>(after.id)
        .prepared()
        .load(conn)
        .await
}

/// Who teaches the skill with this slug, the best first.
///
/// # Errors
/// When the database fails.
pub async fn with_skill(
    conn: &mut Connection,
    viewer: Option<MemberId>,
    slug: &str,
    after: Cursor,
) -> QueryResult<Vec<CardRow>> {
    let query = diesel::sql_query(cards!(
        "SELECT m.id, m.name, p.photo, p.city, p.country, taught.level::integer AS rank
           FROM member_skills taught
           JOIN members m ON m.id = taught.member_id
           LEFT JOIN profiles p ON p.member_id = m.id
          WHERE taught.skill_id = (SELECT id FROM skills WHERE slug = $4) AND taught.direction = 'teach'
            AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL AND m.id IS DISTINCT FROM $1
            AND ($1 IS NOT NULL OR p.visibility IS DISTINCT FROM 'members')
            AND (taught.level::integer, m.id) < ($2, $3)
          ORDER BY rank DESC, m.id DESC"
    ));
    let query = query.bind::<Nullable<BigInt>, _>(viewer).bind::<Integer, _>(after.rank).bind::<BigInt, _>(after.id);
    query.bind::<Text, _>(slug).prepared().load(conn).await
}

/// Whose name, or a skill they teach, is like what was typed; the likest first. A skill that fits counts up to 900 and
/// how well they know it up to 100, a name up to 1000.
///
/// # Errors
/// When the database fails.
pub async fn like(
    conn: &mut Connection,
    viewer: Option<MemberId>,
    typed: &str,
    after: Cursor,
) -> QueryResult<Vec<CardRow>> {
    let query = diesel::sql_query(cards!(
        "SELECT m.id, m.name, p.photo, p.city, p.country, near.rank
           FROM (SELECT id, max(rank) AS rank
                   FROM (SELECT id, (word_similarity((SELECT plain($4)), plain(name)) * 1000)::integer AS rank
                           FROM members
                          WHERE (SELECT plain($4)) <% plain(name) AND onboarded_at IS NOT NULL AND suspended_at IS NULL
                          UNION ALL
                         SELECT taught.member_id, (least(near.nearness, 1) * 900)::integer + taught.level
                           FROM (SELECT skill_id, nearness FROM skills_like($4) ORDER BY nearness DESC LIMIT 8) near
                           JOIN member_skills taught ON taught.skill_id = near.skill_id AND taught.direction = 'teach'
                        ) either
                  GROUP BY id) near
           JOIN members m ON m.id = near.id
           LEFT JOIN profiles p ON p.member_id = m.id
          WHERE m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL AND m.id IS DISTINCT FROM $1
            AND ($1 IS NOT NULL OR p.visibility IS DISTINCT FROM 'members')
            AND (near.rank, m.id) < ($2, $3)
          ORDER BY near.rank DESC, m.id DESC"
    ));
    let query = query.bind::<Nullable<BigInt>, _>(viewer).bind::<Integer, _>(after.rank).bind::<BigInt, _>(after.id);
    query.bind::<Text, _>(typed).prepared().load(conn).await
}
