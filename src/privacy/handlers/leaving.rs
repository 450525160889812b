//! Leaving.

use actix_session::Session;
use actix_web::web;
use serde::Deserialize;

use crate::accounts::{self, Pages, Passwords, RecentProof, Viewers};
use crate::error::AppResult;
use crate::privacy::departure;
use crate::privacy::views::DeletionPage;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// The form as sent.
#[derive(Default, Deserialize)]
pub struct DeletionForm {
    /// The member's password, when they have one: what cannot be undone is not done by whoever finds their phone.
    #[serde(default)]
    password: String,
    /// Given when the box is ticked.
    sure: Option<String>,
}

/// `GET /me/deletion`
pub async fn form(state: web::Data<AppState>, viewer: RecentProof, pages: Pages) -> AppResult {
    show(&page(&state, &viewer, &pages, FieldErrors::default()).await?)
}

/// `POST /me/deletion`
pub async fn create(
    state: web::Data<AppState>,
    (viewers, passwords): (web::Data<Viewers>, web::Data<Passwords>),
    viewer: RecentProof,
    session: Session,
    pages: Pages,
    HtmlForm(form): HtmlForm<DeletionForm>,
) -> AppResult {
    if form.sure.is_none() {
        let errors = FieldErrors::one("sure", "Tick this first: your account cannot be brought back.");
        return refused(&page(&state, &viewer, &pages, errors).await?);
    }
    if !accounts::knows_password(&state, &passwords, viewer.member_id, &form.password).await? {
        let errors = FieldErrors::one("password", "This is not your password. Nothing has been deleted.");
        return refused(&page(&state, &viewer, &pages, errors).await?);
    }
    departure::leave(&state, viewer.member_id).await?;
    viewers.forget_member(viewer.member_id);
    session.purge();
    Ok(redirect("/", &Flash::info("Your account is deleted, and a mail confirms it. Thank you for having been here.")))
}

async fn page(state: &AppState, viewer: &RecentProof, pages: &Pages, errors: FieldErrors) -> AppResult<DeletionPage> {
    let page = pages.page("Delete account").await?.at(Place::Me);
    let consequences = departure::consequences(&mut *state.db.get().await?, viewer.member_id).await?;
    let has_password = accounts::has_password(state, viewer.member_id).await?;
    Ok(DeletionPage { page, consequences, has_password, errors })
}
