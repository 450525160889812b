//! The hours of every week.

use actix_web::web;

use super::{saved, zone_of};
use crate::accounts::{Pages, Viewer};
use crate::availability::forms::{HoursForm, SentHours};
use crate::availability::views::HoursPage;
use crate::availability::{change_hours, hours_of};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, HtmlForm, Place, redirect, refused, show};

/// `GET /me/hours`
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let hours = hours_of(&*state.db.get().await?, viewer.member_id).await?;
    show(&page(&viewer, &pages, HoursForm::showing(&hours), FieldErrors::default()).await?)
}

/// `POST /me/hours`
pub async fn save(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<HoursForm>,
) -> AppResult {
    match form.parse() {
        Ok(sent) => {
            let (now, mut conn) = (state.clock.now(), state.db.get().await?);
            change_hours(&mut conn, now, viewer.member_id, &sent.hours).await?;
            Ok(redirect(viewer.next_after("/me/hours"), &saved(&conn, now, &viewer, &said(&sent)).await?))
        }
        Err(errors) => refused(&page(&viewer, &pages, form, errors).await?),
    }
}

fn said(sent: &SentHours) -> String {
    let hours = f64::from(sent.hours.minutes()) / 60.0;
    match sent.fill {
        Some(quick) => format!("{} added and saved: {hours} hours a week in all.", quick.label()),
        None if sent.hours.is_empty() => "Saved. Without hours nobody can book you.".to_owned(),
        None => format!("Saved: {hours} hours a week."),
    }
}

async fn page(viewer: &Viewer, pages: &Pages, form: HoursForm, errors: FieldErrors) -> AppResult<HoursPage> {
    let page = pages.page("Your hours").await?.at(Place::Me);
    Ok(HoursPage {
        page,
        zone: zone_of(viewer),
        locale: viewer.locale,
        form,
        errors,
        action: "/me/hours",
        submit: "Save my hours",
    })
}
