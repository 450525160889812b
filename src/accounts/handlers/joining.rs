//! Signing up.

use crate::accounts::forms::SignUpForm;
use crate::accounts::signing_in::Door;
use crate::accounts::views::{CheckMailPage, JoinPage};
use crate::accounts::{Pages, Passwords, Visitor, joining, verification};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, HtmlForm, refused, see_other, show};
use actix_web::{HttpResponse, web};

/// `GET /join`
pub async fn form(visitor: Visitor, pages: Pages) -> AppResult {
    if visitor.0.is_some() {
        return Ok(see_other("/"));
    }
    let page = pages.page("Join").await?;
    let providers = pages.providers();
    show(&JoinPage { page, form: SignUpForm::default(), errors: FieldErrors::default(), providers })
}

/// `POST /join`: the same answer, work and statements whether the address is new or not; the mail differs.
pub async fn create(
    door: Door,
    passwords: web::Data<Passwords>,
    pages: Pages,
    HtmlForm(form): HtmlForm<SignUpForm>,
) -> AppResult {
    match form.parse() {
        Ok(sign_up) => {
            let password = joining::join(&door.state, &passwords, sign_up).await?;
            verification::note_joined(&door, &password)?;
            Ok(see_other("/join/sent"))
        }
        Err(errors) => {
            let (page, providers) = (pages.page("Join").await?, pages.providers());
            refused(&JoinPage { page, form, errors, providers })
        }
    }
}

/// `GET /join/sent`
pub async fn sent(state: web::Data<AppState>, pages: Pages) -> AppResult<HttpResponse> {
    show(&CheckMailPage { page: pages.page("Look into your mail").await?, shows_mailbox: state.config.shows_mailbox() })
}
