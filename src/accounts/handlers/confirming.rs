//! Proving, anew, who one is.

use actix_web::web;

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::{ProofForm, way_on};
use crate::accounts::views::{ConfirmPage, waiting_words};
use crate::accounts::{Pages, Passwords, Viewer, login, proof};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, HtmlForm, Place, refused, see_other, show, told_to_wait};

#[derive(serde::Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /me/confirmation`
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Next>) -> AppResult {
    show(&page_of(&state, &viewer, &pages, query.into_inner().next).await?)
}

/// `POST /me/confirmation`
pub async fn create(
    state: web::Data<AppState>,
    passwords: web::Data<Passwords>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<ProofForm>,
) -> AppResult {
    let tries = [Subject::Proof(viewer.member_id)];
    if let Some(wait) = attempts::count(&state, &mut *state.db.get().await?, &tries).await? {
        let page = page_of(&state, &viewer, &pages, form.next).await?;
        return told_to_wait(&ConfirmPage { wait: waiting_words(wait), ..page }, wait);
    }
    if !proof::is_password_of(&state, &passwords, viewer.member_id, &form.password).await? {
        let errors = FieldErrors::one("password", "This is not your password.");
        return refused(&ConfirmPage { errors, ..page_of(&state, &viewer, &pages, form.next).await? });
    }
    let mut conn = state.db.get().await?;
    attempts::succeeded(&state, &mut conn, &tries, &[]).await?;
    login::confirm(&mut conn, state.clock.now(), viewer.login_id).await?;
    Ok(see_other(way_on(&form.next)))
}

async fn page_of(state: &AppState, viewer: &Viewer, pages: &Pages, next: String) -> AppResult<ConfirmPage> {
    let has_password = proof::has_password(state, viewer.member_id).await?;
    let page = pages.page("Confirm that it is you").await?.at(Place::Me);
    Ok(ConfirmPage { page, has_password, next, wait: String::new(), errors: FieldErrors::default() })
}
