//! Logging in and out.

use actix_session::Session;
use actix_web::{HttpRequest, web};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::forms::LogInForm;
use crate::accounts::views::LogInPage;
use crate::accounts::{MemberId, Pages, Passwords, Viewers, Visitor, login};
use crate::clock::Instant;
use crate::error::AppResult;
use crate::schema::members;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, client_address, redirect, refused, see_other, show};

/// One sentence for every way of not getting in, so that it tells nothing.
const REFUSED: &str =
    "No account has this email and password together. Check both, or use the link in our mail if you have just joined.";

#[derive(serde::Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /login`
pub async fn form(visitor: Visitor, pages: Pages, query: web::Query<Next>) -> AppResult {
    let form = LogInForm { next: query.into_inner().next, ..LogInForm::default() };
    if visitor.0.is_some() {
        return Ok(see_other(form.way_on()));
    }
    let (page, providers) = (pages.page("Log in").await?, pages.providers());
    show(&LogInPage { page, form, errors: FieldErrors::default(), providers })
}

/// `POST /login`
pub async fn create(
    request: HttpRequest,
    state: web::Data<AppState>,
    passwords: web::Data<Passwords>,
    session: Session,
    pages: Pages,
    HtmlForm(form): HtmlForm<LogInForm>,
) -> AppResult {
    count_try(&request, &state, &form)?;
    let Some(member) = authenticate(&state, &passwords, &form).await? else {
        let (page, providers) = (pages.page("Log in").await?, pages.providers());
        return refused(&LogInPage { page, form, errors: FieldErrors::one("email", REFUSED), providers });
    };
    login::start(&state, &request, &session, member, form.remember.is_some()).await?;
    Ok(see_other(form.way_on()))
}

/// `POST /logout`
pub async fn destroy(
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    session: Session,
    visitor: Visitor,
) -> AppResult {
    if let Some(viewer) = visitor.0 {
        login::end(&mut *state.db.get().await?, viewer.login_id).await?;
        viewers.forget_login(viewer.login_id);
        state.bus.publish(format!("login:{}", viewer.login_id), 0);
    }
    session.purge();
    Ok(redirect("/", &Flash::info("You are logged out.")))
}

fn count_try(request: &HttpRequest, state: &AppState, form: &LogInForm) -> AppResult<()> {
    if let Some(address) = client_address::of(request, &state.config.server.trusted_proxies) {
        state.limits.logins_by_address.count(&client_address::limit_key(address))?;
    }
    state.limits.logins_by_account.count(&form.email.trim().to_lowercase())
}

/// What an account can be entered with.
#[derive(Queryable)]
struct Account {
    member: MemberId,
    password_hash: Option<String>,
    email_verified_at: Option<Instant>,
    suspended_at: Option<Instant>,
}

/// The member behind an email and a password, when their address is proven and they are not suspended.
async fn authenticate(state: &AppState, passwords: &Passwords, form: &LogInForm) -> AppResult<Option<MemberId>> {
    let account: Option<Account> = members::table
        .filter(members::email.eq(form.email.trim().to_lowercase()))
        .select((members::id, members::password_hash, members::email_verified_at, members::suspended_at))
        .first(&mut *state.db.get().await?)
        .await
        .optional()?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let is_right = passwords.verify(form.password.clone(), hash).await?;
    let may_enter =
        |account: &Account| is_right && account.email_verified_at.is_some() && account.suspended_at.is_none();
    Ok(account.filter(may_enter).map(|account| account.member))
}
