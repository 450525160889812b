//! Another address.

use actix_web::web;

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::{EmailAddress, EmailForm};
use crate::accounts::mail_tokens::{self, Purpose};
use crate::accounts::views::{EmailLinkPage, EmailPage};
use crate::accounts::{Member, Pages, RecentProof, Viewers, email_change};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// `GET /me/email`
pub async fn form(state: web::Data<AppState>, viewer: RecentProof, pages: Pages) -> AppResult {
    let (form, errors) = (EmailForm::default(), FieldErrors::default());
    show(&page_of(&state, &viewer, &pages, form, errors).await?)
}

/// `POST /me/email`
pub async fn ask(
    state: web::Data<AppState>,
    viewer: RecentProof,
    pages: Pages,
    HtmlForm(form): HtmlForm<EmailForm>,
) -> AppResult {
    let own = Member::find(&mut *state.db.get().await?, viewer.member_id).await?.email;
    let parsed = EmailAddress::parse(&form.email);
    let email = match parsed {
        Ok(email) if email.as_str() != own => email,
        Ok(_) => return refuse(&state, &viewer, &pages, form, "This is your address already.").await,
        Err(sentence) => return refuse(&state, &viewer, &pages, form, sentence).await,
    };
    if let Some(wait) = attempts::count(&state, &mut *state.db.get().await?, &[Subject::mail(email.as_str())]).await? {
        return Err(AppError::TooMany { retry_after: wait.unsigned_abs() });
    }
    email_change::ask(&state, viewer.member_id, &email).await?;
    let sent = "We have sent a link to the new address. Open it to confirm; until then the old one stays.";
    Ok(redirect("/me/email", &Flash::positive(sent)))
}

/// `GET /email-change/{token}`
pub async fn show_proof(state: web::Data<AppState>, pages: Pages, token: web::Path<String>) -> AppResult {
    show_link(&state, &pages, token.into_inner(), Purpose::ChangeEmail).await
}

/// `POST /email-change/{token}`
pub async fn prove(state: web::Data<AppState>, viewers: web::Data<Viewers>, token: web::Path<String>) -> AppResult {
    viewers.forget_member(email_change::prove(&state, &token).await?);
    Ok(redirect("/", &Flash::positive("Your address is changed. From now on you log in with the new one.")))
}

/// `GET /email-undo/{token}`
pub async fn show_undo(state: web::Data<AppState>, pages: Pages, token: web::Path<String>) -> AppResult {
    show_link(&state, &pages, token.into_inner(), Purpose::UndoEmail).await
}

/// `POST /email-undo/{token}`
pub async fn undo(state: web::Data<AppState>, viewers: web::Data<Viewers>, token: web::Path<String>) -> AppResult {
    viewers.forget_member(email_change::undo(&state, &token).await?);
    let done = "Your old address is back and every log-in has ended. We have sent you a link to choose a new password.";
    Ok(redirect("/password-reset/sent", &Flash::positive(done)))
}

async fn show_link(state: &AppState, pages: &Pages, token: String, purpose: Purpose) -> AppResult {
    let found = mail_tokens::look_at(&mut *state.db.get().await?, state.clock.now(), purpose, &token).await?;
    let title = if purpose == Purpose::UndoEmail { "Take your old address back" } else { "Confirm your new address" };
    let email = found.and_then(|found| found.email);
    let is_undo = purpose == Purpose::UndoEmail;
    show(&EmailLinkPage { page: pages.page(title).await?, is_undo, token, email })
}

async fn refuse(
    state: &AppState,
    viewer: &RecentProof,
    pages: &Pages,
    form: EmailForm,
    sentence: &'static str,
) -> AppResult {
    refused(&page_of(state, viewer, pages, form, FieldErrors::one("email", sentence)).await?)
}

async fn page_of(
    state: &AppState,
    viewer: &RecentProof,
    pages: &Pages,
    form: EmailForm,
    errors: FieldErrors,
) -> AppResult<EmailPage> {
    let mut conn = state.db.get().await?;
    let own = Member::find(&mut conn, viewer.member_id).await?.email;
    let awaited = email_change::awaited(&mut conn, state.clock.now(), viewer.member_id).await?;
    drop(conn);
    Ok(EmailPage { page: pages.page("Email").await?.at(Place::Me), own, awaited, form, errors })
}
