//! The link in the mails that tell of a change which lets somebody in.

use actix_web::web;

use crate::accounts::mail_tokens::{self, Purpose};
use crate::accounts::views::TakeBackPage;
use crate::accounts::{Pages, Viewers, rescue};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{Flash, redirect, show};

/// `GET /take-back/{token}`
pub async fn show_link(state: web::Data<AppState>, pages: Pages, token: web::Path<String>) -> AppResult {
    let now = state.clock.now();
    let found = mail_tokens::look_at(&mut *state.db.get().await?, now, Purpose::TakeBack, &token).await?;
    let page = pages.page("Take your account back").await?;
    let is_open = found.is_some();
    show(&TakeBackPage { page, token: token.into_inner(), is_open, email: found.and_then(|found| found.email) })
}

/// `POST /take-back/{token}`
pub async fn create(state: web::Data<AppState>, viewers: web::Data<Viewers>, token: web::Path<String>) -> AppResult {
    viewers.forget_member(rescue::take_back(&state, &token).await?);
    let done =
        "Your account is yours again and every log-in has ended. We have sent you a link to choose a new password.";
    Ok(redirect("/password-reset/sent", &Flash::positive(done)))
}
