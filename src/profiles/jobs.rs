//! Files that nobody needs any more.

use serde::{Deserialize, Serialize};

use super::photo::{photo_of, stored_at};
use crate::accounts::{MemberId, PhotoKey, PhotoSize};
use crate::jobs::{Job, Registry};
use crate::state::AppState;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    registry.on::<ForgetPhoto>()
}

/// Deletes the files of a photo, unless it is the member's.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ForgetPhoto {
    pub member_id: MemberId,
    pub photo: PhotoKey,
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
