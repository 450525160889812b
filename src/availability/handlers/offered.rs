//! What others are offered, and why not the rest.

use actix_web::web;
use futures_util::try_join;
use jiff::ToSpan;

use super::zone_of;
use crate::accounts::{Pages, Viewer};
use crate::availability::forms::{DAYS_SHOWN, OfferedQuery};
use crate::availability::queries::pair_of;
use crate::availability::views::{Answer, OfferedDay, OfferedPage};
use crate::clock::Instant;
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Place, refused, show};

/// `GET /me/hours/offered?minutes=60&from=2026-11-23&date=2026-11-24&time=18:00`
pub async fn days(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    query: web::Query<OfferedQuery>,
) -> AppResult {
    let query = query.into_inner();
    match query.moment(&viewer.zone) {
        Ok(moment) => show(&load(&state, &viewer, &pages, query, (moment, FieldErrors::default())).await?),
        Err(errors) => refused(&load(&state, &viewer, &pages, query, (None, errors)).await?),
    }
}

async fn load(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    query: OfferedQuery,
    (moment, errors): (Option<Instant>, FieldErrors),
) -> AppResult<OfferedPage> {
    let (now, conn) = (state.clock.now(), state.db.get().await?);
    let (page, pair) =
        try_join!(pages.page_over(&conn, "What is offered"), pair_of(&conn, now, viewer.member_id, None))?;
    drop(conn);
    let (first, last) = (viewer.day_at(now), viewer.day_at(pair.window(now).1));
    let (from, minutes) = (query.from(first, last), query.minutes());
    let days = (0..DAYS_SHOWN).map(|day| from.saturating_add(day.days())).take_while(|day| *day <= last);
    let days = days.map(|date| OfferedDay::new(&pair, viewer.local(), now, date, minutes)).collect();
    let answer = moment.map(|moment| Answer::new(pair.explain(now, moment, minutes), moment, viewer.local()));
    let (page, zone) = (page.at(Place::Me), zone_of(viewer));
    Ok(OfferedPage {
        page,
        zone,
        locale: viewer.locale,
        minutes,
        from,
        bounds: (first, last),
        days,
        query,
        errors,
        answer,
    })
}
