//! Saying that a rating is unfair.

use actix_web::web;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::ratings::forms::DisputeForm;
use crate::ratings::views::DisputePage;
use crate::ratings::{self, RatingError, queries};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, conflict, redirect, refused, see_other, show};

/// `GET /bookings/{booking}/rating/dispute`; what cannot be disputed, or not any more, is said on the session's page.
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages, booking: web::Path<i64>) -> AppResult {
    let page = dispute_page(&state, &viewer, &pages, *booking, DisputeForm::default()).await?;
    if page.row.can_be_disputed(state.clock.now()) {
        show(&page)
    } else {
        Ok(see_other(&format!("/bookings/{booking}")))
    }
}

/// `POST /bookings/{booking}/rating/dispute`
pub async fn create(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    booking: web::Path<i64>,
    HtmlForm(form): HtmlForm<DisputeForm>,
) -> AppResult {
    const INCOMPLETE: AppError =
        AppError::BadRequest("This form is incomplete. Reload its page and send it once more.");
    let key = form.key.parse().map_err(|_| INCOMPLETE)?;
    let words = match form.parse() {
        Ok(words) => words,
        Err(errors) => {
            let page = dispute_page(&state, &viewer, &pages, *booking, form).await?;
            return refused(&DisputePage { errors, ..page });
        }
    };
    let mut conn = state.db.get().await?;
    let disputed = ratings::dispute(&mut conn, state.clock.now(), *booking, (viewer.member_id, key), &words).await;
    drop(conn);
    match disputed {
        Ok(_) => {
            let flash = Flash::positive("A moderator looks at it. You hear what comes of it.");
            Ok(redirect(&format!("/bookings/{booking}"), &flash))
        }
        Err(error @ (RatingError::NotFound | RatingError::Database(_))) => Err(error.into()),
        Err(refusal) => {
            let page = dispute_page(&state, &viewer, &pages, *booking, form).await?;
            conflict(&DisputePage { refusal: Some(refusal.to_string()), ..page })
        }
    }
}

async fn dispute_page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    booking: i64,
    form: DisputeForm,
) -> AppResult<DisputePage> {
    let conn = state.db.get().await?;
    let row = queries::received(&conn, booking, viewer.member_id).await?;
    let page = pages.page_over(&conn, "Unfair rating").await?.at(Place::Sessions);
    Ok(DisputePage { page, booking, row, form, errors: FieldErrors::default(), refusal: None })
}
