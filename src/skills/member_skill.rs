//! A member's skill: a row of `member_skills`, and what is done to it.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::telling::tell_later;
use super::{Direction, Level, Note, SkillId};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::AppError;
use crate::schema::{member_skills, members, skills};

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

/// What came of adding a skill.
#[derive(Debug, PartialEq, Eq)]
pub struct Added {
    /// The skill's name.
    pub name: String,
    /// The directions in which the member had it already; there nothing changed.
    pub known: Vec<Direction>,
}

impl Added {
    /// Why not all of the `wanted` entries are new; some are known.
    pub(super) fn sentence(&self, wanted: usize) -> String {
        let name = &self.name;
        match self.known[..] {
            [one] if wanted > 1 => {
                let other = if one == Direction::Teach { Direction::Learn } else { Direction::Teach };
                format!("Now you {} {name} as well. What you {} of it stays as it was.", other.as_str(), one.as_str())
            }
            [one] => format!("You already {} {name}. Here it is, to edit.", one.as_str()),
            _ => format!("You already teach and learn {name}. Here it is, to edit."),
        }
    }
}

/// Why a skill was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SkillError {
    /// The direction is full.
    #[error("You {} {MOST} skills already, which is the most that fits. Remove one first.", .0.as_str())]
    TooMany(Direction),
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
            SkillError::TooMany(_) => Self::Conflict(error.to_string()),
            SkillError::Unknown => Self::NotFound,
            SkillError::Database(error) => error.into(),
        }
    }
}

/// Adds a skill at the end of a member's list: one entry of `wanted` for each direction, all of one skill. Where they have
/// it, what they said of it stays. Who waits for somebody to teach it is told.
///
/// # Errors
/// `TooMany` at the limit, `Unknown` when there is no such skill, or when the database fails: then nothing is added.
pub async fn add(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    wanted: &[MemberSkill],
) -> Result<Added, SkillError> {
    let Some(skill) = wanted.first().map(|one| one.skill_id) else { return Err(SkillError::Unknown) };
    conn.transaction(async |conn| {
        lock_lists(conn, member).await?;
        let name = skills::table.find(skill).select(skills::name).first(conn).await.optional()?;
        let mut added = Added { name: name.ok_or(SkillError::Unknown)?, known: Vec::new() };
        for one in wanted {
            let (count, last, is_known) = list_of(conn, member, one).await?;
            match (is_known, count) {
                (true, _) => added.known.push(one.direction),
                (false, MOST..) => return Err(SkillError::TooMany(one.direction)),
                (false, _) => insert(conn, member, one, last.saturating_add(1)).await?,
            }
        }
        if wanted.iter().any(|one| one.direction == Direction::Teach) && !added.known.contains(&Direction::Teach) {
            tell_later(conn, now, member, skill).await?;
        }
        Ok(added)
    })
    .await
}

/// Changes what a member says of a skill. Whether it was on their list.
///
/// # Errors
/// When the database fails.
pub async fn edit(conn: &mut Connection, member: MemberId, skill: &MemberSkill) -> QueryResult<bool> {
    let changed = diesel::update(member_skills::table.find((member, skill.direction, skill.skill_id)))
        .set((
            member_skills::level.eq(skill.level),
            member_skills::target_level.eq(skill.target_level),
            member_skills::note.eq(skill.note.as_str()),
        ))
        .execute(conn)
        .await?;
    Ok(changed == 1)
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

/// Two changes of a member's lists at once would each not see the other: the second waits here for the first.
pub(super) async fn lock_lists(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    members::table.find(member).select(members::id).for_no_key_update().first::<MemberId>(conn).await?;
    Ok(())
}

/// How many skills the list has that `skill` goes on, the last position on it, and whether `skill` is there.
async fn list_of(conn: &mut Connection, member: MemberId, skill: &MemberSkill) -> QueryResult<(i64, i16, bool)> {
    let places: Vec<(SkillId, i16)> = member_skills::table
        .filter(member_skills::member_id.eq(member).and(member_skills::direction.eq(skill.direction)))
        .select((member_skills::skill_id, member_skills::position))
        .load(conn)
        .await?;
    let last = places.iter().map(|(_, position)| *position).max().unwrap_or(0);
    let count = i64::try_from(places.len()).unwrap_or(i64::MAX);
    Ok((count, last, places.iter().any(|(id, _)| *id == skill.skill_id)))
}

async fn insert(conn: &mut Connection, member: MemberId, skill: &MemberSkill, position: i16) -> Result<(), SkillError> {
    let done = diesel::insert_into(member_skills::table)
        .values((
            member_skills::member_id.eq(member),
            member_skills::skill_id.eq(skill.skill_id),
            member_skills::direction.eq(skill.direction),
            member_skills::level.eq(skill.level),
            member_skills::target_level.eq(skill.target_level),
            member_skills::note.eq(skill.note.as_str()),
            member_skills::position.eq(position),
        ))
        .execute(conn)
        .await;
    match done {
        Ok(_) => Ok(()),
        // It was merged into another a moment ago.
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Err(SkillError::Unknown),
        Err(error) => Err(error.into()),
    }
}
