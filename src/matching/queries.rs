//! Lists and receipts shaped for pages.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::dsl::exists;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::generating::LIST_LENGTH;
use crate::accounts::{Avatar, MemberId, PhotoKey};
use crate::db::{Connection, Prepare};
use crate::profiles::{self, LearningStyle};
use crate::schema::matches;

/// A member's list or one line of it, with everything that a card and a receipt say, in one statement. The list is cut
/// before anything is joined to it, and the skills of all its people are gathered at once: one by one they cost twice as
/// much. A skill is a text, `!` or a space for whether it concerns the viewer, its slug, a space, its name; those that do
/// come first.
const STATEMENT: &str = "
WITH list AS (
    SELECT * FROM matches WHERE member_id = $1 AND ($2 IS NULL OR other_id = $2)
     ORDER BY score DESC, overlap_minutes DESC, other_id LIMIT $3),
chips AS (
    SELECT ms.member_id,
           array_agg(CASE WHEN mine.skill_id IS NULL THEN ' ' ELSE '!' END || k.slug || ' ' || k.name
                     ORDER BY mine.skill_id IS NULL, k.name) FILTER (WHERE ms.direction = 'teach') AS teaches,
           array_agg(CASE WHEN mine.skill_id IS NULL THEN ' ' ELSE '!' END || k.slug || ' ' || k.name
                     ORDER BY mine.skill_id IS NULL, k.name) FILTER (WHERE ms.direction = 'learn') AS learns
      FROM member_skills ms
      JOIN skills k ON k.id = ms.skill_id
      LEFT JOIN member_skills mine ON mine.member_id = $1 AND mine.skill_id = ms.skill_id AND mine.direction <> ms.direction
     WHERE ms.member_id IN (SELECT other_id FROM list)
     GROUP BY ms.member_id)
SELECT m.other_id, o.name, p.photo, m.score, m.complementarity, m.overlap, m.learning_style, m.rating, m.response, m.overlap_minutes,
       learn.name AS learn_skill, teach.name AS teach_skill,
       coalesce(p.city, '') AS city, coalesce(p.country, '') AS country, coalesce(p.languages, '{}') AS languages,
       p.learning_style AS their_style, (SELECT own.learning_style FROM profiles own WHERE own.member_id = $1) AS own_style,
       coalesce(s.rating_total, 0) AS rating_total, coalesce(s.rating_count, 0) AS rating_count,
       coalesce(s.proposals, 0) AS proposals, coalesce(s.proposals_answered, 0) AS proposals_answered,
       coalesce(chips.teaches, '{}') AS teaches, coalesce(chips.learns, '{}') AS learns
  FROM list m
  JOIN members o ON o.id = m.other_id AND o.suspended_at IS NULL
  JOIN skills learn ON learn.id = m.learn_skill_id
  LEFT JOIN skills teach ON teach.id = m.teach_skill_id
  LEFT JOIN profiles p ON p.member_id = m.other_id
  LEFT JOIN standings s ON s.member_id = m.other_id
  LEFT JOIN chips ON chips.member_id = m.other_id
 ORDER BY m.score DESC, m.overlap_minutes DESC, m.other_id";

/// The first lines of a list, as short as they can be said.
const BEST: &str = "
SELECT m.other_id, o.name, p.photo, m.score, learn.name AS learn_skill, teach.name AS teach_skill
  FROM (SELECT * FROM matches WHERE member_id = $1
         ORDER BY score DESC, overlap_minutes DESC, other_id LIMIT $2) m
  JOIN members o ON o.id = m.other_id AND o.suspended_at IS NULL
  JOIN skills learn ON learn.id = m.learn_skill_id
  LEFT JOIN skills teach ON teach.id = m.teach_skill_id
  LEFT JOIN profiles p ON p.member_id = m.other_id
 ORDER BY m.score DESC, m.overlap_minutes DESC, m.other_id";

/// Chips of each direction on a card.
const CHIPS: usize = 2;

