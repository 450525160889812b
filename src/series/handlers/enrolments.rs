//! Learning a programme: the first dates, and those that are found later.

use actix_web::{HttpRequest, web};
use futures_util::try_join;

use super::proposals::path;
use crate::accounts::{Pages, Viewer};
use crate::availability;
use crate::bookings::{self, BookingError, Offer};
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::programmes::{self, ProgrammeId};
use crate::series::forms::{DatesForm, key};
use crate::series::queries::LessonRow;
use crate::series::views::{DatesPage, Subject};
use crate::series::{Dated, Enrolment, SeriesError, SeriesId, enrolling, live, queries};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// `GET /programmes/{programme}/enrolment?from=&weeks=&position=&start=`
pub async fn form(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<ProgrammeId>,
    request: HttpRequest,
) -> AppResult {
    let form = DatesForm::of_address(request.query_string())?;
    show(&first_dates(&state, &viewer, &pages, *id, &form, FieldErrors::default()).await?)
}

/// `POST /programmes/{programme}/enrolment`
pub async fn enrol(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<ProgrammeId>,
    HtmlForm(form): HtmlForm<DatesForm>,
) -> AppResult {
    let who = (viewer.member_id, key(&form.key)?);
    let (programme, revision, price) = (*id, form.revision, Credits(form.price));
    let wish = Enrolment { programme, revision, price, dates: form.wanted() };
    match enrolling::enrol(&mut *state.db.get().await?, state.clock.now(), who, &wish).await {
        Ok(dated) => Ok(sent(&state, &dated)),
        Err(error) => {
            let (errors, to_rate) = told(error)?;
            let again = first_dates(&state, &viewer, &pages, programme, &form, errors).await?;
            refused(&DatesPage { to_rate, ..again })
        }
    }
}

/// `GET /series/{series}/dates`
pub async fn dates(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<SeriesId>,
    request: HttpRequest,
) -> AppResult {
    let form = DatesForm::of_address(request.query_string())?;
    show(&later_dates(&state, &viewer, &pages, *id, &form, FieldErrors::default()).await?)
}

/// `POST /series/{series}/dates`
pub async fn set_dates(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<SeriesId>,
    HtmlForm(form): HtmlForm<DatesForm>,
) -> AppResult {
    let (now, who) = (state.clock.now(), (viewer.member_id, key(&form.key)?));
    match enrolling::set_dates(&mut *state.db.get().await?, now, *id, who, &form.wanted()).await {
        Ok(dated) => Ok(sent(&state, &dated)),
        Err(error) => {
            let (errors, to_rate) = told(error)?;
            let again = later_dates(&state, &viewer, &pages, *id, &form, errors).await?;
            refused(&DatesPage { to_rate, ..again })
        }
    }
}

fn sent(state: &AppState, dated: &Dated) -> actix_web::HttpResponse {
    live::announce(state, dated.id, &[], dated.teacher);
    let said = match dated.came_of_it {
        None => Flash::info("These dates were proposed before. What came of each is said below."),
        Some((1, 0)) => Flash::positive("1 date proposed. You hear when it is answered."),
        Some((dates, 0)) => Flash::positive(format!("{dates} dates proposed. You hear when they are answered.")),
        Some((dates, gone)) => Flash::info(format!(
            "Proposed: {dates}. Could not be had any more: {gone}; these sessions wait for another date."
        )),
    };
    redirect(&path(dated.id), &said)
}

/// What is said above the form, and the session that is to be rated first; any other error stays one.
fn told(error: SeriesError) -> AppResult<(FieldErrors, Option<bookings::BookingId>)> {
    match error {
        SeriesError::NotFound | SeriesError::Database(_) | SeriesError::Booking(BookingError::NotYours) => {
            Err(error.into())
        }
        SeriesError::RatingOverdue(id) => Ok((FieldErrors::one("form", error.to_string()), Some(id))),
        SeriesError::NoDate | SeriesError::OutOfOrder(_) => Ok((FieldErrors::one("start", error.to_string()), None)),
        refusal => Ok((FieldErrors::one("form", refusal.to_string()), None)),
    }
}

async fn first_dates(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: ProgrammeId,
    form: &DatesForm,
    errors: FieldErrors,
) -> AppResult<DatesPage> {
    let page = pages.page("Enrol").await?.at(Place::Discover);
    let now = state.clock.now();
    let conn = state.db.get().await?;
    let programme = programmes::offered(&conn, id).await?;
    let (teacher, pair, offer) = try_join!(
        bookings::teacher(&conn, programme.teacher_id, viewer.member_id),
        availability::pair_of(&conn, now, programme.teacher_id, Some(viewer.member_id)),
        Offer::of(&conn, programme.teacher_id),
    )?;
    drop(conn);
    let subject = Subject {
        title: programme.title.clone(),
        teacher: teacher.name,
        path: format!("/programmes/{id}/enrolment"),
        back: format!("/programmes/{id}"),
        is_new: true,
        revision: programme.revision,
        available: teacher.available,
    };
    let lessons = LessonRow::all_of(&programme);
    Ok(DatesPage::new(page, subject, (&lessons, &pair, &offer), (now, viewer.local()), (form, errors)))
}

async fn later_dates(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: SeriesId,
    form: &DatesForm,
    errors: FieldErrors,
) -> AppResult<DatesPage> {
    let page = pages.page("Propose dates").await?.at(Place::Sessions);
    let now = state.clock.now();
    let conn = state.db.get().await?;
    let row = queries::series(&conn, id, viewer.member_id).await?;
    let title = row.programme.clone().filter(|_| row.learner_id == viewer.member_id).ok_or(AppError::NotFound)?;
    let (teacher, pair, offer) = try_join!(
        bookings::teacher(&conn, row.teacher_id, viewer.member_id),
        availability::pair_of(&conn, now, row.teacher_id, Some(viewer.member_id)),
        Offer::of(&conn, row.teacher_id),
    )?;
    drop(conn);
    let subject = Subject {
        title,
        teacher: teacher.name,
        path: format!("/series/{id}/dates"),
        back: path(id),
        is_new: false,
        revision: 0,
        available: teacher.available,
    };
    Ok(DatesPage::new(page, subject, (&row.lessons()?, &pair, &offer), (now, viewer.local()), (form, errors)))
}
