//! A teacher's own programmes.

use actix_web::web;
use futures_util::try_join;

use crate::accounts::{Pages, Viewer};
use crate::bookings::{Offer, current_terms};
use crate::error::{AppError, AppResult};
use crate::programmes::forms::{ProgrammeForm, VisibilityForm};
use crate::programmes::views::{EditPage, MinePage};
use crate::programmes::{ProgrammeError, ProgrammeId, programme, queries};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// `GET /me/programmes`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let page = pages.page("Your programmes").await?.at(Place::Me);
    let conn = state.db.get().await?;
    let (programmes, offer) = try_join!(queries::mine(&conn, viewer.member_id), Offer::of(&conn, viewer.member_id))?;
    drop(conn);
    show(&MinePage::new(page, programmes, &offer))
}

/// `GET /me/programmes/new`
pub async fn new(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    show(&form(&state, &viewer, &pages, None, None, FieldErrors::default()).await?)
}

/// `POST /me/programmes`
pub async fn create(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(typed): HtmlForm<ProgrammeForm>,
) -> AppResult {
    let mut conn = state.db.get().await?;
    let (_, terms) = current_terms(&conn).await?;
    let parsed = typed.parse(&terms).and_then(|draft| Ok((typed.key()?, draft)));
    let made = match parsed {
        Ok((key, draft)) => {
            programme::create(&mut conn, state.clock.now(), (viewer.member_id, key), &draft).await.map_err(told)
        }
        Err(errors) => Err(Ok(errors)),
    };
    drop(conn);
    match made {
        Ok(id) => Ok(redirect(&format!("/programmes/{id}"), &Flash::positive("This is how others see it."))),
        Err(errors) => refused(&form(&state, &viewer, &pages, None, Some(typed), errors?).await?),
    }
}

/// `GET /me/programmes/{programme}`
pub async fn edit(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<ProgrammeId>) -> AppResult {
    show(&form(&state, &viewer, &pages, Some(*id), None, FieldErrors::default()).await?)
}

/// `POST /me/programmes/{programme}`
pub async fn save(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<ProgrammeId>,
    HtmlForm(typed): HtmlForm<ProgrammeForm>,
) -> AppResult {
    let mut conn = state.db.get().await?;
    let (_, terms) = current_terms(&conn).await?;
    let saved = match typed.parse(&terms) {
        Ok(draft) => programme::save(&mut conn, *id, viewer.member_id, &draft).await.map_err(told),
        Err(errors) => Err(Ok(errors)),
    };
    drop(conn);
    let said = Flash::positive("Saved. Who is enrolled keeps what they enrolled for.");
    match saved {
        Ok(()) => Ok(redirect(&format!("/programmes/{id}"), &said)),
        Err(errors) => refused(&form(&state, &viewer, &pages, Some(*id), Some(typed), errors?).await?),
    }
}

/// `POST /me/programmes/{programme}/visibility`
pub async fn hide(
    state: web::Data<AppState>,
    viewer: Viewer,
    id: web::Path<ProgrammeId>,
    HtmlForm(typed): HtmlForm<VisibilityForm>,
) -> AppResult {
    programme::hide(&mut *state.db.get().await?, *id, viewer.member_id, typed.hidden).await?;
    let said = if typed.hidden { "Hidden. Only you see it now." } else { "Shown. It stands on your profile." };
    Ok(redirect("/me/programmes", &Flash::positive(said)))
}

/// `POST /me/programmes/{programme}/removal`
pub async fn remove(state: web::Data<AppState>, viewer: Viewer, id: web::Path<ProgrammeId>) -> AppResult {
    programme::remove(&mut *state.db.get().await?, *id, viewer.member_id).await?;
    Ok(redirect("/me/programmes", &Flash::positive("Taken back. Who is enrolled keeps what they enrolled for.")))
}

/// What is said beside the form; any other error stays one.
fn told(error: ProgrammeError) -> Result<FieldErrors, AppError> {
    match error {
        ProgrammeError::TooMany => Ok(FieldErrors::one("form", error.to_string())),
        ProgrammeError::NotTaught => Ok(FieldErrors::one("skill", error.to_string())),
        other => Err(other.into()),
    }
}

async fn form(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: Option<ProgrammeId>,
    typed: Option<ProgrammeForm>,
    errors: FieldErrors,
) -> AppResult<EditPage> {
    let page = pages.page(if id.is_some() { "Edit a programme" } else { "New programme" }).await?.at(Place::Me);
    let conn = state.db.get().await?;
    let programme = match id {
        Some(id) => Some(queries::my(&conn, id, viewer.member_id).await?),
        None => None,
    };
    let (skills, (_, terms)) = try_join!(queries::taught(&conn, viewer.member_id), current_terms(&conn))?;
    drop(conn);
    let typed = typed.or_else(|| programme.as_ref().map(ProgrammeForm::of)).unwrap_or_default();
    Ok(EditPage::new(page, programme.as_ref(), (skills, &terms), (typed, errors)))
}
