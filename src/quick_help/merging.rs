//! Two skills become one.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::schema::quick_helps;
use crate::skills::SkillId;

/// Lets requests in skill `from` be requests in `into`, in the transaction of whoever merges the two. A merger is rare
/// enough to look at every request.
///
/// # Errors
/// When the database fails.
pub async fn move_skill(conn: &mut Connection, from: SkillId, into: SkillId) -> QueryResult<()> {
    diesel::update(quick_helps::table.filter(quick_helps::skill_id.eq(from)))
        .set(quick_helps::skill_id.eq(into))
        .execute(conn)
        .await?;
    Ok(())
}
