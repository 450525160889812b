//! Two skills become one. Each slice moves what it says of a skill by a verb of its own; what no verb moves keeps the
//! skill from being deleted by its foreign key, and so fails the merger as a whole.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::TaxonomyError;
use super::change::{Change, ChangeKind, record};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::skill_requests;
use crate::skills::{self, Merger, SkillId};
use crate::{bookings, matching, notifications, programmes, quick_help, verification};

/// Moves everything that is said of skill `from` to `into`, and takes `from` out. Its address and its names lead to what
/// is left. Gives both as they were.
///
/// # Errors
/// `NotFound` when one of them is not there (any more), or both are the same; or when the database fails. Then nothing
/// has moved.
pub async fn merge(
    conn: &mut Connection,
    now: Instant,
    admin: MemberId,
    from: SkillId,
    into: SkillId,
) -> Result<Merger, TaxonomyError> {
    conn.transaction(async |conn| {
        let merger = skills::hold_for_merger(conn, from, into).await?;
        skills::move_skill(conn, from, into).await?;
        matching::move_skill(conn, from, into).await?;
        bookings::move_skill(conn, from, into).await?;
        programmes::move_skill(conn, from, into).await?;
        quick_help::move_skill(conn, from, into).await?;
        verification::move_skill(conn, now, from, into).await?;
        notifications::move_skill(conn, i64::from(from.0), i64::from(into.0)).await?;
        move_requests(conn, from, into).await?;
        skills::dissolve(conn, from, into).await?;
        let (skill, detail) = (merger.from.name.clone(), merger.into.name.clone());
        record(conn, now, admin, &Change { kind: ChangeKind::Merged, skill, detail, request: None }).await?;
        Ok(merger)
    })
    .await
}

async fn move_requests(conn: &mut Connection, from: SkillId, into: SkillId) -> QueryResult<()> {
    diesel::update(skill_requests::table.filter(skill_requests::skill_id.eq(from)))
        .set(skill_requests::skill_id.eq(into))
        .execute(conn)
        .await?;
    Ok(())
}
