//! Requests as moderators answer them.

use actix_web::web;
use futures_util::try_join;
use serde::Deserialize;

use super::desk_of;
use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::skills;
use crate::state::AppState;
use crate::taxonomy::forms::{AnswerForm, EntryForm, RefusalForm};
use crate::taxonomy::queries::{self, ON_A_PAGE};
use crate::taxonomy::views::{QueuePage, RequestForms, RequestPage, Tab, choices, cut, dated};
use crate::taxonomy::{self, Decision, RequestId, TaxonomyError};
use crate::web::dates;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

const PATH: &str = "/admin/skills";

/// Where the queue goes on.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<RequestId>,
}

/// What is looked for among the skills that are there.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    q: Option<String>,
}

/// `GET /admin/skills`
pub async fn queue(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<After>) -> AppResult {
    let conn = state.db.get().await?;
    let (page, mut rows) = try_join!(pages.page_over(&conn, "Skills desk"), queries::queue(&conn, query.after))?;
    drop(conn);
    let newer = cut(&mut rows, ON_A_PAGE, |last| QueuePage::address(last.id));
    let rows = dated(rows, viewer.local(), |row| row.created_at);
    show(&QueuePage { page: page.at(Place::Me), desk: desk_of(&viewer, Tab::Requests), rows, newer })
}

/// `GET /admin/skills/requests/{request}?q=`
pub async fn request(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<RequestId>,
    query: web::Query<Typed>,
) -> AppResult {
    let typed = query.into_inner().q;
    show(&request_page(&state, &viewer, &pages, *id, |name| RequestForms::begin(name, typed)).await?)
}

/// `POST /admin/skills/requests/{request}/approval`
pub async fn approve(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<RequestId>,
    HtmlForm(entry): HtmlForm<EntryForm>,
) -> AppResult {
    let parsed = entry.parse().map(Decision::Approve);
    let sent = |forms| RequestForms { entry, ..forms };
    answer_with(&state, &viewer, &pages, *id, parsed, sent).await
}

/// `POST /admin/skills/requests/{request}/answer`
pub async fn answer(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<RequestId>,
    HtmlForm(answer): HtmlForm<AnswerForm>,
) -> AppResult {
    let parsed = answer.parse();
    let sent = |forms| RequestForms { answer, ..forms };
    answer_with(&state, &viewer, &pages, *id, parsed, sent).await
}

/// `POST /admin/skills/requests/{request}/refusal`
pub async fn decline(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<RequestId>,
    HtmlForm(refusal): HtmlForm<RefusalForm>,
) -> AppResult {
    let parsed = refusal.parse();
    let sent = |forms| RequestForms { refusal, ..forms };
    answer_with(&state, &viewer, &pages, *id, parsed, sent).await
}

/// Decides, or shows the form again that was refused: `sent` puts it among the others.
async fn answer_with(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: RequestId,
    parsed: Result<Decision, FieldErrors>,
    sent: impl FnOnce(RequestForms) -> RequestForms,
) -> AppResult {
    let now = state.clock.now();
    let errors = match parsed {
        Err(errors) => errors,
        Ok(decision) => {
            let mut conn = state.db.get().await?;
            match taxonomy::decide(&mut conn, now, viewer.member_id, id, &decision).await {
                Ok(()) => return Ok(redirect(PATH, &Flash::positive("Answered. Whoever asked will hear."))),
                Err(late @ TaxonomyError::DecidedAlready) => {
                    return Ok(redirect(&format!("{PATH}/requests/{id}"), &Flash::info(late.to_string())));
                }
                Err(error) => said(error, decision.field())?,
            }
        }
    };
    let begin = |name: &str| RequestForms { errors, ..sent(RequestForms::begin(name, None)) };
    refused(&request_page(state, viewer, pages, id, begin).await?)
}

/// The sentence beside the field, when the catalogue refused what was chosen.
fn said(error: TaxonomyError, field: &'static str) -> Result<FieldErrors, AppError> {
    match error {
        taken @ TaxonomyError::Taken { .. } => Ok(FieldErrors::one(field, taken.to_string())),
        TaxonomyError::NotFound if field == "skill" => {
            Ok(FieldErrors::one(field, "That skill is not there any more. Choose another one."))
        }
        other => Err(other.into()),
    }
}

async fn request_page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: RequestId,
    begin: impl FnOnce(&str) -> RequestForms,
) -> Result<RequestPage, AppError> {
    let mut conn = state.db.get().await?;
    let (page, row, supporters, subcategories) = try_join!(
        pages.page_over(&conn, "A missing skill"),
        queries::request(&conn, id),
        queries::supporters(&conn, id),
        skills::subcategory_choices(&conn),
    )?;
    let forms = begin(&row.name);
    let typed: String = forms.answer.q.chars().take(100).collect();
    let found = skills::search(&mut conn, &typed, None).await?;
    drop(conn);
    let local = viewer.local();
    Ok(RequestPage {
        page: page.at(Place::Me),
        desk: desk_of(viewer, Tab::Requests),
        asked_at: dates::date(row.created_at, local),
        decided_at: row.decided_at.map(|at| dates::moment(at, local)).unwrap_or_default(),
        supporters: dated(supporters, local, |one| one.created_at),
        found,
        subcategories: choices(subcategories, &row.category),
        forms,
        row,
    })
}
