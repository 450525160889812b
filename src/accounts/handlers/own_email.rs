//! Another address.

use actix_web::web;

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::{EmailAddress, EmailForm};
use crate::accounts::mail_tokens::{self, Purpose};
use crate::accounts::views::{EmailLinkPage, EmailPage};
use crate::accounts::{Member, Pages, RecentProof, Viewer, Viewers, email_change};
use crate::error::AppResult;
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
    attempts::demand(&state, &[Subject::mail(email.as_str())]).await?;
    email_change::ask(&state, viewer.member_id, &email).await?;
    let sent = "We have sent a link to the new address. Open it to confirm; until then the old one stays.";
    Ok(redirect("/me/email", &Flash::positive(sent)))
}

/// `GET /email-change/{token}`
pub async fn show_proof(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    token: web::Path<String>,
) -> AppResult {
    let now = state.clock.now();
    let found = mail_tokens::look_at(&mut *state.db.get().await?, now, Purpose::ChangeEmail, &token).await?;
    let email = found.filter(|found| found.member == viewer.member_id).and_then(|found| found.email);
    let page = pages.page("Confirm your new address").await?;
    show(&EmailLinkPage { page, token: token.into_inner(), email })
}

/// `POST /email-change/{token}`: by the member who asked, so that who got the mail by a slip of the pen gets nothing else.
pub async fn prove(
    state: web::Data<AppState>,
    viewer: Viewer,
    viewers: web::Data<Viewers>,
    token: web::Path<String>,
) -> AppResult {
    email_change::prove(&state, viewer.member_id, &token).await?;
    viewers.forget_member(viewer.member_id);
    Ok(redirect("/", &Flash::positive("Your address is changed. From now on you log in with the new one.")))
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
