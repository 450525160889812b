//! Turning the second factor on and off.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::CodeForm;
use crate::accounts::second_factor::{self, Standing};
use crate::accounts::views::{RecoveryCodesPage, SecondFactorPage};
use crate::accounts::{Member, Pages, Passwords, RecentProof};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, see_other, show};

/// `GET /me/second-factor`
pub async fn show_standing(state: web::Data<AppState>, viewer: RecentProof, pages: Pages) -> AppResult {
    show(&page_of(&state, &viewer, &pages, FieldErrors::default()).await?)
}

/// `POST /me/second-factor`: draws a key.
pub async fn begin(state: web::Data<AppState>, viewer: RecentProof) -> AppResult {
    second_factor::begin(&state, viewer.member_id).await?;
    Ok(see_other("/me/second-factor"))
}

/// `GET /me/second-factor/key.svg`: for the camera of an app, while it is being set up.
pub async fn show_key(state: web::Data<AppState>, viewer: RecentProof) -> AppResult {
    let key = second_factor::key_to_show(&state, viewer.member_id).await?;
    let email = Member::find(&mut *state.db.get().await?, viewer.member_id).await?.email;
    let answer = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(key.drawn(&email)?);
    Ok(answer)
}

/// `POST /me/second-factor/confirmation`: the first code; answers with the recovery codes, which are never shown again,
/// so there is no page to redirect to.
pub async fn confirm(
    state: web::Data<AppState>,
    passwords: web::Data<Passwords>,
    viewer: RecentProof,
    pages: Pages,
    HtmlForm(form): HtmlForm<CodeForm>,
) -> AppResult {
    let tries = [Subject::Code(viewer.member_id)];
    attempts::demand(&state, &tries).await?;
    match second_factor::confirm(&state, &passwords, viewer.member_id, &form.code).await? {
        Some(codes) => {
            attempts::succeeded(&state, &mut *state.db.get().await?, &tries, &[]).await?;
            show(&RecoveryCodesPage::new(pages.page("Recovery codes").await?.at(Place::Me), &codes))
        }
        None => {
            let errors = FieldErrors::one("code", "This code is wrong. Is the clock of your phone right?");
            refused(&page_of(&state, &viewer, &pages, errors).await?)
        }
    }
}

/// `POST /me/second-factor/recovery-codes`: ten new ones, shown as by [`confirm`].
pub async fn renew_codes(
    state: web::Data<AppState>,
    passwords: web::Data<Passwords>,
    viewer: RecentProof,
    pages: Pages,
) -> AppResult {
    let codes = second_factor::renew_codes(&state, &passwords, viewer.member_id).await?;
    show(&RecoveryCodesPage::new(pages.page("Recovery codes").await?.at(Place::Me), &codes))
}

/// `POST /me/second-factor/removal`
pub async fn turn_off(state: web::Data<AppState>, viewer: RecentProof) -> AppResult {
    second_factor::turn_off(&state, viewer.member_id).await?;
    Ok(redirect("/me/second-factor", &Flash::positive("Log-ins ask for no code any more.")))
}

async fn page_of(
    state: &AppState,
    viewer: &RecentProof,
    pages: &Pages,
    errors: FieldErrors,
) -> AppResult<SecondFactorPage> {
    let standing = second_factor::standing(&mut *state.db.get().await?, viewer.member_id).await?;
    let key = match standing {
        Standing::BeingSetUp => second_factor::key_to_show(state, viewer.member_id).await?.typed(),
        _ => String::new(),
    };
    Ok(SecondFactorPage { page: pages.page("Two-step log-in").await?.at(Place::Me), standing, key, errors })
}
