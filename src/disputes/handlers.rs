//! Disputes as moderators look at and decide them.

use actix_web::web;
use futures_util::try_join;
use serde::Deserialize;

use super::forms::DecisionForm;
use super::views::{DeskPage, DisputePage};
use super::{evidence, queries};
use crate::accounts::{Pages, Viewer};
use crate::bookings::{self, BookingError, BookingId};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{Flash, HtmlForm, Place, conflict, redirect, refused, show};

const PATH: &str = "/moderation/disputes";

/// Where the desk goes on: after a moment, in microseconds since 1970.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<i64>,
}

/// `GET /moderation/disputes?after=`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<After>) -> AppResult {
    let (now, after) = (state.clock.now(), query.after.map(Instant::from_microseconds));
    let conn = state.db.get().await?;
    let (page, rows) =
        try_join!(pages.page_over(&conn, "Disputes"), queries::desk(&conn, now, viewer.member_id, after))?;
    drop(conn);
    show(&DeskPage::new(page.at(Place::Me), rows, viewer.local()))
}

/// `GET /moderation/disputes/{booking}`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<BookingId>) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, *id, DecisionForm::default()).await?)
}

/// `POST /moderation/disputes/{booking}`
pub async fn decide(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    HtmlForm(form): HtmlForm<DecisionForm>,
) -> AppResult {
    let price = queries::dispute(&*state.db.get().await?, viewer.member_id, *id).await?.price;
    let (paid, words) = match form.parse(price) {
        Ok(decision) => decision,
        Err(errors) => {
            let page = as_it_stands(&state, &viewer, &pages, *id, form).await?;
            return refused(&DisputePage { errors, ..page });
        }
    };
    let key = form.key.parse().map_err(|_| AppError::BadRequest("This form is incomplete. Reload its page."))?;
    let (now, who) = (state.clock.now(), (viewer.member_id, key));
    let decided = bookings::decide(&mut *state.db.get().await?, now, *id, who, paid, &words).await;
    match decided {
        Ok(people) => {
            for member in people {
                bookings::announce(&state, *id, member);
            }
            Ok(redirect(PATH, &Flash::positive("Decided and paid. Both of them hear of it.")))
        }
        Err(late @ (BookingError::NotNow(_) | BookingError::KeyUsed)) => {
            let page = as_it_stands(&state, &viewer, &pages, *id, form).await?;
            conflict(&DisputePage { refusal: Some(late.to_string()), ..page })
        }
        Err(error) => Err(error.into()),
    }
}

async fn as_it_stands(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: BookingId,
    form: DecisionForm,
) -> AppResult<DisputePage> {
    let conn = state.db.get().await?;
    let (page, row, lines, handed_in) = try_join!(
        pages.page_over(&conn, "A dispute"),
        queries::dispute(&conn, viewer.member_id, id),
        queries::record(&conn, id),
        evidence::handed_in(&conn, id)
    )?;
    drop(conn);
    Ok(DisputePage::new(page.at(Place::Me), (row, lines, handed_in), form, (state.clock.now(), viewer.local())))
}
