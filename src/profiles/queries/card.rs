//! A member in a list.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Json, Nullable, SmallInt, Text};
use serde::Deserialize;

use crate::accounts::{MemberId, PhotoKey};
use crate::profiles::json::List;

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
    /// Their rating in hundredths of a star.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub figure: Option<i16>,
    /// How many ratings there are, those that are too old for the figure as well.
    #[diesel(sql_type = Integer)]
    pub rating_count: i32,
    /// At most four that they teach: those that the viewer learns first, then the best known.
    #[diesel(sql_type = Nullable<Json>)]
    pub teach: List<CardSkill>,
    /// At most three that they learn: those that the viewer teaches first.
    #[diesel(sql_type = Nullable<Json>)]
    pub learn: List<CardSkill>,
    /// How they fit what was typed; with `key` and `id`, their place in the list.
    #[diesel(sql_type = Integer)]
    pub rel: i32,
    /// What the list is ordered by.
    #[diesel(sql_type = BigInt)]
    pub key: i64,
    /// Members in the whole list, as far as they are counted.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// A skill on a card.
#[derive(Debug, Clone, Deserialize)]
pub struct CardSkill {
    /// Its name.
    pub name: String,
    /// Whether the viewer has it in the other direction.
    pub concerns_viewer: bool,
}

/// The columns of a card but for `total`, of `found` (`member_id, rel, key`), for the viewer `$1`.
pub(super) const CARDS: &str =
    "SELECT m.id, m.name, p.photo, coalesce(p.city, '') AS city, coalesce(p.country, '') AS country,
        found.rel, found.key, st.figure, coalesce(st.rating_count, 0) AS rating_count,
        (SELECT json_agg(json_build_array(x.name, x.concerns) ORDER BY x.concerns DESC, x.position, x.level DESC)
           FROM (SELECT k.name, ms.position, ms.level, $1 IS NOT NULL AND EXISTS (
                            SELECT FROM member_skills mine WHERE mine.member_id = $1
                               AND mine.direction = 'learn' AND mine.skill_id = ms.skill_id) AS concerns
                   FROM member_skills ms
                  CROSS JOIN LATERAL (SELECT name FROM skills WHERE id = ms.skill_id OFFSET 0) k
                  WHERE ms.member_id = found.member_id AND ms.direction = 'teach'
                  ORDER BY concerns DESC, ms.position, ms.level DESC LIMIT 4) x) AS teach,
        (SELECT json_agg(json_build_array(x.name, x.concerns) ORDER BY x.concerns DESC, x.position, x.level DESC)
           FROM (SELECT k.name, ms.position, ms.level, $1 IS NOT NULL AND EXISTS (
                            SELECT FROM member_skills mine WHERE mine.member_id = $1
                               AND mine.direction = 'teach' AND mine.skill_id = ms.skill_id) AS concerns
                   FROM member_skills ms
                  CROSS JOIN LATERAL (SELECT name FROM skills WHERE id = ms.skill_id OFFSET 0) k
                  WHERE ms.member_id = found.member_id AND ms.direction = 'learn'
                  ORDER BY concerns DESC, ms.position, ms.level DESC LIMIT 3) x) AS learn";

/// What [`CARDS`] are read from, beside `found`.
pub(super) const CARDS_FROM: &str = "JOIN members m ON m.id = found.member_id
  LEFT JOIN profiles p ON p.member_id = m.id
  LEFT JOIN standings st ON st.member_id = m.id";
