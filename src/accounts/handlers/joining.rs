//! Signing up.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::{SignUp, SignUpForm};
use crate::accounts::jobs::{AlreadyMemberMail, VerificationMail};
use crate::accounts::mail_tokens::{self, Purpose};
use crate::accounts::views::{CheckMailPage, JoinPage};
use crate::accounts::{MemberId, NewMember, Pages, Passwords, Visitor, create as create_member};
use crate::error::{AppError, AppResult};
use crate::jobs::enqueue;
use crate::state::AppState;
use crate::web::{FieldErrors, HtmlForm, refused, see_other, show};

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
    state: web::Data<AppState>,
    passwords: web::Data<Passwords>,
    pages: Pages,
    HtmlForm(form): HtmlForm<SignUpForm>,
) -> AppResult {
    match form.parse() {
        Ok(sign_up) => {
            join(&state, &passwords, sign_up).await?;
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

async fn join(state: &AppState, passwords: &Passwords, sign_up: SignUp) -> AppResult<()> {
    let now = state.clock.now();
    let email = sign_up.email.as_str();
    let mails = [Subject::mail(email)];
    if let Some(wait) = attempts::count(state, &mut *state.db.get().await?, &mails).await? {
        return Err(AppError::TooMany { retry_after: wait.unsigned_abs() });
    }
    let password = passwords.hash(sign_up.password.into_inner()).await?;
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        let new = NewMember { email, name: &sign_up.name, password: &password };
        let joined = create_member(conn, now, &new).await?;
        // A link of an earlier try would prove the address for the password of this one. Nobody has the number 0.
        mail_tokens::withdraw(conn, joined.unwrap_or(MemberId(0)), &[Purpose::VerifyEmail]).await?;
        let asked_at = now.microseconds();
        match joined {
            Some(member_id) => enqueue(conn, now, &VerificationMail { member_id, asked_at }).await,
            None => enqueue(conn, now, &AlreadyMemberMail { email: email.to_owned(), asked_at }).await,
        }
    })
    .await?;
    Ok(())
}
