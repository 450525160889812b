//! What onboarding knows of a person, to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::db::Connection;
use crate::schema::skipped_steps;

/// Forgets which steps the member left for later.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(skipped_steps::table.filter(skipped_steps::member_id.eq(member))).execute(conn).await?;
    Ok(())
}
