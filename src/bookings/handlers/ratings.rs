//! Rating a session.

use actix_web::web;

use super::sessions::as_it_stands;
use crate::accounts::{Pages, Viewer};
use crate::bookings::forms::{RatingForm, key};
use crate::bookings::live::announce;
use crate::bookings::views::BookingPage;
use crate::bookings::{BookingError, BookingId, booking};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, conflict, redirect, refused};

/// `POST /bookings/{booking}/rating`
pub async fn create(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<RatingForm>,
) -> AppResult {
    let rating = match form.parse() {
        Ok(rating) => rating,
        Err(errors) => return refused(&session(&state, &viewer, &pages, *id, None, errors, form).await?),
    };
    let mut conn = state.db.get().await?;
    let rated = booking::rate(&mut conn, state.clock.now(), *id, (viewer.member_id, key(&form.key)?), &rating).await;
    drop(conn);
    match rated {
        Ok(other) => {
            announce(&state, *id, other);
            Ok(redirect(
                &format!("/bookings/{id}"),
                &Flash::positive("Thank you. Ratings are shown when both of you have rated."),
            ))
        }
        Err(error @ (BookingError::NotFound | BookingError::Database(_))) => Err(error.into()),
        Err(refusal) => {
            let errors = FieldErrors::default();
            conflict(&session(&state, &viewer, &pages, *id, Some(refusal), errors, form).await?)
        }
    }
}

async fn session(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: BookingId,
    refusal: Option<BookingError>,
    errors: FieldErrors,
    form: RatingForm,
) -> AppResult<BookingPage> {
    let page = as_it_stands(state, viewer, pages, id).await?;
    Ok(BookingPage { booking: page.booking.with_rating(form), refusal, errors, page: page.page })
}
