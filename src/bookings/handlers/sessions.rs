//! Looking at sessions.

use actix_web::web;
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::bookings::views::{BookingPage, BookingView, SessionLine, SessionsPage};
use crate::bookings::{BookingId, queries};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Place, show};

#[derive(Deserialize)]
pub struct Before {
    before: Option<i64>,
}

/// `GET /sessions?before=<booking>`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Before>) -> AppResult {
    let page = pages.page("Sessions").await?.at(Place::Sessions);
    let mut conn = state.db.get().await?;
    let rows = queries::sessions(&mut conn, viewer.member_id, query.before.unwrap_or(i64::MAX)).await?;
    drop(conn);
    let size = usize::try_from(queries::PAGE).unwrap_or(usize::MAX);
    let more = rows.get(size).and_then(|_| rows.get(size - 1)).map(|last| format!("/sessions?before={}", last.id));
    let now = state.clock.now();
    let lines = rows.iter().take(size).map(|row| SessionLine::new(row, now, viewer.local())).collect();
    show(&SessionsPage { page, lines, more })
}

/// `GET /bookings/{booking}`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<BookingId>) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, *id).await?)
}

/// The page of a session as it stands now; who refused something adds why.
pub(super) async fn as_it_stands(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: BookingId,
) -> AppResult<BookingPage> {
    let page = pages.page("Session").await?.at(Place::Sessions);
    let booking = BookingView::of(&mut *state.db.get().await?, state.clock.now(), id, viewer.member_id).await?;
    Ok(BookingPage { page, booking, refusal: None, errors: FieldErrors::default() })
}
