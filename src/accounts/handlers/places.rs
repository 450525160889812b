//! Where the viewer is logged in.

use actix_web::web;

use crate::accounts::queries::places;
use crate::accounts::views::LoginsPage;
use crate::accounts::{LoginId, Pages, RecentProof, Viewer, Viewers, login};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{Flash, Place, redirect, show};

/// `GET /me/logins`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let now = state.clock.now();
    let places = places(&mut *state.db.get().await?, now, viewer.member_id).await?;
    let page = pages.page("Where you are logged in").await?.at(Place::Me);
    show(&LoginsPage::new(page, places, &viewer))
}

/// `POST /me/logins/{id}`: ends it.
pub async fn destroy(
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    viewer: RecentProof,
    login: web::Path<LoginId>,
) -> AppResult {
    let login = login.into_inner();
    if !login::end(&mut *state.db.get().await?, viewer.member_id, login).await? {
        return Err(AppError::NotFound);
    }
    viewers.forget_login(login);
    login::announce_ended(&state.bus, &[login]);
    Ok(redirect("/me/logins", &Flash::positive("That log-in has ended.")))
}

/// `POST /me/logins/others`: ends all but this one.
pub async fn destroy_others(state: web::Data<AppState>, viewers: web::Data<Viewers>, viewer: RecentProof) -> AppResult {
    let keep = Some(viewer.login_id);
    let ended = login::end_all(&mut *state.db.get().await?, viewer.member_id, keep).await?;
    viewers.forget_member(viewer.member_id);
    login::announce_ended(&state.bus, &ended);
    Ok(redirect("/me/logins", &Flash::positive("You are logged in here only.")))
}
