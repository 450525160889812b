//! The second page of a log-in: a code.

use actix_web::web;

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::CodeForm;
use crate::accounts::signing_in::{self, Door, Pending};
use crate::accounts::views::{CodePage, waiting_words};
use crate::accounts::{Pages, Passwords, second_factor};
use crate::error::AppResult;
use crate::web::{FieldErrors, Flash, HtmlForm, redirect, refused, show, told_to_wait};

/// `GET /login/code`
pub async fn form(door: Door, pages: Pages) -> AppResult {
    match signing_in::pending(&door) {
        Some(pending) => show(&CodePage::new(pages.page("One more step").await?, pending.entry.way_on())),
        None => Ok(too_late()),
    }
}

/// `POST /login/code`
pub async fn create(
    door: Door,
    passwords: web::Data<Passwords>,
    pages: Pages,
    HtmlForm(form): HtmlForm<CodeForm>,
) -> AppResult {
    let Some(Pending { entry, .. }) = signing_in::pending(&door) else { return Ok(too_late()) };
    let tries = [Subject::Code(entry.member())];
    if let Some(wait) = attempts::count(&door.state, &mut *door.state.db.get().await?, &tries).await? {
        let page = CodePage::new(pages.page("One more step").await?, entry.way_on());
        return told_to_wait(&CodePage { wait: waiting_words(wait), ..page }, wait);
    }
    if second_factor::accept(&door.state, &passwords, entry.member(), &form.code).await?.is_none() {
        let errors = FieldErrors::one("code", "This code is wrong, or was used already. Wait for the next one.");
        return refused(&CodePage { errors, ..CodePage::new(pages.page("One more step").await?, entry.way_on()) });
    }
    attempts::succeeded(&door.state, &mut *door.state.db.get().await?, &tries, &[]).await?;
    signing_in::admit(&door, entry.with_second_factor()).await
}

fn too_late() -> actix_web::HttpResponse {
    redirect("/login", &Flash::info("Ten minutes have passed. Please log in again."))
}
