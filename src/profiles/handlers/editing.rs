//! The viewer's own profile.

use actix_web::web;

use crate::accounts::{Pages, Viewer, Viewers};
use crate::error::AppResult;
use crate::profiles::forms::ProfileForm;
use crate::profiles::views::EditPage;
use crate::profiles::{Profile, path, save};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// `GET /me/profile`
pub async fn edit(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let page = pages.page("My profile").await?.at(Place::Me);
    let profile = Profile::of(&mut *state.db.get().await?, viewer.member_id).await?;
    let path = path(viewer.member_id, &viewer.name);
    show(&EditPage { page, form: ProfileForm::of(profile), errors: FieldErrors::default(), path })
}

/// `POST /me/profile`
pub async fn update(
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<ProfileForm>,
) -> AppResult {
    match form.parse() {
        Ok(values) => {
            save(&mut *state.db.get().await?, viewer.member_id, &values).await?;
            viewers.forget_member(viewer.member_id);
            Ok(redirect(viewer.next_after("/me/profile"), &Flash::positive("Saved. Others see it at once.")))
        }
        Err(errors) => {
            let page = pages.page("My profile").await?.at(Place::Me);
            refused(&EditPage { page, form, errors, path: path(viewer.member_id, &viewer.name) })
        }
    }
}
