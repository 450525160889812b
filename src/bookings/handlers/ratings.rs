//! Rating a session.

use actix_web::web;

use crate::accounts::{Pages, Viewer};
use crate::bookings::forms::key;
use crate::bookings::live::announce;
use crate::bookings::views::BookingView;
use crate::bookings::{BookingError, BookingId, booking};
use crate::error::AppResult;
use crate::ratings::{self, RatingForm, RatingPage};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, conflict, redirect, refused, see_other, show};

/// `GET /bookings/{booking}/rating`; what cannot be rated, or not any more, is said on the session's page.
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<BookingId>) -> AppResult {
    let mut conn = state.db.get().await?;
    let booking = BookingView::of(&mut conn, state.clock.now(), *id, viewer.member_id).await?;
    if !booking.can_be_rated() {
        return Ok(see_other(&format!("/bookings/{id}")));
    }
    let own = ratings::own(&mut conn, id.0, viewer.member_id).await?;
    drop(conn);
    let form = own.map(|(rating, _)| RatingForm::of(rating)).unwrap_or_default();
    show(&rating_page(&pages, booking, form, FieldErrors::default()).await?)
}

/// `POST /bookings/{booking}/rating`
pub async fn create(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<RatingForm>,
) -> AppResult {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let rating = match form.parse() {
        Ok(rating) => rating,
        Err(errors) => {
            let booking = BookingView::of(&mut conn, now, *id, viewer.member_id).await?;
            drop(conn);
            return refused(&rating_page(&pages, booking, form, errors).await?);
        }
    };
    match booking::rate(&mut conn, now, *id, (viewer.member_id, key(&form.key)?), &rating).await {
        Ok(other) => {
            drop(conn);
            announce(&state, *id, other);
            let flash = "Thank you. Ratings are shown when both of you have rated.";
            Ok(redirect(&format!("/bookings/{id}"), &Flash::positive(flash)))
        }
        Err(error @ (BookingError::NotFound | BookingError::Database(_))) => Err(error.into()),
        Err(refusal) => {
            let booking = BookingView::of(&mut conn, now, *id, viewer.member_id).await?;
            drop(conn);
            let page = rating_page(&pages, booking, form, FieldErrors::default()).await?;
            conflict(&RatingPage { refusal: Some(refusal.to_string()), ..page })
        }
    }
}

async fn rating_page(
    pages: &Pages,
    booking: BookingView,
    form: RatingForm,
    errors: FieldErrors,
) -> AppResult<RatingPage> {
    let page = pages.page("Rating").await?.at(Place::Sessions);
    Ok(RatingPage {
        page,
        role: booking.role_of_other(),
        session: format!("/bookings/{}", booking.id),
        is_correction: booking.given.is_some(),
        other: booking.other_name,
        skill: booking.skill,
        form,
        errors,
        refusal: None,
    })
}
