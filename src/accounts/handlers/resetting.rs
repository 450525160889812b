//! A new password, by a link in a mail. Who waits because of wrong tries gets in this way at once.

use actix_web::web;

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::{EmailAddress, EmailForm, NewPassword, PasswordForm};
use crate::accounts::jobs::ResetMail;
use crate::accounts::reset::{self, Owner};
use crate::accounts::signing_in::{self, Door, Entry};
use crate::accounts::views::{AskResetPage, ResetPage, ResetSentPage};
use crate::accounts::{Pages, Passwords, Viewers};
use crate::error::AppResult;
use crate::jobs::enqueue;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, redirect, refused, see_other, show};

/// `GET /password-reset`
pub async fn form(pages: Pages) -> AppResult {
    let page = pages.page("Choose a new password").await?;
    show(&AskResetPage { page, form: EmailForm::default(), errors: FieldErrors::default() })
}

/// `POST /password-reset`: whether the address has an account is looked up by the job, not here.
pub async fn ask(state: web::Data<AppState>, pages: Pages, HtmlForm(form): HtmlForm<EmailForm>) -> AppResult {
    let email = match EmailAddress::parse(&form.email) {
        Ok(email) => email,
        Err(sentence) => {
            let (page, errors) = (pages.page("Choose a new password").await?, FieldErrors::one("email", sentence));
            return refused(&AskResetPage { page, form, errors });
        }
    };
    let now = state.clock.now();
    attempts::demand(&state, &[Subject::mail(email.as_str())]).await?;
    let mail = ResetMail { email: email.as_str().to_owned(), asked_at: now.microseconds() };
    enqueue(&mut *state.db.get().await?, now, &mail).await?;
    Ok(see_other("/password-reset/sent"))
}

/// `GET /password-reset/sent`
pub async fn sent(state: web::Data<AppState>, pages: Pages) -> AppResult {
    show(&ResetSentPage { page: pages.page("Look into your mail").await?, shows_mailbox: state.config.shows_mailbox() })
}

/// `GET /password-reset/{token}`
pub async fn show_link(state: web::Data<AppState>, pages: Pages, token: web::Path<String>) -> AppResult {
    let owner = owner_of(&state, &token).await?;
    let page = pages.page("Choose a new password").await?;
    show(&ResetPage { page, token: token.into_inner(), owner, errors: FieldErrors::default() })
}

/// `POST /password-reset/{token}`: sets the password, ends every other login and lets the member in.
pub async fn create(
    door: Door,
    passwords: web::Data<Passwords>,
    viewers: web::Data<Viewers>,
    pages: Pages,
    token: web::Path<String>,
    HtmlForm(form): HtmlForm<PasswordForm>,
) -> AppResult {
    let Some(owner) = owner_of(&door.state, &token).await? else { return Ok(used_up()) };
    let password = match NewPassword::parse(&form.password, &[&owner.name, &owner.email]) {
        Ok(password) => passwords.hash(password.into_inner()).await?,
        Err(sentence) => {
            let (page, errors) = (pages.page("Choose a new password").await?, FieldErrors::one("password", sentence));
            return refused(&ResetPage { page, token: token.into_inner(), owner: Some(owner), errors });
        }
    };
    let Some(member) = reset::redeem(&door.state, &token, &password).await? else { return Ok(used_up()) };
    viewers.forget_member(member);
    let welcome = Flash::positive("Your password is changed, and every other log-in has ended.");
    signing_in::admit(&door, Entry::new(member, "/").welcomed(welcome)).await
}

async fn owner_of(state: &AppState, token: &str) -> AppResult<Option<Owner>> {
    Ok(reset::owner(&mut *state.db.get().await?, state.clock.now(), token).await?)
}

fn used_up() -> actix_web::HttpResponse {
    let sentence = "This link has been used or is older than an hour. Ask for a new one.";
    redirect("/password-reset", &Flash::negative(sentence))
}
