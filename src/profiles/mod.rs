//! Profiles: what a member tells others about themselves, and the page where others see it. Owns `profiles`.
//!
//! Vocabulary: a **card** is a member in a list; a member's **path** is their page's one address, with the name in it.
//!
//! Invariants: a page is seen by everybody or by members only, as its owner chose; nobody sees an email or an exact
//! place; who is suspended or never finished onboarding has no page; a page costs one statement; a photo's
//! files are named by a key that nobody can guess, never change, and go when no profile names them.

mod card_picture;
mod darkroom;
mod easel;
mod forms;
mod handlers;
mod hours;
mod jobs;
mod json;
mod languages;
mod personal_data;
mod photo;
mod profile;
pub mod queries;
mod routes;
mod search;
mod sitemaps;
mod structured_data;
mod tags;
mod upload;
mod views;
mod zones;

pub use crate::web::lettering::{drawable, lines as lines_of};
pub use darkroom::{Darkroom, PhotoRefusal, Prints};
pub use easel::{Easel, Sketch};
pub use forms::{Field, ProfileChanges, ProfileForm};
pub use handlers::preview;
pub use jobs::{forget_words, register as register_jobs};
pub use personal_data::{erase, export, files as personal_files};
pub use photo::{photo_of, remove_photo, set_photo, stored_at};
pub use profile::{LearningStyle, MemberPath, Profile, Visibility, path, save};
pub use routes::routes;
pub use sitemaps::Sitemaps;
pub use views::{Cards, featured};

use crate::error::AppResult;

/// The photo in a form's field `photo`, ready to be stored.
///
/// # Errors
/// [`crate::error::AppError::Busy`] when too many wait; within, the sentence for the field.
pub async fn receive_photo(
    form: actix_multipart::Multipart,
    darkroom: &Darkroom,
) -> AppResult<Result<Prints, PhotoRefusal>> {
    match upload::receive(form).await {
        Ok(file) => darkroom.develop(file).await,
        Err(refusal) => Ok(Err(refusal)),
    }
}
