//! Extract, look, show.

use actix_web::web;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::views::{ClockPage, ComponentsPage, LetterPage, MailboxPage};
use crate::accounts::Pages;
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::dates::{self, Local, Locale};
use crate::web::{Flash, HtmlForm, redirect, show};

/// Mails on the mailbox page.
const MAILS: usize = 50;

#[derive(Debug, Deserialize)]
pub struct Advance {
    minutes: i64,
}

/// `GET /dev/components`
pub async fn components(pages: Pages) -> AppResult {
    show(&ComponentsPage { page: pages.page("Components").await? })
}

/// `GET /dev/mailbox`
pub async fn mailbox(state: web::Data<AppState>, pages: Pages) -> AppResult {
    let mails = state.mailer.mailbox(MAILS).await.map_err(AppError::internal)?;
    show(&MailboxPage { page: pages.page("Mailbox").await?, mails })
}

/// `GET /dev/mailbox/{file}`: the text of a mail, with its links to click.
pub async fn letter(state: web::Data<AppState>, pages: Pages, file: web::Path<String>) -> AppResult {
    let letter = state.mailer.letter(&file).await.map_err(AppError::internal)?.ok_or(AppError::NotFound)?;
    show(&LetterPage::new(pages.page(letter.subject.clone()).await?, letter))
}

/// `GET /dev/clock`
pub async fn clock(state: web::Data<AppState>, pages: Pages) -> AppResult {
    let now = dates::moment(state.clock.now(), Local { zone: &TimeZone::UTC, locale: Locale::DEFAULT });
    show(&ClockPage { page: pages.page("Clock").await?, now })
}

/// `POST /dev/clock`: moves this process's clock.
pub async fn advance(state: web::Data<AppState>, HtmlForm(form): HtmlForm<Advance>) -> AppResult {
    if !(-525_600..=525_600).contains(&form.minutes) {
        return Err(AppError::BadRequest("The clock moves by a year at most."));
    }
    state.clock.advance(SignedDuration::from_mins(form.minutes));
    Ok(redirect("/dev/clock", &Flash::positive("The clock has moved.")))
}
