//! Two skills become one.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::schema::programmes;
use crate::skills::SkillId;

/// Lets programmes of skill `from` be programmes of `into`, in the transaction of whoever merges the two.
///
/// # Errors
/// When the database fails.
pub async fn move_skill(conn: &mut Connection, from: SkillId, into: SkillId) -> QueryResult<()> {
    diesel::update(programmes::table.filter(programmes::skill_id.eq(from)))
        .set(programmes::skill_id.eq(into))
        .execute(conn)
        .await?;
    Ok(())
}
