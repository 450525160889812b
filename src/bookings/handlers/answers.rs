//! Answering proposals. What is refused shows the session as it stands, with the reason on top.

use actix_web::web;

use super::announce;
use crate::accounts::{MemberId, Pages, Viewer};
use crate::bookings::forms::AcceptanceForm;
use crate::bookings::views::{BookingPage, BookingView};
use crate::bookings::{BookingError, BookingId, booking, queries};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, conflict, redirect};

/// `POST /bookings/{booking}/acceptance`
pub async fn accept(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<AcceptanceForm>,
) -> AppResult {
    let mut conn = state.db.get().await?;
    let answered = booking::accept(&mut conn, state.clock.now(), *id, viewer.member_id, form.slot.unwrap_or(0)).await;
    drop(conn);
    answer(&state, &viewer, &pages, *id, answered, "Booked. Both of you have a mail with the time.").await
}

/// `POST /bookings/{booking}/refusal`
pub async fn decline(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<BookingId>) -> AppResult {
    let declined = booking::decline(&mut *state.db.get().await?, state.clock.now(), *id, viewer.member_id).await;
    answer(&state, &viewer, &pages, *id, declined, "Declined. A line to say why is always welcome.").await
}

/// `POST /bookings/{booking}/withdrawal`
pub async fn withdraw(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<BookingId>) -> AppResult {
    let withdrawn = booking::withdraw(&mut *state.db.get().await?, state.clock.now(), *id, viewer.member_id).await;
    answer(&state, &viewer, &pages, *id, withdrawn, "Your proposal is withdrawn.").await
}

async fn answer(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: BookingId,
    outcome: Result<MemberId, BookingError>,
    done: &str,
) -> AppResult {
    match outcome {
        Ok(other) => {
            announce(state, id, other);
            Ok(redirect(&format!("/bookings/{id}"), &Flash::positive(done)))
        }
        Err(error @ (BookingError::NotFound | BookingError::Database(_))) => Err(error.into()),
        Err(refusal) => {
            let page = pages.page("Session").await?.at(Place::Sessions).live();
            let row = queries::booking(&mut *state.db.get().await?, id, viewer.member_id).await?;
            let booking = BookingView::new(row, viewer.member_id, state.clock.now())?;
            conflict(&BookingPage { page, booking, refusal: Some(refusal.to_string()), errors: FieldErrors::default() })
        }
    }
}
