//! The link in the first mail.

use actix_session::Session;
use actix_web::{HttpRequest, web};

use crate::accounts::views::VerifyPage;
use crate::accounts::{Pages, Viewers, login, verification};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{Flash, redirect, show};

/// `GET /email-verification/{token}`
pub async fn show_link(state: web::Data<AppState>, pages: Pages, token: web::Path<String>) -> AppResult {
    let is_open = verification::is_open(&mut *state.db.get().await?, state.clock.now(), &token).await?;
    show(&VerifyPage { page: pages.page("Confirm your address").await?, token: token.into_inner(), is_open })
}

/// `POST /email-verification/{token}`: proves the address and logs its owner in.
pub async fn create(
    request: HttpRequest,
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    session: Session,
    token: web::Path<String>,
) -> AppResult {
    let redeemed = verification::redeem(&mut *state.db.get().await?, state.clock.now(), &token).await?;
    let Some(member) = redeemed else {
        let sentence = "This link has been used or is older than seven days. Log in, or join again to get a new one.";
        return Ok(redirect("/login", &Flash::negative(sentence)));
    };
    viewers.forget_member(member);
    login::start(&state, &request, &session, member, false).await?;
    Ok(redirect("/onboarding", &Flash::positive("Your address is confirmed. Now tell others who you are.")))
}
