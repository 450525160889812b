//! The step that asks for hours.

use actix_web::web;

use super::{after, page_of};
use crate::accounts::{Pages, Viewer};
use crate::availability::{HoursForm, change_hours, hours_of};
use crate::error::AppResult;
use crate::onboarding::Step;
use crate::onboarding::views::HoursPage;
use crate::state::AppState;
use crate::web::{FieldErrors, HtmlForm, refused, see_other, show};

/// `GET /onboarding/hours`
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let hours = hours_of(&*state.db.get().await?, viewer.member_id).await?;
    show(&page(&state, &viewer, &pages, HoursForm::showing(&hours), FieldErrors::default()).await?)
}

/// `POST /onboarding/hours`: a quick choice stays here, where it can be seen.
pub async fn save(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<HoursForm>,
) -> AppResult {
    let sent = match form.parse() {
        Ok(sent) if sent.hours.is_empty() => {
            let errors = FieldErrors::one("fill", "Give at least one range of time, or skip this for now.");
            return refused(&page(&state, &viewer, &pages, form, errors).await?);
        }
        Ok(sent) => sent,
        Err(errors) => return refused(&page(&state, &viewer, &pages, form, errors).await?),
    };
    change_hours(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, &sent.hours).await?;
    Ok(see_other(if sent.fill.is_some() { Step::Hours.path() } else { after(Step::Hours) }))
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    form: HoursForm,
    errors: FieldErrors,
) -> AppResult<HoursPage> {
    let (page, steps) = page_of(state, viewer, pages, Step::Hours).await?;
    let zone = viewer.zone.iana_name().unwrap_or("UTC").replace('_', " ");
    Ok(HoursPage { page, steps, zone, locale: viewer.locale, form, errors })
}
