//! Answering proposals, moves and claims with a click. What is refused shows the session as it stands, with the reason on
//! top.

use actix_web::web;

use super::sessions::as_it_stands;
use crate::accounts::{MemberId, Pages, Viewer};
use crate::bookings::forms::{AcceptanceForm, WordsForm, key};
use crate::bookings::live::announce;
use crate::bookings::views::BookingPage;
use crate::bookings::{BookingError, BookingId, booking};
use crate::error::AppResult;
use crate::ledger;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, conflict, redirect, refused};

/// `POST /bookings/{booking}/acceptance`
pub async fn accept(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<AcceptanceForm>,
) -> AppResult {
    let (who, chosen) = ((viewer.member_id, key(&form.key)?), form.chosen());
    let accepted = booking::accept(&mut *state.db.get().await?, state.clock.now(), *id, who, &chosen).await;
    answer(&state, &viewer, &pages, *id, accepted, "Booked. Both of you have a mail with the time.").await
}

/// `POST /bookings/{booking}/refusal`
pub async fn decline(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<WordsForm>,
) -> AppResult {
    let reason = match form.reason() {
        Ok(reason) => reason,
        Err(errors) => return with_words(&state, &viewer, &pages, *id, form, errors).await,
    };
    let who = (viewer.member_id, key(&form.key)?);
    let declined = booking::decline(&mut *state.db.get().await?, state.clock.now(), *id, who, &reason).await;
    answer(&state, &viewer, &pages, *id, declined, "Declined. The other one of you has been told.").await
}

/// `POST /bookings/{booking}/withdrawal`
pub async fn withdraw(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<WordsForm>,
) -> AppResult {
    let who = (viewer.member_id, key(&form.key)?);
    let withdrawn = booking::withdraw(&mut *state.db.get().await?, state.clock.now(), *id, who).await;
    answer(&state, &viewer, &pages, *id, withdrawn, "Your proposal is withdrawn.").await
}

/// `POST /bookings/{booking}/move/agreement`
pub async fn agree_move(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<AcceptanceForm>,
) -> AppResult {
    let (who, chosen) = ((viewer.member_id, key(&form.key)?), form.chosen());
    let moved = booking::agree_move(&mut *state.db.get().await?, state.clock.now(), *id, who, &chosen).await;
    answer(&state, &viewer, &pages, *id, moved, "Moved. Both of you have a mail with the new time.").await
}

/// `POST /bookings/{booking}/move/refusal`
pub async fn refuse_move(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<WordsForm>,
) -> AppResult {
    let who = (viewer.member_id, key(&form.key)?);
    let kept = booking::refuse_move(&mut *state.db.get().await?, state.clock.now(), *id, who).await;
    answer(&state, &viewer, &pages, *id, kept, "The session stays where it is.").await
}

/// `POST /bookings/{booking}/move/withdrawal`
pub async fn withdraw_move(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<WordsForm>,
) -> AppResult {
    let who = (viewer.member_id, key(&form.key)?);
    let kept = booking::withdraw_move(&mut *state.db.get().await?, state.clock.now(), *id, who).await;
    answer(&state, &viewer, &pages, *id, kept, "Your offer is withdrawn. The session stays where it is.").await
}

/// `POST /bookings/{booking}/claim/admission`
pub async fn admit(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<WordsForm>,
) -> AppResult {
    let who = (viewer.member_id, key(&form.key)?);
    let settled = booking::admit(&mut *state.db.get().await?, state.clock.now(), *id, who).await;
    answer(&state, &viewer, &pages, *id, settled, "Settled. Thank you for saying so.").await
}

/// `POST /bookings/{booking}/claim/objection`
pub async fn contest(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<WordsForm>,
) -> AppResult {
    let words = match form.statement() {
        Ok(words) => words,
        Err(errors) => return with_words(&state, &viewer, &pages, *id, form, errors).await,
    };
    let who = (viewer.member_id, key(&form.key)?);
    let contested = booking::contest(&mut *state.db.get().await?, state.clock.now(), *id, who, &words).await;
    answer(&state, &viewer, &pages, *id, contested, "Noted. A moderator decides and tells you both.").await
}

/// What a command of one of the two ends in: the session's page, as it is then.
pub(super) async fn answer(
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
            ledger::announce(state, viewer.member_id);
            Ok(redirect(&format!("/bookings/{id}"), &Flash::positive(done)))
        }
        Err(error @ (BookingError::NotFound | BookingError::Database(_))) => Err(error.into()),
        Err(refusal) => {
            let page = as_it_stands(state, viewer, pages, id).await?;
            conflict(&BookingPage { refusal: Some(refusal), ..page })
        }
    }
}

/// The page with what was typed, and what is wrong with it.
async fn with_words(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: BookingId,
    form: WordsForm,
    errors: FieldErrors,
) -> AppResult {
    let page = as_it_stands(state, viewer, pages, id).await?;
    if !page.booking.wants_words() {
        let refusal = Some(BookingError::NotNow(page.booking.state));
        return conflict(&BookingPage { refusal, ..page });
    }
    refused(&BookingPage { booking: page.booking.with_words(form.words), errors, ..page })
}
