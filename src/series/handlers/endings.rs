//! Ending what is left of a series, with what goes back shown before the click.

use actix_web::web;

use super::proposals::path;
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::series::cancelling::{self, Rest};
use crate::series::forms::{EndForm, key};
use crate::series::views::EndPage;
use crate::series::{SeriesError, SeriesId, live, queries};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, conflict, redirect, refused, show};

/// `GET /series/{series}/end`
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<SeriesId>) -> AppResult {
    show(&page(&state, &viewer, &pages, *id, EndForm::default(), FieldErrors::default()).await?)
}

/// `POST /series/{series}/end`
pub async fn end(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<SeriesId>,
    HtmlForm(form): HtmlForm<EndForm>,
) -> AppResult {
    let (reason, said) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return refused(&page(&state, &viewer, &pages, *id, form, errors).await?),
    };
    let (now, who) = (state.clock.now(), (viewer.member_id, key(&form.key)?));
    match cancelling::end(&mut *state.db.get().await?, now, *id, who, &reason, &said).await {
        Ok((other, bookings)) => {
            live::announce(&state, *id, &bookings, other);
            Ok(redirect(&path(*id), &Flash::positive("Ended. What had taken place stays as it is.")))
        }
        Err(error @ (SeriesError::NotFound | SeriesError::Database(_))) => Err(error.into()),
        Err(refusal) => {
            let again = page(&state, &viewer, &pages, *id, form, FieldErrors::default()).await?;
            conflict(&EndPage { refusal: Some(refusal), ..again })
        }
    }
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: SeriesId,
    form: EndForm,
    errors: FieldErrors,
) -> AppResult<EndPage> {
    let page = pages.page("End a series").await?.at(Place::Sessions);
    let now = state.clock.now();
    let conn = state.db.get().await?;
    let row = queries::series(&conn, id, viewer.member_id).await?;
    let rest = Rest::of(&conn, now, &row.bookings()?, viewer.member_id).await?;
    drop(conn);
    EndPage::new(page, row, &rest, (viewer.member_id, viewer.local()), (form, errors))
}
