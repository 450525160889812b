//! Two skills become one: everybody who had either has what is left.

use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_async::RunQueryDsl;

use super::SkillId;
use super::catalogue::{self, CatalogueError, EntryRow};
use crate::db::Connection;
use crate::schema::skills;

/// Who had both in one direction keeps the higher level and the goal that goes further; no goal means "as far as it goes",
/// and neither does a goal below the level say anything. The note is that of the skill that stays, unless it has none;
/// the place in the list is the better one.
const UNITE: &str = "
UPDATE member_skills stays
   SET level = greatest(stays.level, gone.level),
       target_level = CASE WHEN stays.target_level IS NULL OR gone.target_level IS NULL THEN NULL
                           ELSE nullif(greatest(stays.target_level, gone.target_level, stays.level, gone.level),
                                       greatest(stays.level, gone.level)) END,
       note = CASE stays.note WHEN '' THEN gone.note ELSE stays.note END,
       position = least(stays.position, gone.position)
  FROM member_skills gone
 WHERE gone.skill_id = $1 AND stays.skill_id = $2
   AND gone.member_id = stays.member_id AND gone.direction = stays.direction";

const DROP_UNITED: &str = "
DELETE FROM member_skills gone USING member_skills stays
 WHERE gone.skill_id = $1 AND stays.skill_id = $2
   AND gone.member_id = stays.member_id AND gone.direction = stays.direction";

const MOVE_OTHERS: &str = "UPDATE member_skills SET skill_id = $2 WHERE skill_id = $1";

/// What was related to either is related to what is left, by the greater weight.
const MOVE_RELATIONS: &str = "
INSERT INTO skill_relations (skill_id, related_id, weight)
SELECT least(other.id, $2), greatest(other.id, $2), other.weight
  FROM (SELECT CASE skill_id WHEN $1 THEN related_id ELSE skill_id END AS id, weight
          FROM skill_relations WHERE skill_id = $1 OR related_id = $1) other
 WHERE other.id <> $2
    ON CONFLICT (skill_id, related_id) DO UPDATE SET weight = greatest(skill_relations.weight, excluded.weight)";

const DROP_RELATIONS: &str = "DELETE FROM skill_relations WHERE skill_id = $1 OR related_id = $1";

/// Who waits for either waits for what is left, and is told of nobody twice.
const MOVE_ALERTS: &str = "
INSERT INTO skill_alerts (member_id, skill_id, created_at)
SELECT member_id, $2, created_at FROM skill_alerts WHERE skill_id = $1 ON CONFLICT DO NOTHING";
const DROP_ALERTS: &str = "DELETE FROM skill_alerts WHERE skill_id = $1";
const MOVE_TOLD: &str = "
INSERT INTO skill_alerts_told (member_id, skill_id, teacher_id, told_at)
SELECT member_id, $2, teacher_id, told_at FROM skill_alerts_told WHERE skill_id = $1 ON CONFLICT DO NOTHING";
const DROP_TOLD: &str = "DELETE FROM skill_alerts_told WHERE skill_id = $1";

const MOVE_SLUGS: &str = "UPDATE skill_slugs SET skill_id = $2 WHERE skill_id = $1";
const KEEP_SLUG: &str = "INSERT INTO skill_slugs (slug, skill_id) SELECT slug, $2 FROM skills WHERE id = $1";

const KEEP_NAMES: &str = "
UPDATE skills stays
   SET synonyms = stays.synonyms || ARRAY(
           SELECT DISTINCT ON (skill_words(called.name)) called.name
             FROM skills gone CROSS JOIN LATERAL unnest(array_prepend(lower(gone.name), gone.synonyms)) AS called (name)
            WHERE gone.id = $1 AND skill_words(called.name) <> skill_words(stays.name)
              AND skill_words(called.name) NOT IN (SELECT skill_words(synonym) FROM unnest(stays.synonyms) AS synonym))
 WHERE stays.id = $2";

const DROP: &str = "DELETE FROM skills WHERE id = $1 AND id <> $2";

/// In this order; `$1` goes, `$2` stays.
const MOVES: [&str; 10] = [
    UNITE,
    DROP_UNITED,
    MOVE_OTHERS,
    MOVE_RELATIONS,
    DROP_RELATIONS,
    MOVE_ALERTS,
    DROP_ALERTS,
    MOVE_TOLD,
    DROP_TOLD,
    MOVE_SLUGS,
];

/// Two skills that are to become one, as they were before.
#[derive(Debug, Clone)]
pub struct Merger {
    /// What goes.
    pub from: EntryRow,
    /// What stays.
    pub into: EntryRow,
}

/// Takes hold of both, as the first step of a merger: nobody else changes the catalogue, and whoever is just adding the
/// one that goes has either done so, or finds it gone.
///
/// # Errors
/// `Unknown` when one of them is not there (any more), or both are the same; or when the database fails.
pub async fn hold_for_merger(conn: &mut Connection, from: SkillId, into: SkillId) -> Result<Merger, CatalogueError> {
    catalogue::lock(conn).await?;
    skills::table.find(from).select(skills::id).for_update().first::<SkillId>(conn).await.optional()?;
    let (from, into) = (catalogue::of(conn, from).await?, catalogue::of(conn, into).await?);
    match (from, into) {
        (Some(from), Some(into)) if from.id != into.id => Ok(Merger { from, into }),
        _ => Err(CatalogueError::Unknown),
    }
}

/// Moves what members teach, learn and wait for, what is related, and old addresses, of skill `from` to `into`, in the transaction
/// of whoever merges the two.
///
/// # Errors
/// When the database fails.
pub async fn move_skill(conn: &mut Connection, from: SkillId, into: SkillId) -> QueryResult<()> {
    for step in MOVES {
        diesel::sql_query(step).bind::<Integer, _>(from).bind::<Integer, _>(into).execute(conn).await?;
    }
    Ok(())
}

/// Takes `from` out of the catalogue, as the last step of a merger: its address leads to `into`, and its names find it.
///
/// # Errors
/// When something still refers to it, or the database fails.
pub async fn dissolve(conn: &mut Connection, from: SkillId, into: SkillId) -> QueryResult<()> {
    for step in [KEEP_SLUG, KEEP_NAMES, DROP] {
        diesel::sql_query(step).bind::<Integer, _>(from).bind::<Integer, _>(into).execute(conn).await?;
    }
    Ok(())
}
