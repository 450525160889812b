//! Which skills are related, and how much: what one counts for the other, in hundredths (see the migration).

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, SmallInt};
use diesel_async::RunQueryDsl;

use super::SkillId;
use crate::db::{Connection, Prepare};

/// A skill that counts for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Relation {
    /// The skill that was asked about.
    #[diesel(sql_type = Integer)]
    pub skill_id: SkillId,
    /// The one that counts for it.
    #[diesel(sql_type = Integer)]
    pub related_id: SkillId,
    /// How much of one counts for the other, in hundredths: 1 to 100, the same both ways.
    #[diesel(sql_type = SmallInt)]
    pub weight: i16,
}

/// What is related to each of `skills`, those that count most first; of two that are both asked about, each names the
/// other. A skill without relations, or that does not exist, has no row.
///
/// # Errors
/// When the database fails.
pub async fn relations(mut conn: &Connection, skills: &[SkillId]) -> QueryResult<Vec<Relation>> {
    diesel::sql_query(
        "SELECT skill_id, related_id, weight FROM skill_relations WHERE skill_id = ANY ($1)
         UNION ALL
         SELECT related_id, skill_id, weight FROM skill_relations WHERE related_id = ANY ($1)
          ORDER BY skill_id, weight DESC, related_id",
    )
    .bind::<Array<Integer>, _>(skills)
    .prepared()
    .load(&mut conn)
    .await
}
