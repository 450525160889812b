//! Admins change the catalogue.

use diesel_async::AsyncConnection;

use super::TaxonomyError;
use super::change::{Change, ChangeKind, difference, record};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::skills::{self, Entry, SkillId};

/// Adds a skill that nobody asked for.
///
/// # Errors
/// `Taken` when it is there under one of its names, `NotFound` without such a subcategory, or when the database fails.
pub async fn add(
    conn: &mut Connection,
    now: Instant,
    admin: MemberId,
    entry: &Entry,
) -> Result<SkillId, TaxonomyError> {
    conn.transaction(async |conn| {
        let id = skills::enter(conn, entry).await?;
        let change =
            Change { kind: ChangeKind::Added, skill: entry.name.clone(), detail: String::new(), request: None };
        record(conn, now, admin, &change).await?;
        Ok(id)
    })
    .await
}

/// Says something else of a skill. Saying the same is no change.
///
/// # Errors
/// As [`add`]; `NotFound` also without such a skill.
pub async fn edit(
    conn: &mut Connection,
    now: Instant,
    admin: MemberId,
    id: SkillId,
    entry: &Entry,
) -> Result<(), TaxonomyError> {
    conn.transaction(async |conn| {
        let before = skills::rewrite(conn, id, entry).await?;
        let detail = difference(&before, entry);
        if !detail.is_empty() {
            let change = Change { kind: ChangeKind::Edited, skill: entry.name.clone(), detail, request: None };
            record(conn, now, admin, &change).await?;
        }
        Ok(())
    })
    .await
}
