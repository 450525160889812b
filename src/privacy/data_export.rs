//! The data export: asked for, made by a job, fetched by its member, gone after a week.

use bytes::Bytes;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::collecting;
use super::jobs::{ExportMail, ForgetFile, MakeExport};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::crypto;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::jobs::enqueue;
use crate::schema::data_exports;
use crate::state::AppState;

/// How long an export can be fetched.
pub(super) const KEPT_DAYS: i64 = 7;
/// How long an export is waited for: the tries of its job span less. Whoever asks later gets another.
const WAITED_FOR_HOURS: i64 = 24;
/// Exports forgotten in one go.
const AT_ONCE: i64 = 100;

/// A member's export as it stands.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = data_exports)]
pub(super) struct DataExport {
    pub(super) file: String,
    pub(super) asked_at: Instant,
    pub(super) made_at: Option<Instant>,
    pub(super) expires_at: Option<Instant>,
    pub(super) bytes: Option<i64>,
}

impl DataExport {
    /// Whether it is not made and nobody makes it any more: its job has used up its tries.
    pub(super) fn is_abandoned(&self, now: Instant) -> bool {
        self.made_at.is_none() && now >= self.asked_at.plus_hours(WAITED_FOR_HOURS)
    }
}

/// A member's export, when they have asked for one that has not expired.
pub(super) async fn of(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<Option<DataExport>> {
    let is_there = data_exports::expires_at.is_null().or(data_exports::expires_at.gt(now));
    data_exports::table.find(member).filter(is_there).select(DataExport::as_select()).first(conn).await.optional()
}

/// Asks for an export, in place of one that is made already or is abandoned; one that is being made is waited for.
/// Whether this asked.
pub(super) async fn ask(conn: &mut Connection, now: Instant, member: MemberId) -> AppResult<bool> {
    let random: [u8; 32] = crypto::random_bytes().map_err(AppError::internal)?;
    let file = format!("exports/{}.zip", hex::encode(random));
    conn.transaction(async |conn| {
        let before: Option<DataExport> = data_exports::table
            .find(member)
            .select(DataExport::as_select())
            .for_update()
            .first(conn)
            .await
            .optional()?;
        if before.as_ref().is_some_and(|before| before.made_at.is_none() && !before.is_abandoned(now)) {
            return Ok(false);
        }
        if let Some(before) = before {
            diesel::delete(data_exports::table.find(member)).execute(conn).await?;
            enqueue(conn, now, &ForgetFile { file: before.file }).await?;
        }
        let asked = diesel::insert_into(data_exports::table)
            .values((data_exports::member_id.eq(member), data_exports::file.eq(&file), data_exports::asked_at.eq(now)))
            // Asked twice at the same moment.
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if asked == 1 {
            enqueue(conn, now, &MakeExport { member_id: member }).await?;
        }
        Ok(asked == 1)
    })
    .await
}

/// Makes the export that a member waits for, and tells them by mail.
pub(super) async fn make(state: &AppState, member: MemberId) -> AppResult<()> {
    let now = state.clock.now();
    let waiting = of(&mut *state.db.get().await?, now, member).await?;
    let Some(export) = waiting.filter(|export| export.made_at.is_none()) else { return Ok(()) };
    let package = collecting::package(state, now, member).await?;
    let bytes = i64::try_from(package.len()).unwrap_or(i64::MAX);
    let stored = state.storage.put(&export.file, package, "application/zip").await;
    stored.map_err(|error| AppError::Unavailable(error.into()))?;
    if !note_made(&mut *state.db.get().await?, now, member, &export.file, bytes).await? {
        // They have left meanwhile.
        forget_file(state, &export.file).await?;
    }
    Ok(())
}

async fn note_made(conn: &mut Connection, now: Instant, member: MemberId, file: &str, bytes: i64) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let waiting =
            data_exports::table.find(member).filter(data_exports::file.eq(file).and(data_exports::made_at.is_null()));
        let made = diesel::update(waiting)
            .set((
                data_exports::made_at.eq(now),
                data_exports::expires_at.eq(now.plus_hours(24 * KEPT_DAYS)),
                data_exports::bytes.eq(bytes),
            ))
            .execute(conn)
            .await?;
        if made == 1 {
            enqueue(conn, now, &ExportMail { member_id: member }).await?;
        }
        Ok(made == 1)
    })
    .await
}

/// The package of a member, while it is kept.
pub(super) async fn fetch(state: &AppState, member: MemberId) -> AppResult<Bytes> {
    let export = of(&mut *state.db.get().await?, state.clock.now(), member).await?;
    let export = export.filter(|export| export.made_at.is_some()).ok_or(AppError::NotFound)?;
    let stored = state.storage.get(&export.file).await.map_err(|error| AppError::Unavailable(error.into()))?;
    stored.ok_or(AppError::NotFound)
}

/// Forgets a member's export, in the transaction of their leaving; its file goes soon after.
pub(super) async fn erase(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<()> {
    let file: Option<String> = diesel::delete(data_exports::table.find(member))
        .returning(data_exports::file)
        .get_result(conn)
        .await
        .optional()?;
    match file {
        Some(file) => enqueue(conn, now, &ForgetFile { file }).await,
        None => Ok(()),
    }
}

/// Forgets exports that have expired, the file before its row, so that no file is left without one.
pub(super) async fn forget_expired(state: &AppState) -> AppResult<()> {
    let now = state.clock.now();
    loop {
        let expired: Vec<String> = data_exports::table
            .filter(data_exports::expires_at.le(now))
            .order(data_exports::expires_at)
            .limit(AT_ONCE)
            .select(data_exports::file)
            .load(&mut *state.db.get().await?)
            .await?;
        if expired.is_empty() {
            return Ok(());
        }
        for file in &expired {
            forget_file(state, file).await?;
        }
        diesel::delete(data_exports::table.filter(data_exports::file.eq_any(&expired)))
            .execute(&mut *state.db.get().await?)
            .await?;
    }
}

/// Deletes a package.
pub(super) async fn forget_file(state: &AppState, file: &str) -> AppResult<()> {
    state.storage.delete(file).await.map_err(|error| AppError::Unavailable(error.into()))
}
