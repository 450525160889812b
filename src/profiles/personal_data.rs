//! What profiles knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde_json::Value;

use super::photo::{photo_of, remove_photo, stored_at};
use crate::accounts::{MemberId, PhotoSize};
use crate::clock::Instant;
use crate::db::{Connection, rows_as_json};
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

/// Forgets it, in the transaction that has made nobody of the member, who was called `name`. The photo's files go soon
/// after.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, now: Instant, member: MemberId, name: &str) -> QueryResult<()> {
    remove_photo(conn, now, member).await?;
    let (city, country): (String, String) = diesel::delete(profiles::table.find(member))
        .returning((profiles::city, profiles::country))
        .get_result(conn)
        .await?;
    forget_words(conn, name, &city, &country).await
}

/// Takes out of the search what nobody else is called, and where nobody else lives. The lock waits for those who are
/// adding members with the same words: they would find a word there that is gone when they have finished.
async fn forget_words(conn: &mut Connection, name: &str, city: &str, country: &str) -> QueryResult<()> {
    conn.batch_execute("LOCK TABLE member_words, member_places IN SHARE ROW EXCLUSIVE MODE").await?;
    diesel::sql_query(
        "DELETE FROM member_words w WHERE word = ANY (plain_words($1))
            AND NOT EXISTS (SELECT FROM member_search WHERE words @> ARRAY[w.word])",
    )
    .bind::<Text, _>(name)
    .execute(conn)
    .await?;
    diesel::sql_query(
        "DELETE FROM member_places p WHERE words = plain(concat_ws(', ', nullif($1, ''), nullif($2, '')))
            AND NOT EXISTS (SELECT FROM member_search WHERE place_id = p.id)",
    )
    .bind::<Text, _>(city)
    .bind::<Text, _>(country)
    .execute(conn)
    .await?;
    Ok(())
}
