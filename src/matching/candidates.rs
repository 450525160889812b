//! Who can teach a member something: one statement, whatever the number of members.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::score::Lesson;
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare};
use crate::profiles::LearningStyle;

/// Candidates that are scored at most: those whose skills fit best. Hours, styles and standing are worth 60 points
/// together, so that hundreds are needed to find the best twenty.
pub(super) const MOST: i64 = 400;

/// Fit is what [`Lesson::points`] gives, in per cent: it chooses the best skill of each person and the best people. Ties
/// are broken by a hash of both people, so that the same early members are not shown to everybody.
const STATEMENT: &str = "
WITH wanted AS MATERIALIZED (
    SELECT skill_id, level, coalesce(target_level, least(level + 25, 100)) AS target
      FROM member_skills WHERE member_id = $1 AND direction = 'learn' AND level < 100
), offered AS MATERIALIZED (
    SELECT skill_id, level FROM member_skills WHERE member_id = $1 AND direction = 'teach'
), teachers AS (
    SELECT DISTINCT ON (t.member_id) t.member_id, t.skill_id, t.level AS teacher, w.level AS learner, w.target,
           least(100, 100 * (t.level - w.level) / (w.target - w.level)) AS fit
      FROM wanted w
      JOIN member_skills t ON t.skill_id = w.skill_id AND t.direction = 'teach' AND t.level > w.level AND t.member_id <> $1
     ORDER BY t.member_id, fit DESC, t.level DESC, t.skill_id
), learners AS (
    SELECT DISTINCT ON (l.member_id) l.member_id, l.skill_id, o.level AS teacher, l.level AS learner, l.target,
           least(100, 100 * (o.level - l.level) / (l.target - l.level)) AS fit
      FROM offered o
      JOIN (SELECT member_id, skill_id, level, coalesce(target_level, least(level + 25, 100)) AS target
              FROM member_skills WHERE direction = 'learn' AND level < 100) l
        ON l.skill_id = o.skill_id AND l.level < o.level AND l.member_id <> $1
     ORDER BY l.member_id, fit DESC, o.level DESC, l.skill_id
), best AS (
    SELECT t.member_id, t.skill_id AS learn_skill_id, t.teacher, t.learner, t.target::smallint AS target,
           l.skill_id AS teach_skill_id, l.teacher AS back_teacher, l.learner AS back_learner, l.target::smallint AS back_target
      FROM teachers t
      JOIN members m ON m.id = t.member_id AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL
      LEFT JOIN learners l ON l.member_id = t.member_id
     ORDER BY 25 * t.fit + 15 * coalesce(l.fit, 0) DESC, hashint8extended(t.member_id, $1)
     LIMIT $2
)
SELECT best.*, p.learning_style, coalesce(s.figure, 0)::smallint AS figure, coalesce(s.figure_count, 0) AS figure_count,
       coalesce(s.proposals, 0) AS proposals, coalesce(s.proposals_answered, 0) AS proposals_answered
  FROM best
  LEFT JOIN profiles p ON p.member_id = best.member_id
  LEFT JOIN standings s ON s.member_id = best.member_id";

/// Somebody who can teach the member something.
#[derive(Debug, QueryableByName)]
pub(super) struct Candidate {
    #[diesel(sql_type = BigInt)]
    pub member_id: MemberId,
    #[diesel(sql_type = Nullable<Text>)]
    pub learning_style: Option<LearningStyle>,
    #[diesel(sql_type = Integer)]
    pub learn_skill_id: i32,
    #[diesel(sql_type = SmallInt)]
    teacher: i16,
    #[diesel(sql_type = SmallInt)]
    learner: i16,
    #[diesel(sql_type = SmallInt)]
    target: i16,
    #[diesel(sql_type = Nullable<Integer>)]
    pub teach_skill_id: Option<i32>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    back_teacher: Option<i16>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    back_learner: Option<i16>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    back_target: Option<i16>,
    #[diesel(sql_type = SmallInt)]
    figure: i16,
    #[diesel(sql_type = Integer)]
    figure_count: i32,
    #[diesel(sql_type = Integer)]
    proposals: i32,
    #[diesel(sql_type = Integer)]
    proposals_answered: i32,
}

impl Candidate {
    /// The best of what they can teach.
    pub fn learn(&self) -> Lesson {
        Lesson { teacher: self.teacher, learner: self.learner, target: self.target }
    }

    /// The best of what they can be taught.
    pub fn teach(&self) -> Option<Lesson> {
        let (teacher, learner) = self.back_teacher.zip(self.back_learner)?;
        Some(Lesson { teacher, learner, target: self.back_target? })
    }

    /// Their rating in hundredths of a star, and how many it is made of.
    pub fn stars(&self) -> (i64, i64) {
        (i64::from(self.figure), i64::from(self.figure_count))
    }

    /// Proposals got and answered.
    pub fn proposals(&self) -> (i64, i64) {
        (i64::from(self.proposals), i64::from(self.proposals_answered))
    }
}

/// The people who can teach `member` something, [`MOST`] at most, best skills first.
///
/// # Errors
/// When the database fails.
pub(super) async fn candidates(conn: &mut Connection, member: MemberId) -> QueryResult<Vec<Candidate>> {
    diesel::sql_query(STATEMENT).bind::<BigInt, _>(member).bind::<BigInt, _>(MOST).prepared().load(conn).await
}
