//! A price of one's own.

use actix_web::web;

use crate::accounts::{Pages, Viewer};
use crate::bookings::forms::PriceForm;
use crate::bookings::views::PricePage;
use crate::bookings::{BookingError, booking};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// `GET /me/price`
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    show(&page(&state, &viewer, &pages, None, FieldErrors::default()).await?)
}

/// `POST /me/price`
pub async fn save(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<PriceForm>,
) -> AppResult {
    let hourly = match form.parse() {
        Ok(hourly) => hourly,
        Err(errors) => return refused(&page(&state, &viewer, &pages, Some(form), errors).await?),
    };
    let saved = booking::set_price(&mut *state.db.get().await?, viewer.member_id, hourly).await;
    match saved {
        Ok(()) => Ok(redirect("/me/price", &Flash::positive("Saved. It counts for what is proposed from now on."))),
        Err(error @ (BookingError::NoPremium { .. } | BookingError::PriceOutOfRange { .. })) => {
            let errors = FieldErrors::one("hourly", error.to_string());
            refused(&page(&state, &viewer, &pages, Some(form), errors).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    form: Option<PriceForm>,
    errors: FieldErrors,
) -> AppResult<PricePage> {
    let page = pages.page("Your price").await?.at(Place::Me);
    let standing = booking::price_standing(&*state.db.get().await?, viewer.member_id).await?;
    let own = standing.own.map(|own| PriceForm { hourly: (own.0 / 100).to_string() });
    Ok(PricePage { page, standing, form: form.or(own).unwrap_or_default(), errors })
}
