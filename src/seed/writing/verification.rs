//! What learners said of their teachers, and the badge that it makes.

use diesel::sql_types::{BigInt, Integer, Timestamptz};
use diesel_async::RunQueryDsl;

use super::Writing;
use crate::db::Connection;

/// One round, decided eight days ago, in which all whom `$1` has taught `$2` speak well of it; and the badge. Four marks:
/// what the rubric of cooking has. It holds until the first of them is 24 months old.
const SPOKEN_FOR: &str = "
WITH round AS (
    INSERT INTO verification_rounds (member_id, skill_id, opened_at, ends_at, decided_at)
    VALUES ($1, $2, $3 - interval '12 days', $3 + interval '2 days', $3 - interval '8 days')
    RETURNING id, opened_at, decided_at
), said AS (
    INSERT INTO assessments (round_id, member_id, assessor_id, booking_id, asked_at, answered_at, marks, level, recommends)
    SELECT round.id, $1, b.learner_id, max(b.id), round.opened_at, round.decided_at, '{4,4,3,4}', 80, true
      FROM round, bookings b WHERE b.teacher_id = $1 AND b.skill_id = $2 AND b.state = 'completed'
     GROUP BY round.id, b.learner_id, round.opened_at, round.decided_at
    RETURNING assessor_id
)
INSERT INTO badges (id, member_id, skill_id, tier, level, assessors, issued_at, expires_at)
SELECT gen_random_uuid(), $1, $2, 'verified', 80, (SELECT count(*) FROM said), decided_at,
       (decided_at AT TIME ZONE 'UTC' + interval '24 months') AT TIME ZONE 'UTC'
  FROM round";

/// One round, opened three days ago, in which all whom `$1` has taught `$2` have read that they are asked.
const ASKED: &str = "
WITH round AS (
    INSERT INTO verification_rounds (member_id, skill_id, opened_at, ends_at)
    VALUES ($1, $2, $3 - interval '3 days', $3 + interval '11 days')
    RETURNING id, opened_at
), asked AS (
    INSERT INTO assessments (round_id, member_id, assessor_id, booking_id, asked_at)
    SELECT round.id, $1, b.learner_id, max(b.id), round.opened_at
      FROM round, bookings b WHERE b.teacher_id = $1 AND b.skill_id = $2 AND b.state = 'completed'
     GROUP BY round.id, b.learner_id, round.opened_at
    RETURNING id, assessor_id, asked_at
)
INSERT INTO notifications (member_id, category, kind, actor_id, subject_id, created_at, read_at)
SELECT assessor_id, 'system', 'assessment_asked', $1, id, asked_at, asked_at + interval '1 day' FROM asked";

impl Writing<'_> {
    /// Those whose learners speak for them, and those who have asked theirs. After the sessions.
    pub(super) async fn verification(&self, conn: &mut Connection) -> anyhow::Result<()> {
        for (statement, teachers) in [(SPOKEN_FOR, &self.story.verified), (ASKED, &self.story.asking)] {
            for (teacher, skill) in teachers {
                diesel::sql_query(statement)
                    .bind::<BigInt, _>(self.ids.people[*teacher])
                    .bind::<Integer, _>(*skill)
                    .bind::<Timestamptz, _>(self.story.now)
                    .execute(conn)
                    .await?;
            }
        }
        Ok(())
    }
}
