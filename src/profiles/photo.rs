//! A member's photo: its files in the storage, and the key that a profile names them by.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::Prints;
use super::jobs::ForgetPhoto;
use crate::accounts::{MemberId, PhotoKey, PhotoSize};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::jobs::{enqueue, enqueue_at};
use crate::schema::profiles;
use crate::state::AppState;

/// After this long a photo that was stored is looked at once more: if its profile does not name it, it goes.
const LOOKED_AT_AFTER_MINUTES: i64 = 60;

/// Where the storage keeps a file.
pub fn stored_at(photo: &PhotoKey, size: PhotoSize) -> String {
    format!("photos/{}", photo.file(size))
}

/// The key of the photo of `member`, when they have one.
///
/// # Errors
/// When the database fails.
pub async fn photo_of(conn: &mut Connection, member: MemberId) -> QueryResult<Option<PhotoKey>> {
    let named: Option<Option<PhotoKey>> =
        profiles::table.find(member).select(profiles::photo).first(conn).await.optional()?;
    Ok(named.flatten())
}

/// Stores `prints` and makes them the photo of `member`; the one before goes. The caller forgets the viewer afterwards.
///
/// # Errors
/// When the storage or the database fails; then the photo is what it was.
pub async fn set_photo(state: &AppState, member: MemberId, prints: &Prints) -> AppResult<()> {
    let photo = PhotoKey::random().map_err(AppError::internal)?;
    let now = state.clock.now();
    // Before the files are written: should this process end between here and the last line, they do not stay behind.
    let look = ForgetPhoto { member_id: member, photo: photo.clone() };
    enqueue_at(&mut *state.db.get().await?, now, now.plus_minutes(LOOKED_AT_AFTER_MINUTES), &look).await?;
    for (size, file) in prints.iter() {
        let stored = state.storage.put(&stored_at(&photo, *size), file.clone(), "image/jpeg").await;
        stored.map_err(|error| AppError::Unavailable(error.into()))?;
    }
    replace(&mut *state.db.get().await?, now, member, Some(&photo)).await?;
    Ok(())
}

/// Takes the photo of `member` away, its files soon after. Whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn remove_photo(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<bool> {
    replace(conn, now, member, None).await
}

/// Names another photo, or none, and has the files of the one before deleted. Whether there was one.
async fn replace(conn: &mut Connection, now: Instant, member: MemberId, photo: Option<&PhotoKey>) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        diesel::insert_into(profiles::table)
            .values(profiles::member_id.eq(member))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        let row = profiles::table.find(member);
        let before: Option<PhotoKey> = row.select(profiles::photo).for_update().first(conn).await?;
        diesel::update(row).set(profiles::photo.eq(photo)).execute(conn).await?;
        let had_one = before.is_some();
        if let Some(photo) = before {
            enqueue(conn, now, &ForgetPhoto { member_id: member, photo }).await?;
        }
        Ok(had_one)
    })
    .await
}
