//! From step to step.

use actix_web::{HttpResponse, web};

use super::after;
use crate::accounts::{Viewer, Viewers};
use crate::error::AppResult;
use crate::notifications;
use crate::onboarding::{Step, complete, completeness, skip};
use crate::state::AppState;
use crate::web::{Flash, redirect, see_other};

/// `GET /onboarding`: on to the first open step, wherever the member left.
pub async fn resume(state: web::Data<AppState>, viewer: Viewer) -> AppResult {
    let completeness = completeness(&*state.db.get().await?, viewer.member_id).await?;
    let way = match completeness.open_step() {
        Some(step) => step.path(),
        None if viewer.is_onboarded => "/me",
        None => Step::Style.path(),
    };
    Ok(see_other(way))
}

/// `POST /onboarding/{step}/skip`
pub async fn leave(state: web::Data<AppState>, viewer: Viewer, step: web::Path<Step>) -> AppResult {
    skip(&mut *state.db.get().await?, viewer.member_id, *step).await?;
    Ok(see_other(after(*step)))
}

/// `POST /onboarding/completion`
pub async fn finish(state: web::Data<AppState>, viewers: web::Data<Viewers>, viewer: Viewer) -> AppResult {
    finished(&state, &viewers, &viewer).await
}

/// Finishes when nothing is missing; otherwise back to what is.
pub(super) async fn finished(state: &AppState, viewers: &Viewers, viewer: &Viewer) -> AppResult<HttpResponse> {
    let is_done = complete(&mut *state.db.get().await?, state.clock.now(), viewer.member_id).await?;
    if !is_done {
        return Ok(redirect("/onboarding", &Flash::info("Something is still missing before others can find you.")));
    }
    viewers.forget_member(viewer.member_id);
    notifications::announce(state, viewer.member_id);
    Ok(redirect(
        "/discover",
        &Flash::positive("Welcome. 50 credits are yours: five hours to learn. Here is who fits you."),
    ))
}
