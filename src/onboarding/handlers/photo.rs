//! The step that asks for a photo.

use actix_multipart::Multipart;
use actix_web::web;

use super::{after, page_of};
use crate::accounts::{Avatar, Pages, Viewer, Viewers};
use crate::error::AppResult;
use crate::onboarding::Step;
use crate::onboarding::views::PhotoPage;
use crate::profiles::{Darkroom, receive_photo, set_photo};
use crate::state::AppState;
use crate::web::{refused, see_other, show};

/// `GET /onboarding/photo`
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    show(&page(&state, &viewer, &pages, String::new()).await?)
}

/// `POST /onboarding/photo`
pub async fn save(
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
            Ok(see_other(after(Step::Photo)))
        }
        Err(why) => refused(&page(&state, &viewer, &pages, why.to_string()).await?),
    }
}

async fn page(state: &AppState, viewer: &Viewer, pages: &Pages, error: String) -> AppResult<PhotoPage> {
    let (page, steps) = page_of(state, viewer, pages, Step::Photo).await?;
    let avatar = Avatar::of(&viewer.name, viewer.photo.as_ref());
    Ok(PhotoPage { page, steps, avatar, error })
}
