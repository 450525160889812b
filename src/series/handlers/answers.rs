//! A series as it stands, and its teacher's answer.

use actix_web::web;

use super::proposals::path;
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::series::forms::{AnswerForm, key};
use crate::series::views::{SeriesPage, SeriesView};
use crate::series::{Answered, SeriesError, SeriesId, answering, live};
use crate::state::AppState;
use crate::web::{Flash, HtmlForm, Place, conflict, redirect, show};

/// `GET /series/{series}`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<SeriesId>) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, *id).await?)
}

/// `POST /series/{series}/answer`
pub async fn accept(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<SeriesId>,
    HtmlForm(form): HtmlForm<AnswerForm>,
) -> AppResult {
    let (now, who) = (state.clock.now(), (viewer.member_id, key(&form.key)?));
    match answering::accept(&mut *state.db.get().await?, now, *id, who, &form.parse()).await {
        Ok(answered) => {
            live::announce(&state, *id, &answered.bookings, answered.other);
            Ok(redirect(&path(*id), &said(&answered)))
        }
        Err(error @ (SeriesError::NotFound | SeriesError::Database(_))) => Err(error.into()),
        Err(refusal) => {
            let page = as_it_stands(&state, &viewer, &pages, *id).await?;
            conflict(&SeriesPage { refusal: Some(refusal), ..page })
        }
    }
}

fn said(answered: &Answered) -> Flash {
    match answered.came_of_it {
        None => Flash::info("This was answered before. What came of each date is said below."),
        Some((agreed, 0)) => Flash::positive(format!("Booked: {agreed}. Both of you have a mail with each time.")),
        Some((agreed, failed)) => Flash::info(format!(
            "Booked: {agreed}. Could not be booked: {failed}; why is said beside each date, and the rest stands."
        )),
    }
}

/// The page of a series as it stands now; who refused something adds why.
pub(super) async fn as_it_stands(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: SeriesId,
) -> AppResult<SeriesPage> {
    let page = pages.page("Series").await?.at(Place::Sessions);
    let series = SeriesView::of(&*state.db.get().await?, state.clock.now(), id, viewer.member_id).await?;
    Ok(SeriesPage { page, series, refusal: None })
}
