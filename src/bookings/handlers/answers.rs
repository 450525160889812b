//! Answering proposals. What is refused shows the session as it stands, with the reason on top.

use actix_web::web;

use super::sessions::as_it_stands;
use crate::accounts::{MemberId, Pages, Viewer};
use crate::bookings::forms::AcceptanceForm;
use crate::bookings::live::announce;
use crate::bookings::views::BookingPage;
use crate::bookings::{BookingError, BookingId, booking};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{Flash, HtmlForm, conflict, redirect};

/// `POST /bookings/{booking}/acceptance`
pub async fn accept(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<AcceptanceForm>,
) -> AppResult {
    let mut conn = state.db.get().await?;
    let (slot, told) = form.chosen();
    let answered = booking::accept(&mut conn, state.clock.now(), *id, viewer.member_id, slot, &told).await;
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
            let page = as_it_stands(state, viewer, pages, id).await?;
            conflict(&BookingPage { refusal: Some(refusal.to_string()), ..page })
        }
    }
}
