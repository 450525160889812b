//! The viewer's calendars.

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use futures_util::try_join;

use super::calendar::{self, CalendarError, CalendarId, MOST_CALENDARS, Read};
use super::fetching::question_of_upload;
use super::forms::{AddressForm, NameForm, parse_name};
use super::queries;
use super::reading::{MOST_BYTES, read_aside};
use super::views::{BusyFile, CalendarLine, CalendarsPage};
use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::outbound::Version;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show, uploads};

const PATH: &str = "/me/hours/calendars";

/// `GET /me/hours/calendars`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    show(&page(&state, &viewer, &pages, AddressForm::default(), FieldErrors::default()).await?)
}

/// `POST /me/hours/calendars`: one at an address.
pub async fn add_address(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<AddressForm>,
) -> AppResult {
    let mut errors = FieldErrors::default();
    let name = errors.take("name", parse_name(&form.name));
    let address = errors.take("address", state.internet.examine(&form.address).map_err(|why| why.to_string()));
    let (Some(name), Some(address)) = (name, address) else {
        return refused(&page(&state, &viewer, &pages, form, errors).await?);
    };
    let now = (state.clock.now(), &state.secret);
    let added = calendar::add_address(&mut *state.db.get().await?, now, viewer.member_id, &name, &address).await;
    match added {
        Ok(_) => Ok(redirect(PATH, &Flash::positive("Added. It is being fetched."))),
        Err(full @ CalendarError::TooMany) => {
            let errors = FieldErrors::one("address", full.to_string());
            refused(&page(&state, &viewer, &pages, form, errors).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /me/hours/calendars/file`: one that is read once.
pub async fn add_upload(state: web::Data<AppState>, viewer: Viewer, pages: Pages, upload: Multipart) -> AppResult {
    let outcome = match uploads::receive(upload, "file", MOST_BYTES).await {
        Ok(file) => read_upload(&state, &viewer, file).await?,
        Err(why) => Err(why.to_string()),
    };
    match outcome {
        Ok(times) => Ok(redirect(PATH, &Flash::positive(format!("Read: {times} busy times.")))),
        Err(why) => {
            let errors = FieldErrors::one("file", why);
            refused(&page(&state, &viewer, &pages, AddressForm::default(), errors).await?)
        }
    }
}

/// `POST /me/hours/calendars/{calendar}`: another name.
pub async fn rename(
    state: web::Data<AppState>,
    viewer: Viewer,
    id: web::Path<CalendarId>,
    HtmlForm(form): HtmlForm<NameForm>,
) -> AppResult {
    let name = parse_name(&form.name).map_err(AppError::Conflict)?;
    calendar::rename(&mut *state.db.get().await?, viewer.member_id, *id, &name).await?;
    Ok(redirect(PATH, &Flash::positive("Saved.")))
}

/// `POST /me/hours/calendars/{calendar}/fetching`
pub async fn fetch_now(state: web::Data<AppState>, viewer: Viewer, id: web::Path<CalendarId>) -> AppResult {
    let asked = calendar::fetch_now(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, *id).await;
    let flash = match asked {
        Ok(()) => Flash::positive("It is being fetched."),
        Err(soon @ CalendarError::JustFetched) => Flash::info(soon.to_string()),
        Err(error) => return Err(error.into()),
    };
    Ok(redirect(PATH, &flash))
}

/// `POST /me/hours/calendars/{calendar}/removal`
pub async fn remove(state: web::Data<AppState>, viewer: Viewer, id: web::Path<CalendarId>) -> AppResult {
    let had = calendar::remove(&mut *state.db.get().await?, viewer.member_id, *id).await?;
    let flash = if had {
        Flash::positive("Removed, with its busy times.")
    } else {
        Flash::info("This calendar was not there any more.")
    };
    Ok(redirect(PATH, &flash))
}

/// `GET /me/hours/calendars/{calendar}/busy.ics`: what we understood of it.
pub async fn busy(state: web::Data<AppState>, viewer: Viewer, id: web::Path<CalendarId>) -> AppResult {
    let (_, busy) = queries::busy_of(&mut *state.db.get().await?, viewer.member_id, *id).await?;
    let host = state.config.server.public_url.host_str().unwrap_or_default();
    let file = BusyFile::new(*id, host, state.clock.now(), &busy).written()?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"busy.ics\""))
        .body(file))
}

/// How many busy times the file has; or why it was not taken.
async fn read_upload(state: &AppState, viewer: &Viewer, file: uploads::File) -> AppResult<Result<usize, String>> {
    let question = question_of_upload(state, viewer.zone.clone());
    let reading = match read_aside(file.bytes, question.clone()).await {
        Ok(reading) => reading,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let times = reading.busy.len();
    let read = Read { reading, question, version: Version::default() };
    let name = file.name.trim_end_matches(".ics");
    let name = parse_name(name).unwrap_or_else(|_| name.chars().take(50).collect());
    let mut conn = state.db.get().await?;
    let added = calendar::add_upload(&mut conn, state.clock.now(), viewer.member_id, (&name, &file.name), &read).await;
    match added {
        Ok(_) => Ok(Ok(times)),
        Err(full @ CalendarError::TooMany) => Ok(Err(full.to_string())),
        Err(error) => Err(error.into()),
    }
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    form: AddressForm,
    errors: FieldErrors,
) -> AppResult<CalendarsPage> {
    let (now, conn) = (state.clock.now(), state.db.get().await?);
    let (page, rows) =
        try_join!(pages.page_over(&conn, "Calendars"), queries::calendars_of(&conn, now, viewer.member_id))?;
    drop(conn);
    let has_room = i64::try_from(rows.len()).is_ok_and(|there| there < MOST_CALENDARS);
    let lines = rows.into_iter().map(|row| CalendarLine::new(row, now, viewer.local())).collect();
    Ok(CalendarsPage { page: page.at(Place::Me), lines, form, errors, has_room })
}