/// A skill on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillChip {
    /// Its word in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether the viewer has it in the other direction.
    pub mine: bool,
}

/// A match as its member sees it.
#[derive(Debug, Clone, QueryableByName)]
pub struct MatchRow {
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub other_id: MemberId,
    /// Their name.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    photo: Option<PhotoKey>,
    /// The sum of the five factors.
    #[diesel(sql_type = SmallInt)]
    pub score: i16,
    /// Points for skills that fit.
    #[diesel(sql_type = SmallInt)]
    pub complementarity: i16,
    /// Points for hours in common.
    #[diesel(sql_type = SmallInt)]
    pub overlap: i16,
    /// Points for ways of learning.
    #[diesel(sql_type = SmallInt)]
    pub learning_style: i16,
    /// Points for ratings.
    #[diesel(sql_type = SmallInt)]
    pub rating: i16,
    /// Points for answers.
    #[diesel(sql_type = SmallInt)]
    pub response: i16,
    /// Minutes a week in common.
    #[diesel(sql_type = Integer)]
    pub overlap_minutes: i32,
    /// What they can teach the viewer.
    #[diesel(sql_type = Text)]
    pub learn_skill: String,
    /// What the viewer can teach them.
    #[diesel(sql_type = Nullable<Text>)]
    pub teach_skill: Option<String>,
    #[diesel(sql_type = Text)]
    city: String,
    #[diesel(sql_type = Text)]
    country: String,
    /// The languages that they speak.
    #[diesel(sql_type = Array<Text>)]
    pub languages: Vec<String>,
    /// How they like to learn.
    #[diesel(sql_type = Nullable<Text>)]
    pub their_style: Option<LearningStyle>,
    /// How the viewer does.
    #[diesel(sql_type = Nullable<Text>)]
    pub own_style: Option<LearningStyle>,
    #[diesel(sql_type = BigInt)]
    rating_total: i64,
    /// How many rated them.
    #[diesel(sql_type = Integer)]
    pub rating_count: i32,
    /// Proposals that they got.
    #[diesel(sql_type = Integer)]
    pub proposals: i32,
    /// Those of them that they answered.
    #[diesel(sql_type = Integer)]
    pub proposals_answered: i32,
    /// What they teach, the viewer's wishes first.
    #[diesel(sql_type = Array<Text>)]
    pub teaches: Skills,
    /// What they learn, the viewer's offers first.
    #[diesel(sql_type = Array<Text>)]
    pub learns: Skills,
}

/// The skills of one direction, those that concern the viewer first.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromSqlRow)]
pub struct Skills(Vec<SkillChip>);

impl Skills {
    /// Those that a card shows.
    pub fn shown(&self) -> impl Iterator<Item = &SkillChip> {
        self.0.iter().take(CHIPS)
    }

    /// How many a card does not show.
    pub fn more(&self) -> usize {
        self.0.len().saturating_sub(CHIPS)
    }

    /// Those that the viewer has in the other direction.
    pub fn mine(&self) -> impl Iterator<Item = &SkillChip> {
        self.0.iter().filter(|skill| skill.mine)
    }
}

impl FromSql<Array<Text>, Pg> for Skills {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let texts = <Vec<String> as FromSql<Array<Text>, Pg>>::from_sql(value)?;
        let chips: Option<Vec<SkillChip>> = texts.iter().map(|text| SkillChip::of(text)).collect();
        chips.map(Self).ok_or_else(|| "a skill that the statement did not write".into())
    }
}

impl SkillChip {
    /// Reads what [`STATEMENT`] writes.
    fn of(text: &str) -> Option<Self> {
        let (mark, rest) = text.split_at_checked(1)?;
        let (slug, name) = rest.split_once(' ')?;
        Some(Self { slug: slug.to_owned(), name: name.to_owned(), mine: mark == "!" })
    }
}

