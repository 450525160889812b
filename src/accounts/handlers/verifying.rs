//! The link in the first mail.

use actix_web::web;

use crate::accounts::mail_tokens::{self, Purpose};
use crate::accounts::signing_in::{self, Door, Entry};
use crate::accounts::views::VerifyPage;
use crate::accounts::{Pages, Viewers, verification};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{Flash, redirect, show};

/// `GET /email-verification/{token}`
pub async fn show_link(state: web::Data<AppState>, pages: Pages, token: web::Path<String>) -> AppResult {
    let now = state.clock.now();
    let found = mail_tokens::look_at(&mut *state.db.get().await?, now, Purpose::VerifyEmail, &token).await?;
    let page = pages.page("Confirm your address").await?;
    show(&VerifyPage { page, token: token.into_inner(), is_open: found.is_some() })
}

/// `POST /email-verification/{token}`: proves the address and logs its owner in.
pub async fn create(door: Door, viewers: web::Data<Viewers>, token: web::Path<String>) -> AppResult {
    let now = door.state.clock.now();
    let redeemed = verification::redeem(&mut *door.state.db.get().await?, now, &token).await?;
    let Some(member) = redeemed else {
        let sentence = "This link has been used or is older than seven days. Log in, or join again to get a new one.";
        return Ok(redirect("/login", &Flash::negative(sentence)));
    };
    viewers.forget_member(member);
    let welcome = Flash::positive("Your address is confirmed. Now tell others who you are.");
    signing_in::admit(&door, Entry::new(member, "/onboarding").welcomed(welcome)).await
}
