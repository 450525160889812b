//! The feed, and the page on which members connect their calendars.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::try_join;

use super::PATH;
use crate::accounts::{Pages, Viewer};
use crate::agenda::views::{CalendarPage, ConnectionShown, FeedShown};
use crate::agenda::{connection, feed};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{Flash, Place, redirect, show};

/// `GET /calendars/{token}.ics`: for calendars, which have no log-in but the address.
pub async fn feed(state: web::Data<AppState>, request: HttpRequest, token: web::Path<String>) -> AppResult {
    let now = state.clock.now();
    let file = feed::behind(&mut *state.db.get().await?, now, &state.config.server, &token).await?;
    let known = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|list| list.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == file.tag);
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::ETAG, file.tag))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        // Whoever finds the address finds no more than they have: it is not to be listed.
        .insert_header(("X-Robots-Tag", "noindex"));
    if is_known {
        return Ok(answer.finish());
    }
    Ok(answer
        .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"skillswap.ics\""))
        .body(file.content))
}

/// `GET /me/calendar`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let conn = state.db.get().await?;
    let (page, feed, connections) = try_join!(
        pages.page_over(&conn, "Your calendar"),
        feed::of(&conn, viewer.member_id),
        connection::all_of(&conn, viewer.member_id),
    )?;
    drop(conn);
    let connections = ConnectionShown::all(&state.config.calendars, connections, viewer.local());
    let feed = feed.map(|feed| FeedShown::new(&feed, &state, viewer.local()));
    show(&CalendarPage { page: page.at(Place::Me), feed, connections })
}

/// `POST /me/calendar/feed`: an address, or another one.
pub async fn make_feed(state: web::Data<AppState>, viewer: Viewer) -> AppResult {
    let now = (state.clock.now(), &state.secret);
    feed::make(&mut *state.db.get().await?, now, viewer.member_id).await?;
    Ok(redirect(PATH, &Flash::positive("Here is your address. An older one leads nowhere now.")))
}

/// `POST /me/calendar/feed/removal`
pub async fn revoke_feed(state: web::Data<AppState>, viewer: Viewer) -> AppResult {
    let had = feed::revoke(&mut *state.db.get().await?, viewer.member_id).await?;
    let flash = if had {
        Flash::positive("The address leads nowhere any more.")
    } else {
        Flash::info("You had no address any more.")
    };
    Ok(redirect(PATH, &flash))
}
