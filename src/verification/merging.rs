//! Two skills become one: what was said of either is said of what is left.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::clock::Instant;
use crate::db::Connection;
use crate::skills::SkillId;

/// Ends rounds of the skill that goes where one of the other skill is open, too: there may be one. What was said in them
/// counts from now on.
const DECIDE: &str = "
UPDATE verification_rounds gone SET decided_at = $3
 WHERE gone.skill_id = $1 AND gone.decided_at IS NULL
   AND EXISTS (SELECT FROM verification_rounds stays
                WHERE stays.member_id = gone.member_id AND stays.skill_id = $2 AND stays.decided_at IS NULL)";

/// Of two badges of a member the better one stays: one that is valid before one that has expired, then the higher tier,
/// then the one that holds longer.
const REPLACE: &str = "
UPDATE badges SET replaced_at = $3 WHERE id IN (
    SELECT (array_agg(b.id ORDER BY b.expires_at > $3 DESC,
                      array_position(ARRAY['master', 'expert', 'proficient', 'verified'], b.tier), b.expires_at DESC))[2]
      FROM badges b
     WHERE b.skill_id IN ($1, $2) AND b.withdrawn_at IS NULL AND b.replaced_at IS NULL
     GROUP BY b.member_id HAVING count(*) = 2)";

const MOVE_ROUNDS: &str = "UPDATE verification_rounds SET skill_id = $2 WHERE skill_id = $1";
const MOVE_BADGES: &str = "UPDATE badges SET skill_id = $2 WHERE skill_id = $1";

/// Moves rounds, assessments and badges of skill `from` to `into`, in the transaction of whoever merges the two. Of two
/// badges of a member the better one stays, at its address, and the other reads as replaced; an assessor who judged both
/// counts once, with the newest, as always. Badges are not counted anew: nobody loses one by a merger.
///
/// # Errors
/// When the database fails.
pub async fn move_skill(conn: &mut Connection, now: Instant, from: SkillId, into: SkillId) -> QueryResult<()> {
    for statement in [DECIDE, REPLACE] {
        diesel::sql_query(statement)
            .bind::<Integer, _>(from)
            .bind::<Integer, _>(into)
            .bind::<Timestamptz, _>(now)
            .execute(conn)
            .await?;
    }
    for statement in [MOVE_ROUNDS, MOVE_BADGES] {
        diesel::sql_query(statement).bind::<Integer, _>(from).bind::<Integer, _>(into).execute(conn).await?;
    }
    Ok(())
}
