//! Leaving a step for later.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::Step;
use crate::accounts::MemberId;
use crate::db::Connection;
use crate::schema::skipped_steps;

/// Remembers that `member` leaves `step` for later; doing so twice is once.
///
/// # Errors
/// When the database fails.
pub async fn skip(conn: &mut Connection, member: MemberId, step: Step) -> QueryResult<()> {
    diesel::insert_into(skipped_steps::table)
        .values((skipped_steps::member_id.eq(member), skipped_steps::step.eq(step)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
