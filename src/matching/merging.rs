//! Two skills become one.

use diesel::QueryResult;
use diesel::sql_types::Integer;
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::skills::SkillId;

/// A merger is rare enough to look at every row.
const MOVE: &str = "UPDATE matches SET learn_skill_id = CASE learn_skill_id WHEN $1 THEN $2 ELSE learn_skill_id END,
                                       teach_skill_id = CASE teach_skill_id WHEN $1 THEN $2 ELSE teach_skill_id END
                     WHERE learn_skill_id = $1 OR teach_skill_id = $1";

/// Lets matches about skill `from` be about `into`, in the transaction of whoever merges the two. Their scores are those
/// of the morning until the next one.
///
/// # Errors
/// When the database fails.
pub async fn move_skill(conn: &mut Connection, from: SkillId, into: SkillId) -> QueryResult<()> {
    diesel::sql_query(MOVE).bind::<Integer, _>(from).bind::<Integer, _>(into).execute(conn).await?;
    Ok(())
}
