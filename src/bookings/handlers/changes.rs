//! Calling an agreed session off, and saying what went wrong with one.

use actix_web::web;
use jiff::tz::TimeZone;

use super::answers::answer;
use crate::accounts::{Pages, Viewer};
use crate::bookings::forms::{CancellationForm, ClaimForm, key};
use crate::bookings::views::{CancellationPage, ClaimPage};
use crate::bookings::{BookingError, BookingId, booking, queries};
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::state::AppState;
use crate::web::dates;
use crate::web::{FieldErrors, HtmlForm, Place, conflict, refused, show};

/// `GET /bookings/{booking}/cancellation`: what would go back, before the click.
pub async fn cancellation_form(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
) -> AppResult {
    show(&cancellation_page(&state, &viewer, &pages, *id, CancellationForm::default(), FieldErrors::default()).await?)
}

/// `POST /bookings/{booking}/cancellation`
pub async fn cancel(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<CancellationForm>,
) -> AppResult {
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => return refused(&cancellation_page(&state, &viewer, &pages, *id, form, errors).await?),
    };
    let (who, said) = ((viewer.member_id, key(&form.key)?), Credits(form.refund));
    let now = state.clock.now();
    match booking::cancel(&mut *state.db.get().await?, now, *id, who, &reason, said).await {
        Err(error @ BookingError::RefundChanged { .. }) => {
            let page = cancellation_page(&state, &viewer, &pages, *id, form, FieldErrors::default()).await?;
            conflict(&CancellationPage { refusal: Some(error.to_string()), ..page })
        }
        cancelled => answer(&state, &viewer, &pages, *id, cancelled, "Called off. Both of you have a mail.").await,
    }
}

/// `GET /bookings/{booking}/claim`
pub async fn claim_form(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
) -> AppResult {
    show(&claim_page(&state, &viewer, &pages, *id, ClaimForm::default(), FieldErrors::default()).await?)
}

/// `POST /bookings/{booking}/claim`
pub async fn claim(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<ClaimForm>,
) -> AppResult {
    let mut conn = state.db.get().await?;
    let minutes = booking::Booking::look(&mut conn, *id, viewer.member_id).await?.minutes;
    let claim = match form.parse(minutes) {
        Ok(claim) => claim,
        Err(errors) => return refused(&claim_page(&state, &viewer, &pages, *id, form, errors).await?),
    };
    let who = (viewer.member_id, key(&form.key)?);
    let claimed = booking::claim(&mut conn, state.clock.now(), *id, who, &claim).await;
    drop(conn);
    match claimed {
        Err(error @ BookingError::TooEarly(_)) => {
            let page = claim_page(&state, &viewer, &pages, *id, form, FieldErrors::default()).await?;
            conflict(&ClaimPage { refusal: Some(error.to_string()), ..page })
        }
        claimed => {
            let done = "Noted. The credits are frozen until it is settled, and the other one is asked to answer.";
            answer(&state, &viewer, &pages, *id, claimed, done).await
        }
    }
}

async fn cancellation_page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: BookingId,
    form: CancellationForm,
    errors: FieldErrors,
) -> AppResult<CancellationPage> {
    let page = pages.page("Call a session off").await?.at(Place::Sessions);
    let mut conn = state.db.get().await?;
    let row = queries::booking(&mut conn, id, viewer.member_id).await?;
    let booking = booking::Booking::look(&mut conn, id, viewer.member_id).await?;
    drop(conn);
    let starts_at = row.starts_at.ok_or(AppError::NotFound)?;
    let theirs = TimeZone::get(&row.other_zone).map_err(AppError::internal)?;
    let steps = &booking.terms.refunds;
    Ok(CancellationPage {
        page,
        id,
        i_teach: row.teacher_id == viewer.member_id,
        when: dates::both(starts_at, viewer.local(), &theirs),
        price: row.price,
        refund: booking::refund_of(&booking, viewer.member_id, state.clock.now()),
        steps: steps.iter().map(|step| (step.hours, step.of(row.price))).collect(),
        other_name: row.other_name,
        skill: row.skill,
        form,
        errors,
        refusal: None,
    })
}

async fn claim_page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: BookingId,
    form: ClaimForm,
    errors: FieldErrors,
) -> AppResult<ClaimPage> {
    let page = pages.page("Something went wrong").await?.at(Place::Sessions);
    let mut conn = state.db.get().await?;
    let row = queries::booking(&mut conn, id, viewer.member_id).await?;
    let booking = booking::Booking::look(&mut conn, id, viewer.member_id).await?;
    drop(conn);
    let starts_at = row.starts_at.ok_or(AppError::NotFound)?;
    let theirs = TimeZone::get(&row.other_zone).map_err(AppError::internal)?;
    Ok(ClaimPage {
        page,
        id,
        i_teach: row.teacher_id == viewer.member_id,
        when: dates::both(starts_at, viewer.local(), &theirs),
        minutes: row.minutes,
        price: row.price,
        late_minutes: booking.terms.late_minutes,
        claim_hours: booking.terms.claim_hours,
        other_name: row.other_name,
        skill: row.skill,
        form,
        errors,
        refusal: None,
    })
}
