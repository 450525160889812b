//! What the catalogue says of each skill, and how that is changed. Every verb here is a part of its caller's transaction,
//! and from the first of them until that ends nobody else changes the catalogue: so a name that was free stays free.

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::SkillId;
use crate::db::{Connection, Prepare, id_type};
use crate::schema::{skill_categories, skill_subcategories, skills};

id_type!(
    /// A category's id.
    CategoryId(i16)
);
id_type!(
    /// A subcategory's id.
    SubcategoryId(i16)
);

/// What can be said of a skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As people read it.
    pub name: String,
    /// Where it stands.
    pub subcategory_id: SubcategoryId,
    /// What else people type for it.
    pub synonyms: Vec<String>,
}

/// A skill with everything that the catalogue says of it.
#[derive(Debug, Clone, QueryableByName)]
pub struct EntryRow {
    /// Which skill.
    #[diesel(sql_type = Integer)]
    pub id: SkillId,
    /// Its part of an address; it stays when the name changes.
    #[diesel(sql_type = Text)]
    pub slug: String,
    /// As people read it.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// What else people type for it.
    #[diesel(sql_type = Array<Text>)]
    pub synonyms: Vec<String>,
    /// Where it stands.
    #[diesel(sql_type = SmallInt)]
    pub subcategory_id: SubcategoryId,
    /// The subcategory's name.
    #[diesel(sql_type = Text)]
    pub subcategory: String,
    /// The category's name.
    #[diesel(sql_type = Text)]
    pub category: String,
}

/// Why the catalogue was not changed.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Another skill has the name, or it is one of its synonyms.
    #[error("“{called}” is a name of {skill} already.")]
    Taken {
        /// What was to be written.
        called: String,
        /// The skill that has it.
        skill: String,
    },
    /// There is no such skill or subcategory, or not any more.
    #[error("no such skill")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// A skill that is called so.
#[derive(Debug, Clone, QueryableByName)]
pub struct Called {
    /// Which skill.
    #[diesel(sql_type = Integer)]
    pub id: SkillId,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Which of the names that were asked for.
    #[diesel(sql_type = Text)]
    pub called: String,
}

const CALLED: &str = "SELECT s.id, s.name, asked.called
                        FROM unnest($1) AS asked (called)
                        JOIN skill_terms t ON t.is_whole AND t.term = skill_words(asked.called)
                        JOIN skills s ON s.id = t.skill_id
                       WHERE s.id <> $2 LIMIT 1";

/// A free part of an address made of the name `$1`. What stands below /skills and is no skill is never free, nor is what a
/// merged skill had.
const SLUG: &str = "SELECT free.slug
   FROM (SELECT coalesce(nullif(trim(BOTH '-' FROM regexp_replace(plain($1), '[^a-z0-9]+', '-', 'g')), ''), 'skill') AS word) base
  CROSS JOIN generate_series(1, 1000) AS n
  CROSS JOIN LATERAL (SELECT CASE n WHEN 1 THEN base.word ELSE base.word || '-' || n END AS slug) free
  WHERE free.slug NOT IN ('browse', 'requests')
    AND NOT EXISTS (SELECT FROM skills WHERE slug = free.slug)
    AND NOT EXISTS (SELECT FROM skill_slugs WHERE slug = free.slug)
  ORDER BY n LIMIT 1";

const DISTINCT: &str = "SELECT called FROM (SELECT DISTINCT ON (skill_words(called)) called, n
                                               FROM unnest($1) WITH ORDINALITY AS s (called, n)
                                              WHERE skill_words(called) <> skill_words($2)
                                              ORDER BY skill_words(called), n) kept
                         ORDER BY n";

#[derive(QueryableByName)]
struct Synonym {
    #[diesel(sql_type = Text)]
    called: String,
}

#[derive(QueryableByName)]
struct Free {
    #[diesel(sql_type = Text)]
    slug: String,
}

/// Waits until nobody else changes the catalogue, and lets nobody until the transaction ends. Members go on reading it,
/// and adding its skills to theirs.
pub(super) async fn lock(conn: &mut Connection) -> QueryResult<()> {
    diesel::sql_query("LOCK TABLE skills IN SHARE ROW EXCLUSIVE MODE").execute(conn).await?;
    Ok(())
}

/// The skill that `name` is a name or a synonym of, read as a search reads it: without case and accents, and hyphens as spaces.
///
/// # Errors
/// When the database fails.
pub async fn called(conn: &mut Connection, name: &str) -> QueryResult<Option<Called>> {
    any_called(conn, &[name], SkillId(0)).await
}

async fn any_called(conn: &mut Connection, names: &[&str], but: SkillId) -> QueryResult<Option<Called>> {
    diesel::sql_query(CALLED)
        .bind::<Array<Text>, _>(names)
        .bind::<Integer, _>(but)
        .prepared()
        .get_result(conn)
        .await
        .optional()
}

