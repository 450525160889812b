//! Disputed ratings as moderators decide them.

use actix_web::web;
use futures_util::try_join;
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::notifications;
use crate::ratings::forms::DecisionForm;
use crate::ratings::views::{DecisionPage, DeskPage};
use crate::ratings::{self, DisputeId, RatingError, queries};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

const PATH: &str = "/moderation/ratings";

/// Where the desk goes on.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<DisputeId>,
}

/// `GET /moderation/ratings?after=`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<After>) -> AppResult {
    let conn = state.db.get().await?;
    let (page, rows) =
        try_join!(pages.page_over(&conn, "Disputed ratings"), queries::desk(&conn, viewer.member_id, query.after))?;
    drop(conn);
    show(&DeskPage::new(page.at(Place::Me), rows, viewer.local()))
}

/// `GET /moderation/ratings/{dispute}`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<DisputeId>) -> AppResult {
    show(&decision_page(&state, &viewer, &pages, *id, DecisionForm::default()).await?)
}

/// `POST /moderation/ratings/{dispute}`
pub async fn decide(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<DisputeId>,
    HtmlForm(form): HtmlForm<DecisionForm>,
) -> AppResult {
    let (outcome, reason) = match form.parse() {
        Ok(decision) => decision,
        Err(errors) => {
            let page = decision_page(&state, &viewer, &pages, *id, form).await?;
            return refused(&DecisionPage { errors, ..page });
        }
    };
    let mut conn = state.db.get().await?;
    let decided = ratings::decide(&mut conn, state.clock.now(), viewer.member_id, *id, (outcome, &reason)).await;
    drop(conn);
    match decided {
        Ok(people) => {
            for member in people {
                notifications::announce(&state, member);
            }
            Ok(redirect(PATH, &Flash::positive("Decided. Both of them hear of it.")))
        }
        Err(late @ RatingError::Decided) => Ok(redirect(&format!("{PATH}/{id}"), &Flash::info(late.to_string()))),
        Err(error) => Err(error.into()),
    }
}

async fn decision_page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: DisputeId,
    form: DecisionForm,
) -> AppResult<DecisionPage> {
    let conn = state.db.get().await?;
    let (page, row) =
        try_join!(pages.page_over(&conn, "A disputed rating"), queries::dispute(&conn, viewer.member_id, id))?;
    drop(conn);
    Ok(DecisionPage::new(page.at(Place::Me), row, form, FieldErrors::default(), viewer.local()))
}
