//! A member's passkeys.

use actix_web::{HttpResponse, web};

use crate::accounts::forms::{PasskeyForm, parse_passkey_name};
use crate::accounts::passkeys::{self, PasskeyError, PasskeyId};
use crate::accounts::signing_in::Door;
use crate::accounts::views::PasskeysPage;
use crate::accounts::{Pages, RecentProof};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// `GET /me/passkeys`
pub async fn index(state: web::Data<AppState>, viewer: RecentProof, pages: Pages) -> AppResult {
    show(&page_of(&state, &viewer, &pages, String::new(), FieldErrors::default()).await?)
}

/// `POST /me/passkeys/options`: what the browser needs to make one, as JSON.
pub async fn options(door: Door, viewer: RecentProof) -> AppResult {
    Ok(HttpResponse::Ok().json(passkeys::begin_registration(&door, viewer.viewer()).await?))
}

/// `POST /me/passkeys`: keeps the one that the browser made.
pub async fn create(door: Door, viewer: RecentProof, pages: Pages, HtmlForm(form): HtmlForm<PasskeyForm>) -> AppResult {
    let name = match parse_passkey_name(&form.name) {
        Ok(name) => name,
        Err(sentence) => {
            let errors = FieldErrors::one("name", sentence);
            return refused(&page_of(&door.state, &viewer, &pages, form.name, errors).await?);
        }
    };
    match passkeys::finish_registration(&door, viewer.viewer(), &name, &form.credential).await {
        Ok(()) => Ok(redirect("/me/passkeys", &Flash::positive("The passkey is added. You can log in with it."))),
        Err(error) => answer(error),
    }
}

/// `POST /me/passkeys/{id}`: another name.
pub async fn rename(
    state: web::Data<AppState>,
    viewer: RecentProof,
    id: web::Path<PasskeyId>,
    HtmlForm(form): HtmlForm<PasskeyForm>,
) -> AppResult {
    let name = match parse_passkey_name(&form.name) {
        Ok(name) => name,
        Err(sentence) => return Ok(redirect("/me/passkeys", &Flash::negative(sentence))),
    };
    if !passkeys::rename(&mut *state.db.get().await?, viewer.member_id, id.into_inner(), &name).await? {
        return Err(AppError::NotFound);
    }
    Ok(redirect("/me/passkeys", &Flash::positive("The passkey has another name.")))
}

/// `POST /me/passkeys/{id}/removal`
pub async fn destroy(state: web::Data<AppState>, viewer: RecentProof, id: web::Path<PasskeyId>) -> AppResult {
    match passkeys::remove(&state, viewer.member_id, id.into_inner()).await {
        Ok(true) => {
            let done = "The passkey no longer opens your account. Delete it in your device, too.";
            Ok(redirect("/me/passkeys", &Flash::positive(done)))
        }
        Ok(false) => Err(AppError::NotFound),
        Err(error) => answer(error),
    }
}

fn answer(error: PasskeyError) -> AppResult {
    let sentence = match error {
        PasskeyError::Refused => "This passkey could not be added: it is here already, or too much time has passed.",
        PasskeyError::TooMany => "You have twenty passkeys. Remove one that you no longer use.",
        PasskeyError::LastWayIn => "This is your only way in. Choose a password or add another passkey first.",
        PasskeyError::Failed(error) => return Err(error),
    };
    Ok(redirect("/me/passkeys", &Flash::negative(sentence)))
}

async fn page_of(
    state: &AppState,
    viewer: &RecentProof,
    pages: &Pages,
    name: String,
    errors: FieldErrors,
) -> AppResult<PasskeysPage> {
    let listed = passkeys::list(&mut *state.db.get().await?, viewer.member_id).await?;
    let page = pages.page("Passkeys").await?.at(Place::Me);
    Ok(PasskeysPage::new(page, listed, viewer.local(), passkeys::is_possible(state)).with_form(name, errors))
}
