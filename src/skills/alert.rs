//! "Tell me when somebody teaches it": a row of `skill_alerts`, and what is done to it.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::SkillId;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::AppError;
use crate::schema::{members, skill_alerts, skills};

/// Skills that a member may wait for at once.
pub const MOST_ALERTS: i64 = 30;

/// Why an alert was not set.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The list is full.
    #[error("You wait for {MOST_ALERTS} skills already, which is the most that fits. Remove one under Alerts first.")]
    TooMany,
    /// There is no such skill.
    #[error("no such skill")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl From<AlertError> for AppError {
    fn from(error: AlertError) -> Self {
        match error {
            AlertError::TooMany => Self::Conflict(error.to_string()),
            AlertError::Unknown => Self::NotFound,
            AlertError::Database(error) => error.into(),
        }
    }
}

/// From `now` on the member is told of whoever begins to teach the skill with this slug. The skill's name; asking twice
/// changes nothing.
///
/// # Errors
/// `TooMany` at the limit, `Unknown` when there is no such skill, or when the database fails.
pub async fn set_alert(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    slug: &str,
) -> Result<String, AlertError> {
    conn.transaction(async |conn| {
        // Two at once would each count 29: the second waits here for the first.
        members::table.find(member).select(members::id).for_no_key_update().first::<MemberId>(conn).await?;
        let skill = skills::table.filter(skills::slug.eq(slug)).select((skills::id, skills::name));
        let (skill, name): (SkillId, String) =
            skill.for_key_share().first(conn).await.optional()?.ok_or(AlertError::Unknown)?;
        let others = skill_alerts::table
            .filter(skill_alerts::member_id.eq(member).and(skill_alerts::skill_id.ne(skill)))
            .count()
            .get_result::<i64>(conn)
            .await?;
        if others >= MOST_ALERTS {
            return Err(AlertError::TooMany);
        }
        diesel::insert_into(skill_alerts::table)
            .values((
                skill_alerts::member_id.eq(member),
                skill_alerts::skill_id.eq(skill),
                skill_alerts::created_at.eq(now),
            ))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        Ok(name)
    })
    .await
}

/// The member no longer waits for the skill. Whether they did.
///
/// # Errors
/// When the database fails.
pub async fn remove_alert(conn: &mut Connection, member: MemberId, skill: SkillId) -> QueryResult<bool> {
    let removed = diesel::delete(skill_alerts::table.find((member, skill))).execute(conn).await?;
    Ok(removed == 1)
}
