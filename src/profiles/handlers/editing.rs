//! The viewer's own profile, and their preferences.

use actix_web::web;

use crate::accounts::{Pages, Viewer, Viewers};
use crate::error::AppResult;
use crate::profiles::views::{EditPage, PreferencesPage};
use crate::profiles::{Field, Profile, ProfileForm, path, save};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// What `/me/profile` shows: what others read.
const PROFILE: [Field; 4] = [Field::Name, Field::Bio, Field::City, Field::Country];
/// What `/me/preferences` shows: how the site treats the member.
const PREFERENCES: [Field; 6] =
    [Field::TimeZone, Field::Locale, Field::Theme, Field::LearningStyle, Field::Languages, Field::Visibility];

/// `GET /me/profile`
pub async fn edit(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let profile = Profile::of(&mut *state.db.get().await?, viewer.member_id).await?;
    show(&edit_page(&viewer, &pages, ProfileForm::of(profile), FieldErrors::default()).await?)
}

/// `POST /me/profile`
pub async fn update(
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<ProfileForm>,
) -> AppResult {
    match form.parse(&PROFILE) {
        Ok(changes) => {
            save(&mut *state.db.get().await?, viewer.member_id, &changes).await?;
            viewers.forget_member(viewer.member_id);
            Ok(redirect(viewer.next_after("/me/profile"), &Flash::positive("Saved. Others see it at once.")))
        }
        Err(errors) => refused(&edit_page(&viewer, &pages, form, errors).await?),
    }
}

/// `GET /me/preferences`
pub async fn preferences(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let profile = Profile::of(&mut *state.db.get().await?, viewer.member_id).await?;
    show(&preferences_page(&pages, ProfileForm::of(profile), FieldErrors::default()).await?)
}

/// `POST /me/preferences`
pub async fn prefer(
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<ProfileForm>,
) -> AppResult {
    match form.parse(&PREFERENCES) {
        Ok(changes) => {
            save(&mut *state.db.get().await?, viewer.member_id, &changes).await?;
            viewers.forget_member(viewer.member_id);
            Ok(redirect("/me/preferences", &Flash::positive("Saved.")))
        }
        Err(errors) => refused(&preferences_page(&pages, form, errors).await?),
    }
}

async fn edit_page(viewer: &Viewer, pages: &Pages, form: ProfileForm, errors: FieldErrors) -> AppResult<EditPage> {
    let page = pages.page("My profile").await?.at(Place::Me);
    Ok(EditPage { page, form, errors, path: path(viewer.member_id, &viewer.name) })
}

async fn preferences_page(pages: &Pages, form: ProfileForm, errors: FieldErrors) -> AppResult<PreferencesPage> {
    Ok(PreferencesPage { page: pages.page("Preferences").await?.at(Place::Me), form, errors })
}
