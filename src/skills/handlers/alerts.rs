//! Being told when somebody teaches a skill.

use actix_web::web;
use futures_util::future::try_join;
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::skills::alert::{AlertError, MOST_ALERTS, remove_alert, set_alert};
use crate::skills::views::AlertsPage;
use crate::skills::{SkillId, queries};
use crate::state::AppState;
use crate::web::{Flash, HtmlForm, Place, redirect, show};

/// Where a removed alert was removed.
#[derive(Debug, Deserialize)]
pub struct RemovalForm {
    #[serde(default)]
    next: String,
}

/// `GET /me/alerts`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let conn = state.db.get().await?;
    let (page, alerts) =
        try_join(pages.page_over(&conn, "Alerts"), queries::alerts_of(&conn, viewer.member_id)).await?;
    drop(conn);
    show(&AlertsPage { page: page.at(Place::Me), alerts, most: MOST_ALERTS })
}

/// `POST /skills/{slug}/alert`
pub async fn create(state: web::Data<AppState>, viewer: Viewer, slug: web::Path<String>) -> AppResult {
    let now = state.clock.now();
    match set_alert(&mut *state.db.get().await?, now, viewer.member_id, &slug).await {
        Ok(name) => {
            let flash = Flash::positive(format!("We tell you when somebody new teaches {name}."));
            Ok(redirect(&format!("/skills/{slug}"), &flash))
        }
        Err(full @ AlertError::TooMany) => Ok(redirect("/me/alerts", &Flash::negative(full.to_string()))),
        Err(error) => Err(AppError::from(error)),
    }
}

/// `POST /me/alerts/{skill}/removal`: goes back to the skill's page when it was done there.
pub async fn remove(
    state: web::Data<AppState>,
    viewer: Viewer,
    skill: web::Path<SkillId>,
    HtmlForm(form): HtmlForm<RemovalForm>,
) -> AppResult {
    let was_there = remove_alert(&mut *state.db.get().await?, viewer.member_id, *skill).await?;
    let flash = if was_there {
        Flash::positive("You are no longer told.")
    } else {
        Flash::info("It was not on your list any more.")
    };
    let back = if form.next.starts_with("/skills/") { &form.next } else { "/me/alerts" };
    Ok(redirect(back, &flash))
}
