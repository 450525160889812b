//! Connecting an account over there, and taking it back.

use actix_web::http::header::REFRESH;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::PATH;
use crate::accounts::{Pages, Viewer};
use crate::agenda::peers::{Departure, Line, PeerError, ProviderName, offered, redeem};
use crate::agenda::views::DeparturePage;
use crate::agenda::{connection, errand};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{Flash, redirect, show};

/// What a provider sends somebody back with.
#[derive(Debug, Deserialize)]
pub struct Return {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
}

fn named(name: &str) -> AppResult<ProviderName> {
    ProviderName::parse(name).ok_or(AppError::NotFound)
}

fn back_to(state: &AppState, provider: ProviderName) -> String {
    state.config.server.absolute(&format!("{PATH}/{}/callback", provider.as_str()))
}

/// `POST /me/calendar/{provider}`: a page that goes on to the provider by itself. Not a redirect: browsers hold the
/// redirects of a form against `form-action`.
pub async fn leave(state: web::Data<AppState>, viewer: Viewer, pages: Pages, provider: web::Path<String>) -> AppResult {
    let provider = named(&provider)?;
    let (config, _) = offered(&state, provider).map_err(AppError::Internal)?.ok_or(AppError::NotFound)?;
    let departure = Departure::to(provider, &config, back_to(&state, provider)).map_err(AppError::internal)?;
    let who = (viewer.member_id, viewer.login_id);
    errand::begin(&mut *state.db.get().await?, state.clock.now(), who, provider, &departure).await?;
    let page = pages.page(format!("On to {provider}")).await?;
    let address = departure.address.as_str();
    let mut response: HttpResponse = show(&DeparturePage { page, provider, address })?;
    let refresh = format!("0; url={address}").parse().map_err(AppError::internal)?;
    response.headers_mut().insert(REFRESH, refresh);
    Ok(response)
}

/// `GET /me/calendar/{provider}/callback`: somebody comes back.
pub async fn arrive(
    state: web::Data<AppState>,
    viewer: Viewer,
    provider: web::Path<String>,
    web::Query(back): web::Query<Return>,
) -> AppResult {
    let provider = named(&provider)?;
    let who = (viewer.member_id, viewer.login_id);
    let taken = errand::take(&mut *state.db.get().await?, state.clock.now(), who, provider, &back.state).await?;
    let flash = match (taken, back.error.as_str()) {
        (None, _) => Flash::negative(
            "That page was begun in another browser, used already, or is more than ten minutes old. Please start again.",
        ),
        (Some(_), "access_denied") => {
            Flash::info(format!("You have stopped it at {provider}, so nothing is written there."))
        }
        (Some(verifier), "") => connected(&state, &viewer, provider, (back.code, verifier)).await?,
        (Some(_), _) => refused(provider),
    };
    Ok(redirect(PATH, &flash))
}

async fn connected(
    state: &AppState,
    viewer: &Viewer,
    provider: ProviderName,
    (code, verifier): (String, String),
) -> AppResult<Flash> {
    let (config, outbound) = offered(state, provider).map_err(AppError::Internal)?.ok_or(AppError::NotFound)?;
    let now = state.clock.now();
    let redeemed = redeem(&config, &outbound, back_to(state, provider), (code, verifier), now).await;
    let (tokens, expires_at) = match redeemed {
        Ok(redeemed) => redeemed,
        Err(error) => {
            tracing::warn!(%provider, %error, "a calendar was not connected");
            return Ok(refused(provider));
        }
    };
    let theirs = (viewer.member_id, provider);
    let with = (now, &state.secret);
    connection::connect(&mut *state.db.get().await?, with, theirs, (&tokens, expires_at)).await?;
    Ok(Flash::positive(format!("{provider} is connected. Your sessions are being written into it.")))
}

fn refused(provider: ProviderName) -> Flash {
    Flash::negative(format!(
        "{provider} did not let us in just now, so nothing is connected. Try again in a minute; if it stays so, tell us."
    ))
}

/// `POST /me/calendar/{provider}/removal`: forgets our keys at once, after a try to take away what we wrote.
pub async fn disconnect(state: web::Data<AppState>, viewer: Viewer, provider: web::Path<String>) -> AppResult {
    let provider = named(&provider)?;
    let connected = connection::of(&mut *state.db.get().await?, viewer.member_id, provider).await?;
    let Some(connected) = connected else {
        return Ok(redirect(PATH, &Flash::info(format!("{provider} was not connected any more."))));
    };
    let cleared = clear(&state, &connected).await;
    connection::forget(&mut *state.db.get().await?, viewer.member_id, provider).await?;
    let flash = match cleared {
        Ok(()) => Flash::positive(format!("{provider} is disconnected, and our calendar there is gone.")),
        Err(error) => {
            tracing::warn!(%provider, %error, "a calendar of ours was left behind");
            Flash::info(format!(
                "{provider} is disconnected. Our calendar could not be removed there: delete it by hand if you like."
            ))
        }
    };
    Ok(redirect(PATH, &flash))
}

async fn clear(state: &AppState, connected: &connection::Connected) -> Result<(), PeerError> {
    let Some(calendar) = &connected.calendar else { return Ok(()) };
    let Some(mut line) = Line::to(state, connected)? else { return Err(PeerError::Revoked) };
    line.remove_calendar(calendar).await
}
