//! Signing up.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;

use crate::accounts::forms::{SignUp, SignUpForm};
use crate::accounts::jobs::{AlreadyMemberMail, VerificationMail};
use crate::accounts::views::{CheckMailPage, JoinPage};
use crate::accounts::{NewMember, Pages, Passwords, Visitor, create as create_member};
use crate::error::AppResult;
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

/// `POST /join`: the same answer whether the address is new or not; the mail differs.
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
    let shows_mailbox = state.config.is_development() && state.config.mail.smtp_url.is_none();
    show(&CheckMailPage { page: pages.page("Look into your mail").await?, shows_mailbox })
}

async fn join(state: &AppState, passwords: &Passwords, sign_up: SignUp) -> AppResult<()> {
    let password = passwords.hash(sign_up.password.into_inner()).await?;
    let now = state.clock.now();
    let email = sign_up.email.as_str();
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        let new = NewMember { email, name: &sign_up.name, password: &password };
        match create_member(conn, now, &new).await? {
            Some(member_id) => enqueue(conn, now, &VerificationMail { member_id }).await,
            None => {
                let mail = AlreadyMemberMail { email: email.to_owned(), asked_at: now.timestamp().as_millisecond() };
                enqueue(conn, now, &mail).await
            }
        }
    })
    .await?;
    Ok(())
}
