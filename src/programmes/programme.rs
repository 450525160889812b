//! Describing programmes: making, changing, hiding and taking them back.

use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::queries::ProgrammeId;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::AppError;
use crate::schema::{member_skills, members, programme_lessons, programmes};
use crate::skills::{Direction, SkillId};

/// Programmes that a teacher may have.
pub const MOST: i64 = 10;
/// How many lessons a programme has.
pub const LESSONS: std::ops::RangeInclusive<usize> = 2..=12;

/// What a teacher says of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it teaches.
    pub skill: SkillId,
    /// What it is called, up to 80 characters.
    pub title: String,
    /// What one can do afterwards, up to 500 characters.
    pub goal: String,
    /// In order, as many as [`LESSONS`] says.
    pub lessons: Vec<Lesson>,
}

/// One session of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// What it is called, up to 80 characters.
    pub title: String,
    /// What happens in it, up to 500 characters; may be empty.
    pub outline: String,
    /// How long it is, in quarters of an hour.
    pub minutes: i16,
}

/// Why a programme is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ProgrammeError {
    /// The teacher has as many as fit.
    #[error("You have {MOST} programmes already, which is the most that fits. Take one back first.")]
    TooMany,
    /// The teacher does not teach its skill.
    #[error("You do not teach this any more. Choose one of the skills that you teach.")]
    NotTaught,
    /// It is not there, or not this teacher's.
    #[error("not found")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for ProgrammeError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<ProgrammeError> for AppError {
    fn from(error: ProgrammeError) -> Self {
        match error {
            ProgrammeError::NotFound => Self::NotFound,
            ProgrammeError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}

/// Makes a programme of `teacher`'s; the same key twice is the same programme.
///
/// # Errors
/// [`ProgrammeError::TooMany`], [`ProgrammeError::NotTaught`].
pub async fn create(
    conn: &mut Connection,
    now: Instant,
    (teacher, key): (MemberId, Uuid),
    draft: &Draft,
) -> Result<ProgrammeId, ProgrammeError> {
    conn.transaction(async |conn| {
        lock_list(conn, teacher).await?;
        let mine = programmes::table.filter(programmes::teacher_id.eq(teacher));
        let earlier = mine.filter(programmes::key.eq(key)).select(programmes::id).first(conn).await.optional()?;
        if let Some(earlier) = earlier {
            return Ok(earlier);
        }
        if mine.count().get_result::<i64>(conn).await? >= MOST {
            return Err(ProgrammeError::TooMany);
        }
        check_taught(conn, teacher, draft.skill).await?;
        let id = diesel::insert_into(programmes::table)
            .values((
                programmes::teacher_id.eq(teacher),
                programmes::skill_id.eq(draft.skill),
                programmes::title.eq(&draft.title),
                programmes::goal.eq(&draft.goal),
                programmes::key.eq(key),
                programmes::created_at.eq(now),
            ))
            .returning(programmes::id)
            .get_result(conn)
            .await?;
        insert_lessons(conn, id, &draft.lessons).await?;
        Ok(id)
    })
    .await
}

/// Changes a programme of `teacher`'s. Who is enrolled keeps what they enrolled for.
///
/// # Errors
/// [`ProgrammeError::NotFound`], [`ProgrammeError::NotTaught`].
pub async fn save(
    conn: &mut Connection,
    id: ProgrammeId,
    teacher: MemberId,
    draft: &Draft,
) -> Result<(), ProgrammeError> {
    conn.transaction(async |conn| {
        check_taught(conn, teacher, draft.skill).await?;
        let saved = diesel::update(programmes::table.find(id).filter(programmes::teacher_id.eq(teacher)))
            .set((
                programmes::skill_id.eq(draft.skill),
                programmes::title.eq(&draft.title),
                programmes::goal.eq(&draft.goal),
                programmes::revision.eq(programmes::revision + 1),
            ))
            .execute(conn)
            .await?;
        if saved == 0 {
            return Err(ProgrammeError::NotFound);
        }
        diesel::delete(programme_lessons::table.filter(programme_lessons::programme_id.eq(id))).execute(conn).await?;
        insert_lessons(conn, id, &draft.lessons).await?;
        Ok(())
    })
    .await
}

/// Hides a programme of `teacher`'s, or shows it again.
///
/// # Errors
/// [`ProgrammeError::NotFound`].
pub async fn hide(
    conn: &mut Connection,
    id: ProgrammeId,
    teacher: MemberId,
    is_hidden: bool,
) -> Result<(), ProgrammeError> {
    let mine = programmes::table.find(id).filter(programmes::teacher_id.eq(teacher));
    let changed = diesel::update(mine).set(programmes::is_hidden.eq(is_hidden)).execute(conn).await?;
    if changed == 1 { Ok(()) } else { Err(ProgrammeError::NotFound) }
}

/// Takes a programme of `teacher`'s back. Who is enrolled keeps what they enrolled for.
///
/// # Errors
/// [`ProgrammeError::NotFound`].
pub async fn remove(conn: &mut Connection, id: ProgrammeId, teacher: MemberId) -> Result<(), ProgrammeError> {
    let mine = programmes::table.find(id).filter(programmes::teacher_id.eq(teacher));
    let removed = diesel::delete(mine).execute(conn).await?;
    if removed == 1 { Ok(()) } else { Err(ProgrammeError::NotFound) }
}

/// Two programmes made at once would each not count the other: the second waits here for the first.
async fn lock_list(conn: &mut Connection, teacher: MemberId) -> QueryResult<()> {
    members::table.find(teacher).select(members::id).for_no_key_update().first::<MemberId>(conn).await?;
    Ok(())
}

async fn check_taught(conn: &mut Connection, teacher: MemberId, skill: SkillId) -> Result<(), ProgrammeError> {
    let entry = member_skills::table.find((teacher, Direction::Teach, skill));
    let found: Option<SkillId> = entry.select(member_skills::skill_id).first(conn).await.optional()?;
    found.map(|_| ()).ok_or(ProgrammeError::NotTaught)
}

async fn insert_lessons(conn: &mut Connection, id: ProgrammeId, lessons: &[Lesson]) -> QueryResult<()> {
    let row = |(position, lesson): (i16, &Lesson)| {
        (
            programme_lessons::programme_id.eq(id),
            programme_lessons::position.eq(position),
            programme_lessons::title.eq(lesson.title.clone()),
            programme_lessons::outline.eq(lesson.outline.clone()),
            programme_lessons::minutes.eq(lesson.minutes),
        )
    };
    let rows: Vec<_> = (1..).zip(lessons).map(row).collect();
    diesel::insert_into(programme_lessons::table).values(rows).execute(conn).await?;
    Ok(())
}
