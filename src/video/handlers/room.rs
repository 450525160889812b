//! The room's page, and the way into the call.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, REFRESH};
use actix_web::{HttpResponse, web};
use futures_util::{TryFutureExt, try_join};
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::video::consent;
use crate::video::entering::{self, EnterError};
use crate::video::live::{announce, since};
use crate::video::views::{DeparturePage, RoomPage, RoomView};
use crate::web::{Flash, HtmlForm, Place, conflict, redirect, show};

/// Whether to be recorded.
#[derive(Deserialize)]
pub struct ConsentForm {
    agrees: bool,
}

/// From where on news are wanted.
#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: i64,
}

/// `GET /bookings/{booking}/room`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages, booking: web::Path<i64>) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, *booking, None).await?)
}

/// `GET /bookings/{booking}/room/news?after=`: what the socket would have told; 204 when there is nothing.
pub async fn news(
    state: web::Data<AppState>,
    viewer: Viewer,
    booking: web::Path<i64>,
    query: web::Query<After>,
) -> AppResult {
    let update = since(&state, viewer.member_id, *booking, query.after).await?;
    if update.html.is_empty() {
        return Ok(HttpResponse::NoContent().finish());
    }
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).body(update.html))
}

/// `POST /bookings/{booking}/room/entry`: a page of ours that goes on to the call by itself. Not a redirect: browsers hold
/// the redirects of a form against `form-action`, which names us alone.
pub async fn enter(state: web::Data<AppState>, viewer: Viewer, pages: Pages, booking: web::Path<i64>) -> AppResult {
    let booking = booking.into_inner();
    match entering::enter(&state, booking, viewer.member_id, &viewer.name).await {
        Ok((provider, address)) => {
            announce(&state, booking, &[]);
            let page = pages.page("On to the call").await?.at(Place::Sessions);
            let mut response = show(&DeparturePage { page, booking, provider, address: &address })?;
            let refresh = HeaderValue::from_str(&format!("0; url={address}")).map_err(AppError::internal)?;
            response.headers_mut().insert(REFRESH, refresh);
            // The address lets whoever has it in.
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
            Ok(response)
        }
        Err(EnterError::NotFound) => Err(AppError::NotFound),
        Err(EnterError::Ours(error)) => Err(error),
        Err(refusal) => conflict(&as_it_stands(&state, &viewer, &pages, booking, Some(refusal.to_string())).await?),
    }
}

/// `POST /bookings/{booking}/room/recording`
pub async fn agree(
    state: web::Data<AppState>,
    viewer: Viewer,
    booking: web::Path<i64>,
    HtmlForm(form): HtmlForm<ConsentForm>,
) -> AppResult {
    let booking = booking.into_inner();
    let now = state.clock.now();
    consent::say(&mut *state.db.get().await?, now, booking, viewer.member_id, form.agrees).await?;
    announce(&state, booking, &[]);
    let said = if form.agrees {
        "You agree to a recording. Nothing is recorded unless both of you do."
    } else {
        "You do not agree to a recording. Nothing is recorded, and what was is deleted."
    };
    Ok(redirect(&format!("/bookings/{booking}/room"), &Flash::positive(said)))
}

/// The page as it stands now, with why something was refused.
async fn as_it_stands(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    booking: i64,
    refusal: Option<String>,
) -> AppResult<RoomPage> {
    let conn = state.db.get().await?;
    let room = RoomView::of(&conn, state.clock.now(), booking, viewer.member_id);
    let (page, room) = try_join!(pages.page_over(&conn, "Video call").map_err(AppError::from), room)?;
    Ok(RoomPage { page: page.at(Place::Sessions), room, refusal })
}