/// Writes a new skill, at an address made of its name.
///
/// # Errors
/// `Taken` when it is there under that name, `Unknown` without such a subcategory, or when the database fails.
pub async fn enter(conn: &mut Connection, entry: &Entry) -> Result<SkillId, CatalogueError> {
    lock(conn).await?;
    check(conn, entry, SkillId(0)).await?;
    let synonyms = distinct(conn, entry).await?;
    let Free { slug } = diesel::sql_query(SLUG).bind::<Text, _>(&entry.name).get_result(conn).await?;
    let id = diesel::insert_into(skills::table)
        .values((
            skills::slug.eq(slug),
            skills::name.eq(&entry.name),
            skills::subcategory_id.eq(entry.subcategory_id),
            skills::synonyms.eq(synonyms),
        ))
        .returning(skills::id)
        .get_result(conn)
        .await?;
    Ok(id)
}

/// Says something else of a skill; its address stays. Gives what was said before.
///
/// # Errors
/// As [`enter`]; `Unknown` also without such a skill.
pub async fn rewrite(conn: &mut Connection, id: SkillId, entry: &Entry) -> Result<EntryRow, CatalogueError> {
    lock(conn).await?;
    let before = of(conn, id).await?.ok_or(CatalogueError::Unknown)?;
    check(conn, entry, id).await?;
    let synonyms = distinct(conn, entry).await?;
    diesel::update(skills::table.find(id))
        .set((
            skills::name.eq(&entry.name),
            skills::subcategory_id.eq(entry.subcategory_id),
            skills::synonyms.eq(synonyms),
        ))
        .execute(conn)
        .await?;
    Ok(before)
}

/// Lets a search find a skill by another name as well. A name that it has already is no change. Gives the skill's name.
///
/// # Errors
/// `Taken` when another skill has it, `Unknown` without such a skill, or when the database fails.
pub async fn also_call(conn: &mut Connection, id: SkillId, name: &str) -> Result<String, CatalogueError> {
    lock(conn).await?;
    let known = of(conn, id).await?.ok_or(CatalogueError::Unknown)?;
    match called(conn, name).await? {
        Some(found) if found.id == id => {}
        Some(found) => return Err(CatalogueError::Taken { called: name.to_owned(), skill: found.name }),
        None => {
            let synonyms: Vec<String> = known.synonyms.into_iter().chain([name.to_lowercase()]).collect();
            diesel::update(skills::table.find(id)).set(skills::synonyms.eq(synonyms)).execute(conn).await?;
        }
    }
    Ok(known.name)
}

/// The synonyms of an entry that say something: a search reads past case and accents.
async fn distinct(conn: &mut Connection, entry: &Entry) -> QueryResult<Vec<String>> {
    let kept: Vec<Synonym> = diesel::sql_query(DISTINCT)
        .bind::<Array<Text>, _>(&entry.synonyms)
        .bind::<Text, _>(&entry.name)
        .load(conn)
        .await?;
    Ok(kept.into_iter().map(|synonym| synonym.called).collect())
}

async fn check(conn: &mut Connection, entry: &Entry, own: SkillId) -> Result<(), CatalogueError> {
    skill_subcategories::table
        .find(entry.subcategory_id)
        .select(skill_subcategories::id)
        .first::<SubcategoryId>(conn)
        .await
        .optional()?
        .ok_or(CatalogueError::Unknown)?;
    let names: Vec<&str> = [&entry.name].into_iter().chain(&entry.synonyms).map(String::as_str).collect();
    match any_called(conn, &names, own).await? {
        Some(taken) => Err(CatalogueError::Taken { called: taken.called, skill: taken.name }),
        None => Ok(()),
    }
}

/// What the catalogue says of a skill.
///
/// # Errors
/// When the database fails.
pub async fn of(mut conn: &Connection, id: SkillId) -> QueryResult<Option<EntryRow>> {
    diesel::sql_query(
        "SELECT s.id, s.slug, s.name, s.synonyms, s.subcategory_id, sub.name AS subcategory, c.name AS category
           FROM skills s
           JOIN skill_subcategories sub ON sub.id = s.subcategory_id
           JOIN skill_categories c ON c.id = sub.category_id
          WHERE s.id = $1",
    )
    .bind::<Integer, _>(id)
    .prepared()
    .get_result(&mut conn)
    .await
    .optional()
}

/// All categories, by name.
///
/// # Errors
/// When the database fails.
pub async fn category_choices(mut conn: &Connection) -> QueryResult<Vec<(CategoryId, String)>> {
    skill_categories::table
        .order(skill_categories::name)
        .select((skill_categories::id, skill_categories::name))
        .load(&mut conn)
        .await
}

/// All subcategories with the names of their categories, by both names.
///
/// # Errors
/// When the database fails.
pub async fn subcategory_choices(mut conn: &Connection) -> QueryResult<Vec<(SubcategoryId, String, String)>> {
    skill_subcategories::table
        .inner_join(skill_categories::table)
        .order((skill_categories::name, skill_subcategories::name))
        .select((skill_subcategories::id, skill_categories::name, skill_subcategories::name))
        .load(&mut conn)
        .await
}
