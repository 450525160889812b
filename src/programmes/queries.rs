//! Rows shaped for pages, and for who enrols.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::programme::Lesson;
use crate::accounts::{MemberId, PhotoKey};
use crate::bookings::Offer;
use crate::db::{Connection, Prepare, id_type};
use crate::ledger::Credits;
use crate::profiles::Visibility;
use crate::skills::SkillId;

id_type!(
    /// A programme's id.
    ProgrammeId(i64)
);

/// The lessons of a programme, in order.
#[derive(Debug, Clone, PartialEq, Eq, FromSqlRow)]
pub struct Lessons(pub Vec<Lesson>);

impl FromSql<Jsonb, Pg> for Lessons {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let value = <serde_json::Value as FromSql<Jsonb, Pg>>::from_sql(value)?;
        Ok(Self(serde_json::from_value(value)?))
    }
}

/// A programme with its lessons and whose it is.
#[derive(Debug, Clone, QueryableByName)]
pub struct Programme {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: ProgrammeId,
    /// Whose.
    #[diesel(sql_type = BigInt)]
    pub teacher_id: MemberId,
    /// What they are called.
    #[diesel(sql_type = Text)]
    pub teacher: String,
    /// Their photo.
    #[diesel(sql_type = Nullable<Text>)]
    pub photo: Option<PhotoKey>,
    /// Who may see their page.
    #[diesel(sql_type = Text)]
    pub visibility: Visibility,
    /// What it teaches.
    #[diesel(sql_type = Integer)]
    pub skill_id: SkillId,
    /// What that is called.
    #[diesel(sql_type = Text)]
    pub skill: String,
    /// What it is called.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// What one can do afterwards.
    #[diesel(sql_type = Text)]
    pub goal: String,
    /// Whether its teacher hides it.
    #[diesel(sql_type = Bool)]
    pub is_hidden: bool,
    /// Whether its teacher teaches its skill.
    #[diesel(sql_type = Bool)]
    pub is_taught: bool,
    /// Grows with every change.
    #[diesel(sql_type = Integer)]
    pub revision: i32,
    /// Its lessons.
    #[diesel(sql_type = Jsonb)]
    pub lessons: Lessons,
}

impl Programme {
    /// How long it is in all, in minutes.
    pub fn minutes(&self) -> i64 {
        self.lessons.0.iter().map(|lesson| i64::from(lesson.minutes)).sum()
    }

    /// What it costs in all: the sum of its sessions' prices.
    pub fn price(&self, offer: &Offer) -> Credits {
        Credits(self.lessons.0.iter().map(|lesson| offer.price(lesson.minutes).0).sum())
    }

    /// Whether others than its teacher see it.
    pub fn is_open(&self) -> bool {
        self.is_taught && !self.is_hidden
    }
}

macro_rules! programmes {
    ($condition:literal) => {
        concat!(
            "SELECT r.id, r.teacher_id, m.name AS teacher, p.photo, coalesce(p.visibility, 'public') AS visibility,
                    r.skill_id, s.name AS skill, r.title, r.goal, r.is_hidden, r.revision,
                    EXISTS (SELECT FROM member_skills k WHERE k.member_id = r.teacher_id AND k.direction = 'teach'
                                AND k.skill_id = r.skill_id) AS is_taught,
                    (SELECT jsonb_agg(jsonb_build_object('title', l.title, 'outline', l.outline, 'minutes', l.minutes)
                                      ORDER BY l.position)
                       FROM programme_lessons l WHERE l.programme_id = r.id) AS lessons
             FROM programmes r JOIN members m ON m.id = r.teacher_id JOIN skills s ON s.id = r.skill_id
             LEFT JOIN profiles p ON p.member_id = m.id
             WHERE ",
            $condition
        )
    };
}

/// The programme as `viewer`, who may be nobody, sees it; whether a visitor may is in its visibility.
pub(super) async fn programme(
    mut conn: &Connection,
    id: ProgrammeId,
    viewer: Option<MemberId>,
) -> QueryResult<Programme> {
    const ONE: &str = programmes!("r.id = $1 AND m.suspended_at IS NULL AND m.onboarded_at IS NOT NULL");
    let found: Programme = diesel::sql_query(ONE).bind::<BigInt, _>(id).prepared().get_result(&mut conn).await?;
    match found.is_open() || viewer == Some(found.teacher_id) {
        true => Ok(found),
        false => Err(diesel::result::Error::NotFound),
    }
}

/// The programme for somebody who may learn it: open, and its teacher can be booked.
///
/// # Errors
/// `NotFound` when it is not, or when the database fails.
pub async fn offered(conn: &Connection, id: ProgrammeId) -> QueryResult<Programme> {
    programme(conn, id, None).await
}

/// All programmes of `teacher`, the newest last.
pub(super) async fn mine(mut conn: &Connection, teacher: MemberId) -> QueryResult<Vec<Programme>> {
    const MINE: &str = programmes!("r.teacher_id = $1 ORDER BY r.id");
    diesel::sql_query(MINE).bind::<BigInt, _>(teacher).prepared().load(&mut conn).await
}

/// One programme of `teacher`'s, which others may not see.
pub(super) async fn my(mut conn: &Connection, id: ProgrammeId, teacher: MemberId) -> QueryResult<Programme> {
    const MY: &str = programmes!("r.id = $1 AND r.teacher_id = $2");
    diesel::sql_query(MY).bind::<BigInt, _>(id).bind::<BigInt, _>(teacher).prepared().get_result(&mut conn).await
}

/// What a teacher can choose as the skill of a programme.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct TaughtRow {
    #[diesel(sql_type = Integer)]
    pub id: SkillId,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// See [`TaughtRow`].
pub(super) async fn taught(mut conn: &Connection, teacher: MemberId) -> QueryResult<Vec<TaughtRow>> {
    diesel::sql_query(
        "SELECT s.id, s.name FROM member_skills k JOIN skills s ON s.id = k.skill_id
         WHERE k.member_id = $1 AND k.direction = 'teach' ORDER BY k.position, s.name",
    )
    .bind::<BigInt, _>(teacher)
    .prepared()
    .load(&mut conn)
    .await
}
