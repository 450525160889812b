//! Logging in and out.

use std::time::Duration;

use actix_session::Session;
use actix_web::web;
use tokio::time::Instant;

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::LogInForm;
use crate::accounts::signing_in::{self, Door, Entry};
use crate::accounts::views::{LogInPage, waiting_words};
use crate::accounts::{Pages, Passwords, Viewers, Visitor, login};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, redirect, refused, see_other, show, told_to_wait};

/// One sentence for every way of not getting in, so that it tells nothing.
const REFUSED: &str = "No account has this email and password together. Check both, or get in with a link by mail (below). If you \
                       have just joined, open the link in our mail first.";
/// No refusal comes sooner: hashes of members who were brought over take longer than ours, and who waits must not learn
/// from it that there is an account.
const REFUSED_AFTER: Duration = Duration::from_millis(400);

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
    show(&LogInPage::new(pages.page("Log in").await?, &pages, form))
}

/// `POST /login`
pub async fn create(
    door: Door,
    passwords: web::Data<Passwords>,
    pages: Pages,
    HtmlForm(form): HtmlForm<LogInForm>,
) -> AppResult {
    let (own, shared) = ([Subject::account(&form.email)], door.subjects());
    let tries = [&own[..], &shared].concat();
    if let Some(wait) = attempts::count(&door.state, &mut *door.state.db.get().await?, &tries).await? {
        let page = LogInPage::new(pages.page("Log in").await?, &pages, form);
        return told_to_wait(&LogInPage { wait: waiting_words(wait), ..page }, wait);
    }
    let began = Instant::now();
    let found = signing_in::authenticate(&door.state, &passwords, &form.email, &form.password).await?;
    let Some(member) = found else {
        tokio::time::sleep_until(began + REFUSED_AFTER).await;
        let errors = FieldErrors::one("email", REFUSED);
        return refused(&LogInPage { errors, ..LogInPage::new(pages.page("Log in").await?, &pages, form) });
    };
    attempts::succeeded(&door.state, &mut *door.state.db.get().await?, &own, &shared).await?;
    let entry = Entry::new(member, form.way_on()).remembered(form.remember.is_some()).in_zone(&form.zone);
    signing_in::admit(&door, entry).await
}

/// `POST /logout`
pub async fn destroy(
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    session: Session,
    visitor: Visitor,
) -> AppResult {
    if let Some(viewer) = visitor.0 {
        login::end(&mut *state.db.get().await?, viewer.member_id, viewer.login_id).await?;
        viewers.forget_login(viewer.login_id);
        login::announce_ended(&state.bus, &[viewer.login_id]);
    }
    session.purge();
    Ok(redirect("/", &Flash::info("You are logged out.")))
}
