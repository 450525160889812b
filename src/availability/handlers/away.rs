//! Time off.

use actix_web::web;
use futures_util::try_join;

use super::{saved, zone_of};
use crate::accounts::{Pages, Viewer};
use crate::availability::TimeOffId;
use crate::availability::agreed::agreed_sessions;
use crate::availability::away::{AwayError, end_time_off, take_time_off, times_off_of};
use crate::availability::forms::AwayForm;
use crate::availability::views::{AwayPage, AwayRow};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

const PATH: &str = "/me/hours/away";

/// `GET /me/hours/away`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    show(&load(&state, &viewer, &pages, AwayForm::default(), FieldErrors::default()).await?)
}

/// `POST /me/hours/away`
pub async fn create(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<AwayForm>,
) -> AppResult {
    let sent = match form.parse() {
        Ok(sent) => sent,
        Err(errors) => return refused(&load(&state, &viewer, &pages, form, errors).await?),
    };
    let (now, mut conn) = (state.clock.now(), state.db.get().await?);
    match take_time_off(&mut conn, (now, viewer.day_at(now)), viewer.member_id, sent.days, &sent.note).await {
        Ok(_) => Ok(redirect(PATH, &saved(&conn, now, &viewer, "Saved. Nothing is offered on these days.").await?)),
        Err(AwayError::Database(error)) => Err(error.into()),
        Err(error) => {
            drop(conn);
            let field = if matches!(error, AwayError::Backwards) { "last" } else { "first" };
            let errors = FieldErrors::one(field, error.to_string());
            refused(&load(&state, &viewer, &pages, form, errors).await?)
        }
    }
}

/// `POST /me/hours/away/{time_off}`: the days are open again.
pub async fn end(state: web::Data<AppState>, viewer: Viewer, id: web::Path<TimeOffId>) -> AppResult {
    let had = end_time_off(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, *id).await?;
    let flash = if had { Flash::positive("Removed.") } else { Flash::info("This time off was not there any more.") };
    Ok(redirect(PATH, &flash))
}

async fn load(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    form: AwayForm,
    errors: FieldErrors,
) -> AppResult<AwayPage> {
    let (now, conn) = (state.clock.now(), state.db.get().await?);
    let (page, times_off, sessions) = try_join!(
        pages.page_over(&conn, "Time off"),
        times_off_of(&conn, viewer.member_id, viewer.day_at(now)),
        agreed_sessions(&conn, now, viewer.member_id),
    )?;
    let rows = times_off.into_iter().map(|time_off| AwayRow::new(time_off, &sessions, viewer.local())).collect();
    Ok(AwayPage { page: page.at(Place::Me), zone: zone_of(viewer), rows, form, errors })
}
