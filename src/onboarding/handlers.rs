//! Extract, one verb, one view.

use actix_web::web;

use super::completeness::{complete, completeness};
use super::views::OnboardingPage;
use crate::accounts::{Pages, Viewer, Viewers};
use crate::error::AppResult;
use crate::notifications;
use crate::state::AppState;
use crate::web::{Flash, Place, redirect, show};

/// `GET /onboarding`
pub async fn show_steps(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let page = pages.page("Your first steps").await?.at(Place::Me);
    let completeness = completeness(&mut *state.db.get().await?, viewer.member_id).await?;
    show(&OnboardingPage { page, completeness, is_onboarded: viewer.is_onboarded })
}

/// `POST /onboarding/completion`
pub async fn finish(state: web::Data<AppState>, viewers: web::Data<Viewers>, viewer: Viewer) -> AppResult {
    let is_done = complete(&mut *state.db.get().await?, state.clock.now(), viewer.member_id).await?;
    if !is_done {
        return Ok(redirect("/onboarding", &Flash::info("One more step first.")));
    }
    viewers.forget_member(viewer.member_id);
    notifications::announce(&state, viewer.member_id);
    Ok(redirect(
        "/discover",
        &Flash::positive("Welcome. 50 credits are yours: five hours to learn. Here is who fits you."),
    ))
}
