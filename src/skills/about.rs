//! A skill as its own page shows it, and the addresses of all such pages.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::SkillId;
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare};

/// A skill and where it stands among the others.
#[derive(Debug, Clone, QueryableByName)]
pub struct About {
    /// Which skill.
    #[diesel(sql_type = Integer)]
    pub id: SkillId,
    /// Its part of an address, as it is now.
    #[diesel(sql_type = Text)]
    pub slug: String,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// What else people call it.
    #[diesel(sql_type = Array<Text>)]
    pub synonyms: Vec<String>,
    /// The name of its category.
    #[diesel(sql_type = Text)]
    pub category: String,
    /// The category's part of an address.
    #[diesel(sql_type = Text)]
    pub category_slug: String,
    /// The name of its subcategory.
    #[diesel(sql_type = Text)]
    pub subcategory: String,
    /// The subcategory's part of an address.
    #[diesel(sql_type = Text)]
    pub subcategory_slug: String,
    /// Parts of addresses of the related skills, at most twelve, those that count most first.
    #[diesel(sql_type = Array<Text>)]
    related_slugs: Vec<String>,
    /// Their names, in the same order.
    #[diesel(sql_type = Array<Text>)]
    related_names: Vec<String>,
    /// Whether the viewer is to be told when somebody teaches it.
    #[diesel(sql_type = Bool)]
    pub is_awaited: bool,
    /// Whether the viewer teaches it.
    #[diesel(sql_type = Bool)]
    pub is_taught: bool,
    /// Whether the viewer has it on a list of theirs.
    #[diesel(sql_type = Bool)]
    pub is_mine: bool,
}

#[derive(QueryableByName)]
struct Address {
    #[diesel(sql_type = Text)]
    path: String,
}

const ABOUT: &str = "
SELECT s.id, s.slug, s.name, s.synonyms, c.name AS category, c.slug AS category_slug,
       sub.name AS subcategory, sub.slug AS subcategory_slug, near.slugs AS related_slugs, near.names AS related_names,
       $2 IS NOT NULL AND EXISTS (SELECT FROM skill_alerts WHERE member_id = $2 AND skill_id = s.id) AS is_awaited,
       $2 IS NOT NULL AND EXISTS (SELECT FROM member_skills WHERE member_id = $2 AND skill_id = s.id
                                     AND direction = 'teach') AS is_taught,
       $2 IS NOT NULL AND EXISTS (SELECT FROM member_skills WHERE member_id = $2 AND skill_id = s.id
                                     AND direction IN ('teach', 'learn')) AS is_mine
  FROM skills s
  JOIN skill_subcategories sub ON sub.id = s.subcategory_id
  JOIN skill_categories c ON c.id = sub.category_id
 CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(o.slug ORDER BY r.weight DESC, o.name), '{}') AS slugs,
               coalesce(array_agg(o.name ORDER BY r.weight DESC, o.name), '{}') AS names
          FROM (SELECT weight, other FROM (
                    SELECT weight, related_id AS other FROM skill_relations WHERE skill_id = s.id
                     UNION ALL
                    SELECT weight, skill_id FROM skill_relations WHERE related_id = s.id) both_ways
                 ORDER BY weight DESC, other LIMIT 12) r
          JOIN skills o ON o.id = r.other) near
 WHERE s.slug = $1 OR s.id = (SELECT skill_id FROM skill_slugs WHERE slug = $1)
 ORDER BY s.slug = $1 DESC LIMIT 1";

/// The skill that has `slug`, or had it before it was renamed or merged into another: its own is then another one. For
/// `viewer` it says what the skill is to them. One statement.
///
/// # Errors
/// `NotFound` when there is none; else when the database fails.
pub async fn about(mut conn: &Connection, slug: &str, viewer: Option<MemberId>) -> QueryResult<About> {
    let query = diesel::sql_query(ABOUT).bind::<Text, _>(slug).bind::<Nullable<BigInt>, _>(viewer);
    query.prepared().get_result(&mut conn).await
}

/// The paths of all skills' and categories' pages, in their order; as many as one sitemap may have, 50,000.
///
/// # Errors
/// When the database fails.
pub async fn addresses(conn: &mut Connection) -> QueryResult<Vec<String>> {
    let rows: Vec<Address> = diesel::sql_query(
        "SELECT '/skills/browse?category=' || slug AS path FROM skill_categories
          UNION ALL SELECT '/skills/' || slug FROM skills ORDER BY 1 LIMIT 50000",
    )
    .prepared()
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.path).collect())
}

impl About {
    /// The path of its page.
    pub fn path(&self) -> String {
        format!("/skills/{}", self.slug)
    }

    /// The related skills, each with its part of an address and its name.
    pub fn related(&self) -> impl Iterator<Item = (&str, &str)> {
        self.related_slugs.iter().map(String::as_str).zip(self.related_names.iter().map(String::as_str))
    }

    /// `deutsch, hochdeutsch`; empty when it has no other name.
    pub fn other_names(&self) -> String {
        self.synonyms.join(", ")
    }

    /// For search engines and link previews.
    pub fn description(&self) -> String {
        let also =
            if self.synonyms.is_empty() { String::new() } else { format!(" Also called {}.", self.other_names()) };
        let Self { name, category, subcategory, .. } = self;
        format!("{name}: people who teach it here, an hour for an hour. {subcategory}, {category}.{also}")
    }
}
