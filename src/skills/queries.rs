//! Rows shaped for pages.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::{Direction, Level};
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare, id_type};
use crate::schema::{member_skills, skill_categories, skill_subcategories, skills};

id_type!(
    /// A skill's id.
    SkillId(i32)
);

/// Skills that a search finds at most.
const FOUND_AT_MOST: i64 = 8;

/// A member's skill with its name.
#[derive(Debug, Clone, Queryable)]
pub struct MemberSkillRow {
    /// Which skill.
    pub skill_id: SkillId,
    /// Its part of an address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Which way it goes.
    pub direction: Direction,
    /// How well they know it.
    pub level: Level,
    /// Where a learner wants to get.
    pub target_level: Option<Level>,
    /// A line about it.
    pub note: String,
}

/// A skill that a search found.
#[derive(Debug, Clone, QueryableByName)]
pub struct Found {
    /// Which skill.
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pub id: SkillId,
    /// Its part of an address.
    #[diesel(sql_type = Text)]
    pub slug: String,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Its category's name.
    #[diesel(sql_type = Text)]
    pub category: String,
    /// Whether the searching member teaches it.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub is_taught: bool,
    /// Whether the searching member learns it.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub is_learned: bool,
}

/// A category with the number of its skills.
#[derive(Debug, Clone, Queryable)]
pub struct CategoryRow {
    pub slug: String,
    pub name: String,
    pub skills: i64,
}

/// A skill that a member waits for.
#[derive(Debug, Clone, QueryableByName)]
pub struct AlertRow {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pub skill_id: SkillId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Teachers that the member was told of.
    #[diesel(sql_type = BigInt)]
    pub told: i64,
}

/// A skill of a category.
#[derive(Debug, Clone, Queryable)]
pub struct SkillRow {
    pub category: String,
    pub subcategory_slug: String,
    pub subcategory: String,
    pub slug: String,
    pub name: String,
}

/// A member's skills, at most 60: those they teach first, in each direction as they arranged them.
///
/// # Errors
/// When the database fails.
pub async fn of_member(conn: &mut Connection, member: MemberId) -> QueryResult<Vec<MemberSkillRow>> {
    rows(member)
        .order((member_skills::direction.desc(), member_skills::position, member_skills::level.desc(), skills::name))
        .load(conn)
        .await
}

/// The skills that a member teaches, at most 30, as they arranged them.
///
/// # Errors
/// When the database fails.
pub async fn taught_by(conn: &mut Connection, member: MemberId) -> QueryResult<Vec<MemberSkillRow>> {
    rows(member)
        .filter(member_skills::direction.eq(Direction::Teach))
        .order((member_skills::position, member_skills::level.desc(), skills::name))
        .load(conn)
        .await
}

#[diesel::dsl::auto_type(no_type_alias)]
fn rows(member: MemberId) -> _ {
    member_skills::table.inner_join(skills::table).filter(member_skills::member_id.eq(member)).select((
        member_skills::skill_id,
        skills::slug,
        skills::name,
        member_skills::direction,
        member_skills::level,
        member_skills::target_level,
        member_skills::note,
    ))
}

/// The eight skills nearest to what was typed, in name or synonyms, without case and accents: the same, then beginning so,
/// then with a word that begins so; where there is none, beginning so but for a slip, then spelt alike, then with half of
/// its words. `viewer` is whose own skills are marked.
///
/// # Errors
/// When the database fails.
pub async fn search(conn: &mut Connection, typed: &str, viewer: Option<MemberId>) -> QueryResult<Vec<Found>> {
    diesel::sql_query(
        "SELECT s.id, s.slug, s.name, c.name AS category,
                $2 IS NOT NULL AND EXISTS (SELECT FROM member_skills WHERE member_id = $2 AND skill_id = s.id
                                                                       AND direction = 'teach') AS is_taught,
                $2 IS NOT NULL AND EXISTS (SELECT FROM member_skills WHERE member_id = $2 AND skill_id = s.id
                                                                       AND direction = 'learn') AS is_learned
           FROM skills_like($1) near
           JOIN skills s ON s.id = near.skill_id
           JOIN skill_subcategories sub ON sub.id = s.subcategory_id
           JOIN skill_categories c ON c.id = sub.category_id
          ORDER BY near.nearness DESC, length(s.name), s.name
          LIMIT $3",
    )
    .bind::<Text, _>(typed.trim().to_lowercase())
    .bind::<Nullable<BigInt>, _>(viewer)
    .bind::<BigInt, _>(FOUND_AT_MOST)
    .prepared()
    .load(conn)
    .await
}

/// All categories with the number of their skills.
///
/// # Errors
/// When the database fails.
pub async fn categories(conn: &mut Connection) -> QueryResult<Vec<CategoryRow>> {
    skill_categories::table
        .inner_join(skill_subcategories::table.inner_join(skills::table))
        .group_by(skill_categories::id)
        .order(skill_categories::name)
        .select((skill_categories::slug, skill_categories::name, diesel::dsl::count_star()))
        .load(conn)
        .await
}

/// A category's skills, by subcategory and name; none when there is no such category.
///
/// # Errors
/// When the database fails.
pub async fn in_category(conn: &mut Connection, slug: &str) -> QueryResult<Vec<SkillRow>> {
    skills::table
        .inner_join(skill_subcategories::table.inner_join(skill_categories::table))
        .filter(skill_categories::slug.eq(slug))
        .order((skill_subcategories::name, skills::name))
        .select((
            skill_categories::name,
            skill_subcategories::slug,
            skill_subcategories::name,
            skills::slug,
            skills::name,
        ))
        .load(conn)
        .await
}

/// The skills that a member waits for, at most 30, by name.
///
/// # Errors
/// When the database fails.
pub async fn alerts_of(mut conn: &Connection, member: MemberId) -> QueryResult<Vec<AlertRow>> {
    diesel::sql_query(
        "SELECT a.skill_id, s.slug, s.name,
                (SELECT count(*) FROM skill_alerts_told told
                  WHERE told.member_id = a.member_id AND told.skill_id = a.skill_id) AS told
           FROM skill_alerts a JOIN skills s ON s.id = a.skill_id WHERE a.member_id = $1 ORDER BY s.name",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .load(&mut conn)
    .await
}
