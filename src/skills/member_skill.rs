//! A member's skill: a row of `member_skills`, and the two things done to it.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Direction, Level, Note, SkillId};
use crate::accounts::MemberId;
use crate::db::Connection;
use crate::error::AppError;
use crate::schema::{member_skills, members};

/// Skills that a member may have in each direction.
pub const MOST: i64 = 30;

/// What a member says about a skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSkill {
    /// Which skill.
    pub skill_id: SkillId,
    /// Which way it goes.
    pub direction: Direction,
    /// How well they know it.
    pub level: Level,
    /// Where a learner wants to get, above `level`.
    pub target_level: Option<Level>,
    /// A line about it.
    pub note: Note,
}

/// Why a skill was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SkillError {
    /// The direction is full.
    #[error("You have {MOST} skills there, which is the most that fits. Remove one first.")]
    TooMany,
    /// There is no such skill.
    #[error("no such skill")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

impl From<SkillError> for AppError {
    fn from(error: SkillError) -> Self {
        match error {
            SkillError::TooMany => Self::Conflict(error.to_string()),
            SkillError::Unknown => Self::NotFound,
            SkillError::Database(error) => error.into(),
        }
    }
}

/// Adds a skill to a member's, or edits it when they have it in that direction.
///
/// # Errors
/// `TooMany` at the limit, `Unknown` when there is no such skill, or when the database fails.
pub async fn put(conn: &mut Connection, member: MemberId, skill: &MemberSkill) -> Result<(), SkillError> {
    conn.transaction(async |conn| {
        // Two additions at once would each count 29: the second waits here for the first.
        members::table.find(member).select(members::id).for_no_key_update().first::<MemberId>(conn).await?;
        let others: i64 = member_skills::table
            .filter(member_skills::member_id.eq(member))
            .filter(member_skills::direction.eq(skill.direction))
            .filter(member_skills::skill_id.ne(skill.skill_id))
            .count()
            .get_result(conn)
            .await?;
        if others >= MOST {
            return Err(SkillError::TooMany);
        }
        upsert(conn, member, skill).await
    })
    .await
}

/// Takes a skill off a member's list. Whether it was there.
///
/// # Errors
/// When the database fails.
pub async fn remove(
    conn: &mut Connection,
    member: MemberId,
    skill: SkillId,
    direction: Direction,
) -> QueryResult<bool> {
    let removed = diesel::delete(member_skills::table.find((member, direction, skill))).execute(conn).await?;
    Ok(removed == 1)
}

async fn upsert(conn: &mut Connection, member: MemberId, skill: &MemberSkill) -> Result<(), SkillError> {
    let said = (
        member_skills::level.eq(skill.level),
        member_skills::target_level.eq(skill.target_level),
        member_skills::note.eq(skill.note.as_str()),
    );
    let key = (
        member_skills::member_id.eq(member),
        member_skills::skill_id.eq(skill.skill_id),
        member_skills::direction.eq(skill.direction),
    );
    let done = diesel::insert_into(member_skills::table)
        .values((key, said))
        .on_conflict((member_skills::member_id, member_skills::direction, member_skills::skill_id))
        .do_update()
        .set(said)
        .execute(conn)
        .await;
    match done {
        Ok(_) => Ok(()),
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Err(SkillError::Unknown),
        Err(error) => Err(error.into()),
    }
}
