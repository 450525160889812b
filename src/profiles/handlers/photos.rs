//! The viewer's photo, and everybody's.

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::accounts::{Avatar, Pages, PhotoKey, Viewer, Viewers};
use crate::error::{AppError, AppResult};
use crate::profiles::photo::{remove_photo, set_photo, stored_at};
use crate::profiles::views::PhotoPage;
use crate::profiles::{Darkroom, receive_photo};
use crate::state::AppState;
use crate::web::{Flash, Place, redirect, refused, show};

/// `GET /me/photo`
pub async fn form(viewer: Viewer, pages: Pages) -> AppResult {
    show(&page(&viewer, &pages, String::new()).await?)
}

/// `POST /me/photo`
pub async fn create(
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    darkroom: web::Data<Darkroom>,
    viewer: Viewer,
    pages: Pages,
    form: Multipart,
) -> AppResult {
    match receive_photo(form, &darkroom).await? {
        Ok(prints) => {
            set_photo(&state, viewer.member_id, &prints).await?;
            viewers.forget_member(viewer.member_id);
            Ok(redirect("/me/photo", &Flash::positive("Saved. Others see your photo at once.")))
        }
        Err(why) => refused(&page(&viewer, &pages, why.to_string()).await?),
    }
}

/// `POST /me/photo/removal`
pub async fn remove(state: web::Data<AppState>, viewers: web::Data<Viewers>, viewer: Viewer) -> AppResult {
    let had_one = remove_photo(&mut *state.db.get().await?, state.clock.now(), viewer.member_id).await?;
    viewers.forget_member(viewer.member_id);
    let flash = if had_one { Flash::positive("Removed.") } else { Flash::info("There was no photo any more.") };
    Ok(redirect("/me/photo", &flash))
}

/// `GET /photos/{file}`: whoever knows the name may see it, and may keep it for ever.
pub async fn show_file(state: web::Data<AppState>, file: web::Path<String>) -> AppResult {
    let (photo, size) = PhotoKey::of_file(&file).ok_or(AppError::NotFound)?;
    let stored = state.storage.get(&stored_at(&photo, size)).await;
    let bytes = stored.map_err(|error| AppError::Unavailable(error.into()))?.ok_or(AppError::NotFound)?;
    let answer = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/jpeg"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        // Said explicitly, so that the compressing middleware leaves pictures alone.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(bytes);
    Ok(answer)
}

async fn page(viewer: &Viewer, pages: &Pages, error: String) -> AppResult<PhotoPage> {
    let page = pages.page("My photo").await?.at(Place::Me);
    let avatar = Avatar::of(&viewer.name, viewer.photo.as_ref());
    Ok(PhotoPage { page, avatar, error })
}