/// A line of the dashboard.
#[derive(Debug, Clone, QueryableByName)]
pub struct BestMatch {
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub other_id: MemberId,
    /// Their name.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    photo: Option<PhotoKey>,
    /// 0 to 100.
    #[diesel(sql_type = SmallInt)]
    pub score: i16,
    /// What they can teach the viewer.
    #[diesel(sql_type = Text)]
    pub learn_skill: String,
    /// What the viewer can teach them.
    #[diesel(sql_type = Nullable<Text>)]
    pub teach_skill: Option<String>,
}

impl BestMatch {
    /// Their face.
    pub fn avatar(&self) -> Avatar {
        Avatar::of(&self.name, self.photo.as_ref())
    }
}

impl MatchRow {
    /// Path of their profile.
    pub fn path(&self) -> String {
        profiles::path(self.other_id, &self.name)
    }

    /// Their face.
    pub fn avatar(&self) -> Avatar {
        Avatar::of(&self.name, self.photo.as_ref())
    }

    /// Where they live, as far as they have said; empty when not at all.
    pub fn place(&self) -> String {
        let parts = [self.city.as_str(), self.country.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Hours a week in common: "9", "2.25".
    pub fn hours(&self) -> f64 {
        f64::from(self.overlap_minutes) / 60.0
    }

    /// Stars on average with one decimal; `None` while nobody rated them.
    pub fn stars(&self) -> Option<String> {
        let tenths =
            (20 * self.rating_total + i64::from(self.rating_count)) / (2 * i64::from(self.rating_count)).max(1);
        (self.rating_count > 0).then(|| format!("{}.{}", tenths / 10, tenths % 10))
    }
}

/// The best `count` of `member`'s list.
///
/// # Errors
/// When the database fails.
pub async fn top(conn: &mut Connection, member: MemberId, count: i64) -> QueryResult<Vec<BestMatch>> {
    diesel::sql_query(BEST).bind::<BigInt, _>(member).bind::<BigInt, _>(count).prepared().load(conn).await
}

/// Whether `member` has a list.
///
/// # Errors
/// When the database fails.
pub async fn has_list(conn: &mut Connection, member: MemberId) -> QueryResult<bool> {
    diesel::select(exists(matches::table.filter(matches::member_id.eq(member)))).get_result(conn).await
}

/// The whole list of `member`, best first.
pub(super) async fn list(conn: &mut Connection, member: MemberId) -> QueryResult<Vec<MatchRow>> {
    rows(conn, member, None, i64::try_from(LIST_LENGTH).unwrap_or(i64::MAX)).await
}

/// The match of `member` with `other`; `NotFound` when they are not in the list.
pub(super) async fn receipt(conn: &mut Connection, member: MemberId, other: MemberId) -> QueryResult<MatchRow> {
    rows(conn, member, Some(other), 1).await?.pop().ok_or(diesel::result::Error::NotFound)
}

async fn rows(
    conn: &mut Connection,
    member: MemberId,
    other: Option<MemberId>,
    count: i64,
) -> QueryResult<Vec<MatchRow>> {
    diesel::sql_query(STATEMENT)
        .bind::<BigInt, _>(member)
        .bind::<Nullable<BigInt>, _>(other)
        .bind::<BigInt, _>(count)
        .prepared()
        .load(conn)
        .await
}

/// What a member has said of themselves, as far as matching needs it.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct Said {
    /// Whether they want to learn something.
    #[diesel(sql_type = Bool)]
    pub wants: bool,
    /// Whether they have hours.
    #[diesel(sql_type = Bool)]
    pub has_hours: bool,
}

/// What `member` has said.
pub(super) async fn said(conn: &mut Connection, member: MemberId) -> QueryResult<Said> {
    diesel::sql_query(
        "SELECT EXISTS (SELECT FROM member_skills WHERE member_id = $1 AND direction = 'learn') AS wants,
                EXISTS (SELECT FROM weekly_hours WHERE member_id = $1) AS has_hours",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(conn)
    .await
}
