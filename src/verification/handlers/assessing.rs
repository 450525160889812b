//! A peer assesses.

use actix_web::web;
use futures_util::try_join;
use serde::Deserialize;

use crate::accounts::{MemberId, Pages, Viewer};
use crate::error::AppResult;
use crate::notifications::announce;
use crate::state::AppState;
use crate::verification::assessment::{self, AssessmentId};
use crate::verification::forms::AssessmentForm;
use crate::verification::queries::{self, PAGE};
use crate::verification::views::{AskedLine, AssessmentPage, AssessmentsPage};
use crate::verification::{VerificationError, rubric};
use crate::web::{FieldErrors, Flash, HtmlForm, Place, conflict, redirect, refused, show};

/// Where a page of the list begins.
#[derive(Deserialize)]
pub struct Before {
    before: Option<AssessmentId>,
}

/// `GET /assessments?before=<assessment>`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Before>) -> AppResult {
    let conn = state.db.get().await?;
    let (page, rows) =
        try_join!(pages.page_over(&conn, "Assessments"), queries::asked(&conn, viewer.member_id, query.before))?;
    drop(conn);
    let more = rows.get(PAGE).and_then(|_| rows.get(PAGE - 1)).map(|last| format!("/assessments?before={}", last.id));
    let now = state.clock.now();
    let lines = rows.into_iter().take(PAGE).map(|row| AskedLine::new(row, now, viewer.local())).collect();
    show(&AssessmentsPage { page: page.at(Place::Me), lines, more })
}

/// `GET /assessments/{assessment}`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages, id: web::Path<AssessmentId>) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, *id).await?)
}

/// `POST /assessments/{assessment}`
pub async fn answer(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<AssessmentId>,
    HtmlForm(form): HtmlForm<AssessmentForm>,
) -> AppResult {
    let row = queries::assessment(&*state.db.get().await?, *id, viewer.member_id).await?;
    let answer = match form.parse(rubric::criteria(&row.category).len()) {
        Ok(answer) => answer,
        Err(errors) => {
            return refused(&as_it_stands(&state, &viewer, &pages, *id).await?.with(form, errors));
        }
    };
    let asked = (*id, viewer.member_id);
    let said = assessment::assess(&mut *state.db.get().await?, state.clock.now(), asked, &answer).await;
    match said {
        Err(over @ VerificationError::RoundOver) => {
            let page = as_it_stands(&state, &viewer, &pages, *id).await?.with(form, FieldErrors::default());
            conflict(&AssessmentPage { refusal: Some(over.to_string()), ..page })
        }
        said => done(&state, *id, said?, "Thank you. Nobody is told who said what."),
    }
}

/// `POST /assessments/{assessment}/refusal`
pub async fn decline(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<AssessmentId>,
) -> AppResult {
    let declined = assessment::decline(&mut *state.db.get().await?, state.clock.now(), *id, viewer.member_id).await;
    match declined {
        Err(over @ VerificationError::RoundOver) => {
            let page = as_it_stands(&state, &viewer, &pages, *id).await?;
            conflict(&AssessmentPage { refusal: Some(over.to_string()), ..page })
        }
        declined => done(&state, *id, declined?, "That is fine. Nobody is told that you declined."),
    }
}

fn done(state: &AppState, id: AssessmentId, decided: Option<MemberId>, words: &str) -> AppResult {
    decided.into_iter().for_each(|member| announce(state, member));
    Ok(redirect(&format!("/assessments/{id}"), &Flash::positive(words)))
}

async fn as_it_stands(state: &AppState, viewer: &Viewer, pages: &Pages, id: AssessmentId) -> AppResult<AssessmentPage> {
    let conn = state.db.get().await?;
    let (page, row) =
        try_join!(pages.page_over(&conn, "Assessment"), queries::assessment(&conn, id, viewer.member_id))?;
    drop(conn);
    Ok(AssessmentPage::new(page.at(Place::Me), row, state.clock.now(), viewer.local()))
}
