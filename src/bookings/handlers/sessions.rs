//! Looking at sessions.

use actix_web::web;
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::bookings::queries::Shelf;
use crate::bookings::views::{BookingPage, BookingView, SessionsPage, Week, WeekPage};
use crate::bookings::{BookingId, queries};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Place, show};

/// Sessions ahead on one page: more than a horizon of 90 days holds for nearly everybody.
const MOST_AHEAD: i64 = 100;
/// Days that the list of sessions ahead looks forward.
const DAYS_AHEAD: i64 = 100;

#[derive(Deserialize)]
pub struct Where {
    #[serde(default)]
    show: Shelf,
    before: Option<i64>,
}

/// `GET /sessions?show=upcoming|proposals|past&before=<booking>`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Where>) -> AppResult {
    let page = pages.page("Sessions").await?.at(Place::Sessions);
    let (now, me, before) = (state.clock.now(), viewer.member_id, query.before.unwrap_or(i64::MAX));
    let conn = state.db.get().await?;
    let rows = async {
        match query.show {
            Shelf::Upcoming => queries::agreed(&conn, me, (now, now.plus_hours(24 * DAYS_AHEAD)), MOST_AHEAD).await,
            Shelf::Proposals => queries::proposals(&conn, me, before).await,
            Shelf::Past => queries::past(&conn, now, me, before).await,
        }
    };
    let (rows, to_answer) = tokio::try_join!(rows, queries::to_answer(&conn, me))?;
    drop(conn);
    show(&SessionsPage::new(page, query.show, &rows, to_answer, (now, viewer.local())))
}

/// Which week: by any date of it.
#[derive(Deserialize)]
pub struct Which {
    of: Option<String>,
}

/// `GET /sessions/week?of=<date>`
pub async fn week(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Which>) -> AppResult {
    let page = pages.page("A week of sessions").await?.at(Place::Sessions);
    let (now, local) = (state.clock.now(), viewer.local());
    let week = Week::of(query.of.as_deref(), now, local);
    let conn = state.db.get().await?;
    let (rows, to_answer) = tokio::try_join!(
        queries::agreed(&conn, viewer.member_id, week.span(local), MOST_AHEAD),
        queries::to_answer(&conn, viewer.member_id)
    )?;
    drop(conn);
    show(&WeekPage::new(page, week, &rows, to_answer, (now, local)))
}

/// `GET /bookings/{booking}`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<BookingId>) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, *id).await?)
}

/// The page of a session as it stands now; who refused something adds why.
pub(super) async fn as_it_stands(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: BookingId,
) -> AppResult<BookingPage> {
    let page = pages.page("Session").await?.at(Place::Sessions);
    let booking = BookingView::of(&mut *state.db.get().await?, state.clock.now(), id, viewer.member_id).await?;
    Ok(BookingPage { page, booking, refusal: None, errors: FieldErrors::default() })
}
