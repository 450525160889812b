//! Two skills become one.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::schema::bookings;
use crate::skills::SkillId;

/// Lets sessions of skill `from` be sessions of `into`, in the transaction of whoever merges the two. A merger is rare
/// enough to look at every booking.
///
/// # Errors
/// When the database fails.
pub async fn move_skill(conn: &mut Connection, from: SkillId, into: SkillId) -> QueryResult<()> {
    diesel::update(bookings::table.filter(bookings::skill_id.eq(from)))
        .set(bookings::skill_id.eq(into))
        .execute(conn)
        .await?;
    Ok(())
}
