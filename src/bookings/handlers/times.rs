//! Other times: for a proposal that one is asked to answer, and for a session that is agreed.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::tz::TimeZone;

use super::answers::answer;
use crate::accounts::{Pages, Viewer};
use crate::bookings::booking::other_than;
use crate::bookings::forms::{ProposalForm, key};
use crate::bookings::views::{OtherTimesPage, Question, Times, Wanted};
use crate::bookings::{BookingError, BookingId, booking, queries};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::dates;
use crate::web::{FieldErrors, HtmlForm, Place, refused, show};

/// `GET /bookings/{booking}/counter?slot=&page=&go=&ask_date=&ask_time=`
pub async fn counter_form(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    request: HttpRequest,
) -> AppResult {
    let form = ProposalForm::of_address(request.query_string())?;
    show(&page(&state, &viewer, &pages, (*id, Wanted::Counter), form, FieldErrors::default()).await?)
}

/// `GET /bookings/{booking}/move?slot=&page=&go=&ask_date=&ask_time=`
pub async fn move_form(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    request: HttpRequest,
) -> AppResult {
    let form = ProposalForm::of_address(request.query_string())?;
    show(&page(&state, &viewer, &pages, (*id, Wanted::Move), form, FieldErrors::default()).await?)
}

/// `POST /bookings/{booking}/counter`
pub async fn counter(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<ProposalForm>,
) -> AppResult {
    let (slots, note) = match form.parse_other_times() {
        Ok(other_times) => other_times,
        Err(errors) => return again(&state, &viewer, &pages, (*id, Wanted::Counter), form, errors).await,
    };
    let (now, who) = (state.clock.now(), (viewer.member_id, key(&form.idempotency_key)?));
    match booking::counter(&mut *state.db.get().await?, now, *id, who, &slots, &note).await {
        Err(error @ BookingError::SlotsUnavailable(_)) => {
            let errors = FieldErrors::one("slot", error.to_string());
            again(&state, &viewer, &pages, (*id, Wanted::Counter), form, errors).await
        }
        countered => {
            answer(&state, &viewer, &pages, *id, countered, "Your times are on their way. You hear when one is chosen.")
                .await
        }
    }
}

/// `POST /bookings/{booking}/move`
pub async fn offer_move(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<ProposalForm>,
) -> AppResult {
    let (slots, note) = match form.parse_other_times() {
        Ok(other_times) => other_times,
        Err(errors) => return again(&state, &viewer, &pages, (*id, Wanted::Move), form, errors).await,
    };
    let (now, who) = (state.clock.now(), (viewer.member_id, key(&form.idempotency_key)?));
    match booking::offer_move(&mut *state.db.get().await?, now, *id, who, &slots, &note).await {
        Err(error @ BookingError::SlotsUnavailable(_)) => {
            let errors = FieldErrors::one("slot", error.to_string());
            again(&state, &viewer, &pages, (*id, Wanted::Move), form, errors).await
        }
        offered => {
            let done = "Offered. Until one of these times is agreed to, the session stays where it is.";
            answer(&state, &viewer, &pages, *id, offered, done).await
        }
    }
}

async fn again(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    what: (BookingId, Wanted),
    form: ProposalForm,
    errors: FieldErrors,
) -> AppResult<HttpResponse> {
    refused(&page(state, viewer, pages, what, form, errors).await?)
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    (id, wanted): (BookingId, Wanted),
    form: ProposalForm,
    mut errors: FieldErrors,
) -> AppResult<OtherTimesPage> {
    let title = if wanted == Wanted::Move { "Move a session" } else { "Propose other times" };
    let page = pages.page(title).await?.at(Place::Sessions);
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let row = queries::booking(&mut conn, id, viewer.member_id).await?;
    let i_teach = row.teacher_id == viewer.member_id;
    let learner = if i_teach { row.other_id } else { viewer.member_id };
    let pair = other_than(&conn, now, id, (row.teacher_id, learner)).await?;
    drop(conn);
    let theirs = TimeZone::get(&row.other_zone).map_err(AppError::internal)?;
    let asked = errors.take("ask", form.asked(&viewer.zone)).unwrap_or_default();
    let other = (row.other_name.as_str(), &theirs);
    let question = Question { pair: &pair, other, i_teach, yours: viewer.local(), now, minutes: row.minutes };
    let times = Times::of(question, &form, &asked);
    Ok(OtherTimesPage {
        page,
        wanted,
        id,
        length: dates::length(i64::from(row.minutes)),
        when: row.starts_at.map(|starts_at| dates::both(starts_at, viewer.local(), &theirs)),
        other_name: row.other_name,
        skill: row.skill,
        form,
        errors,
        times,
    })
}
