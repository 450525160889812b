//! Other hours on single dates.

use actix_web::web;
use futures_util::try_join;
use jiff::civil::Date;
use serde::Deserialize;

use super::{saved, zone_of};
use crate::accounts::{Pages, Viewer};
use crate::availability::agreed::agreed_sessions;
use crate::availability::dates::{DateError, clear_date, dates_of, set_date};
use crate::availability::forms::DateForm;
use crate::availability::views::{DateRow, DatesPage};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, dates, redirect, refused, show};

const PATH: &str = "/me/hours/dates";

/// Which date the form shows.
#[derive(Debug, Default, Deserialize)]
pub struct Choice {
    #[serde(default)]
    date: String,
}

/// `GET /me/hours/dates?date=2026-12-24`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Choice>) -> AppResult {
    let chosen = query.into_inner().date;
    let mut page = load(&state, &viewer, &pages, DateForm::default(), FieldErrors::default()).await?;
    page.open(chosen);
    show(&page)
}

/// `POST /me/hours/dates`: gives a date its hours, in the place of those it had.
pub async fn put(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<DateForm>,
) -> AppResult {
    let day = match form.parse() {
        Ok(day) => day,
        Err(errors) => return refused(&load(&state, &viewer, &pages, form, errors).await?),
    };
    let (now, mut conn) = (state.clock.now(), state.db.get().await?);
    match set_date(&mut conn, (now, viewer.day_at(now)), viewer.member_id, &day).await {
        Ok(()) => {
            let said = format!("Saved: {}.", dates::calendar_day(day.date, viewer.locale));
            Ok(redirect(PATH, &saved(&conn, now, &viewer, &said).await?))
        }
        Err(DateError::Database(error)) => Err(error.into()),
        Err(error) => {
            drop(conn);
            let errors = FieldErrors::one("date", error.to_string());
            refused(&load(&state, &viewer, &pages, form, errors).await?)
        }
    }
}

/// `POST /me/hours/dates/{date}`: the date has its weekly hours again.
pub async fn clear(state: web::Data<AppState>, viewer: Viewer, date: web::Path<String>) -> AppResult {
    // Years that a table of dates knows: no other was ever saved.
    let date = date.parse().ok().filter(|date: &Date| date.year() >= 2000).ok_or(AppError::NotFound)?;
    let (now, mut conn) = (state.clock.now(), state.db.get().await?);
    let flash = match clear_date(&mut conn, now, viewer.member_id, date).await? {
        true => {
            let said = format!("{} has your weekly hours again.", dates::calendar_day(date, viewer.locale));
            saved(&conn, now, &viewer, &said).await?
        }
        false => Flash::info("This date had no hours of its own any more."),
    };
    Ok(redirect(PATH, &flash))
}

async fn load(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    form: DateForm,
    errors: FieldErrors,
) -> AppResult<DatesPage> {
    let (now, conn) = (state.clock.now(), state.db.get().await?);
    let (page, listed, sessions) = try_join!(
        pages.page_over(&conn, "Hours on a date"),
        dates_of(&conn, viewer.member_id, viewer.day_at(now)),
        agreed_sessions(&conn, now, viewer.member_id),
    )?;
    let (page, zone) = (page.at(Place::Me), zone_of(viewer));
    let rows = listed.into_iter().map(|day| DateRow::new(day, &sessions, viewer.local())).collect();
    Ok(DatesPage { page, zone, rows, form, errors })
}
