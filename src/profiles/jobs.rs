//! What nobody needs any more: files of photos, words of names.

use diesel::QueryResult;
use diesel_async::RunQueryDsl;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::photo::{photo_of, stored_at};
use crate::accounts::{MemberId, PhotoKey, PhotoSize};
use crate::db::Connection;
use crate::jobs::{Job, Registry};
use crate::state::AppState;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    registry.on::<ForgetPhoto>().on::<ForgetWords>().every(
        "profiles.forget_words",
        SignedDuration::from_hours(24),
        ForgetWords {},
    )
}

/// Deletes the files of a photo, unless it is the member's.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ForgetPhoto {
    pub member_id: MemberId,
    pub photo: PhotoKey,
}

/// Deletes words that nobody is called and places that nobody names any more, which the triggers of `member_search` leave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ForgetWords {}

impl Job for ForgetWords {
    const KIND: &'static str = "profiles.forget_words";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        forget_words(&mut *state.db.get().await?).await?;
        Ok(())
    }
}

/// Forgets words and places that nobody uses.
///
/// Somebody may take a word up at the moment in which it goes: it is brought back the next time, which is every day. A
/// place cannot go so: rows point at it.
///
/// # Errors
/// When the database fails, or somebody took a place up at this moment: then it is to be tried again.
pub async fn forget_words(conn: &mut Connection) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO member_words SELECT DISTINCT unnest(words) FROM member_search ON CONFLICT DO NOTHING",
    )
    .execute(conn)
    .await?;
    diesel::sql_query(
        "DELETE FROM member_words w WHERE NOT EXISTS (SELECT FROM member_search s WHERE s.words @> ARRAY[w.word])",
    )
    .execute(conn)
    .await?;
    diesel::sql_query(
        "DELETE FROM member_places p WHERE NOT EXISTS (SELECT FROM member_search s WHERE s.place_id = p.id)",
    )
    .execute(conn)
    .await?;
    Ok(())
}

impl Job for ForgetPhoto {
    const KIND: &'static str = "profiles.forget_photo";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let named = photo_of(&mut *state.db.get().await?, self.member_id).await?;
        if named.as_ref() == Some(&self.photo) {
            return Ok(());
        }
        for size in PhotoSize::ALL {
            state.storage.delete(&stored_at(&self.photo, size)).await?;
        }
        Ok(())
    }
}
