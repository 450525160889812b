//! What profiles knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::jobs::ForgetWords;
use super::photo::{photo_of, remove_photo, stored_at};
use crate::accounts::{MemberId, PhotoSize};
use crate::clock::Instant;
use crate::db::{Connection, rows_as_json};
use crate::jobs::enqueue;
use crate::schema::profiles;

/// What the member tells others of themselves.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const PROFILE: &str =
        "SELECT bio, city, country, languages, learning_style, visibility FROM profiles WHERE member_id = $1";
    rows_as_json(conn, PROFILE, member.0).await
}

/// The member's files: the name to take one along under, and where the storage keeps it.
///
/// # Errors
/// When the database fails.
pub async fn files(conn: &mut Connection, member: MemberId) -> QueryResult<Vec<(&'static str, String)>> {
    let photo = photo_of(conn, member).await?;
    Ok(photo.map(|photo| ("photo.jpg", stored_at(&photo, PhotoSize::Large))).into_iter().collect())
}

/// Forgets it, in the transaction that has made nobody of the member. The photo's files, and the words of the search that
/// nobody else is called, go soon after.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<()> {
    remove_photo(conn, now, member).await?;
    diesel::delete(profiles::table.find(member)).execute(conn).await?;
    enqueue(conn, now, &ForgetWords {}).await
}
