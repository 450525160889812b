//! What a member asks for.

use actix_web::web;
use futures_util::try_join;
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::skills;
use crate::state::AppState;
use crate::taxonomy::forms::WishForm;
use crate::taxonomy::queries::{self, ON_A_PAGE};
use crate::taxonomy::views::{RequestsPage, cut, dated, search_path};
use crate::taxonomy::{Asked, RequestId, TaxonomyError, request};
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

const PATH: &str = "/skills/requests";

/// Where the list goes on, and what the form begins with.
#[derive(Debug, Default, Deserialize)]
pub struct Shown {
    before: Option<RequestId>,
    #[serde(default)]
    name: String,
}

/// `GET /skills/requests`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Shown>) -> AppResult {
    let Shown { before, name } = query.into_inner();
    let form = WishForm { name: name.chars().take(60).collect(), ..WishForm::default() };
    show(&page(&state, &viewer, &pages, form, before).await?)
}

/// `POST /skills/requests`
pub async fn ask(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<WishForm>,
) -> AppResult {
    let wish = match form.parse() {
        Ok(wish) => wish,
        Err(errors) => return refuse(&state, &viewer, &pages, form, errors).await,
    };
    let done = request::ask(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, &wish).await;
    let name = &wish.name;
    Ok(match done {
        Ok(Asked::Known(known)) => redirect(&search_path(&known.name), &Flash::info(known_as(name, &known.name))),
        Ok(Asked::Again) => redirect(PATH, &Flash::info(format!("You have asked for {name} already."))),
        Ok(Asked::Joined(_)) => {
            redirect(PATH, &Flash::positive(format!("Others miss {name}, too. You will hear together.")))
        }
        Ok(Asked::First) => redirect(PATH, &Flash::positive("Asked. You will hear what comes of it.")),
        Err(full @ (TaxonomyError::TooManyOpen | TaxonomyError::TooManyLately)) => {
            return refuse(&state, &viewer, &pages, form, FieldErrors::one("name", full.to_string())).await;
        }
        Err(error) => return Err(error.into()),
    })
}

/// `POST /skills/requests/{request}/withdrawal`
pub async fn withdraw(state: web::Data<AppState>, viewer: Viewer, id: web::Path<RequestId>) -> AppResult {
    let flash = match request::withdraw(&mut *state.db.get().await?, viewer.member_id, *id).await {
        Ok(name) => Flash::positive(format!("You do not ask for {name} any more.")),
        Err(late @ TaxonomyError::DecidedAlready) => Flash::info(late.to_string()),
        Err(error) => return Err(error.into()),
    };
    Ok(redirect(PATH, &flash))
}

fn known_as(asked: &str, name: &str) -> String {
    match asked.to_lowercase() == name.to_lowercase() {
        true => format!("{name} is here already. Add it below."),
        false => format!("{asked} is here already, as {name}. Add it below."),
    }
}

async fn refuse(state: &AppState, viewer: &Viewer, pages: &Pages, form: WishForm, errors: FieldErrors) -> AppResult {
    let page = page(state, viewer, pages, form, None).await?;
    refused(&RequestsPage { errors, ..page })
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    form: WishForm,
    before: Option<RequestId>,
) -> Result<RequestsPage, AppError> {
    let conn = state.db.get().await?;
    let (page, categories, mut own) = try_join!(
        pages.page_over(&conn, "Missing skills"),
        skills::category_choices(&conn),
        queries::own(&conn, viewer.member_id, before),
    )?;
    drop(conn);
    let older = cut(&mut own, ON_A_PAGE, |last| format!("{PATH}?before={}", last.id));
    let own = dated(own, viewer.local(), |row| row.asked_at);
    Ok(RequestsPage { page: page.at(Place::Me), form, errors: FieldErrors::default(), categories, own, older })
}
