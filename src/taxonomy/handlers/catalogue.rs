//! The catalogue as admins change it.

use actix_web::{HttpResponse, web};
use futures_util::try_join;
use serde::Deserialize;

use super::desk_of;
use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::skills::{self, Found, Search, SkillId, SkillNames};
use crate::state::AppState;
use crate::taxonomy::forms::EntryForm;
use crate::taxonomy::views::{CataloguePage, EntryPage, Known, Tab, choices};
use crate::taxonomy::{self, TaxonomyError, queries};
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

const PATH: &str = "/admin/skills/catalogue";

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// `GET /admin/skills/catalogue?q=`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Typed>) -> AppResult {
    let page = pages.page("Catalogue of skills").await?.at(Place::Me);
    let (typed, found) = find(&state, &query.q).await?;
    show(&CataloguePage { page, desk: desk_of(&viewer, Tab::Catalogue), typed, found })
}

/// `GET /admin/skills/catalogue/new`
pub async fn new(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    show(&entry_page(&state, &viewer, &pages, None, EntryForm::default()).await?)
}

/// `POST /admin/skills/catalogue`
pub async fn add(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<EntryForm>,
) -> AppResult {
    let now = state.clock.now();
    let done = match form.parse() {
        Ok(entry) => taxonomy::add(&mut *state.db.get().await?, now, viewer.member_id, &entry).await.map(|_| entry),
        Err(errors) => return refuse(&state, &viewer, &pages, None, form, errors).await,
    };
    match done {
        Ok(entry) => Ok(redirect(PATH, &Flash::positive(format!("{} is a skill now.", entry.name)))),
        Err(error) => {
            let errors = said(error)?;
            refuse(&state, &viewer, &pages, None, form, errors).await
        }
    }
}

/// `GET /admin/skills/catalogue/{skill}?q=`
pub async fn entry(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<SkillId>,
    query: web::Query<Typed>,
) -> AppResult {
    let (form, known) = known(&state, *id, &query.q).await?;
    show(&entry_page(&state, &viewer, &pages, Some(known), form).await?)
}

/// `POST /admin/skills/catalogue/{skill}`
pub async fn edit(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<SkillId>,
    names: web::Data<SkillNames>,
    HtmlForm(form): HtmlForm<EntryForm>,
) -> AppResult {
    let now = state.clock.now();
    let done = match form.parse() {
        Ok(entry) => taxonomy::edit(&mut *state.db.get().await?, now, viewer.member_id, *id, &entry).await,
        Err(errors) => return refuse(&state, &viewer, &pages, Some(*id), form, errors).await,
    };
    match done {
        Ok(()) => {
            names.forget();
            Ok(saved(*id))
        }
        Err(error) => {
            let errors = said(error)?;
            refuse(&state, &viewer, &pages, Some(*id), form, errors).await
        }
    }
}

fn saved(id: SkillId) -> HttpResponse {
    redirect(&format!("{PATH}/{id}"), &Flash::positive("Saved. Lists may show the old name for a minute."))
}

/// The sentence beside the field, when the catalogue refused a name.
fn said(error: TaxonomyError) -> Result<FieldErrors, AppError> {
    match error {
        taken @ TaxonomyError::Taken { .. } => Ok(FieldErrors::one("name", taken.to_string())),
        other => Err(other.into()),
    }
}

async fn refuse(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    id: Option<SkillId>,
    form: EntryForm,
    errors: FieldErrors,
) -> AppResult {
    let known = match id {
        Some(id) => Some(known(state, id, "").await?.1),
        None => None,
    };
    let page = entry_page(state, viewer, pages, known, form).await?;
    refused(&EntryPage { errors, ..page })
}

async fn find(state: &AppState, typed: &str) -> AppResult<(String, Vec<Found>)> {
    let typed: String = typed.chars().take(100).collect();
    let found = match Search::is_long_enough(&typed) {
        true => skills::search(&mut *state.db.get().await?, &typed, None).await?,
        false => Vec::new(),
    };
    Ok((typed, found))
}

async fn known(state: &AppState, id: SkillId, typed: &str) -> AppResult<(EntryForm, Known)> {
    let (typed, mut found) = find(state, typed).await?;
    found.retain(|other| other.id != id);
    let conn = state.db.get().await?;
    let (row, reach) = try_join!(skills::catalogue_entry(&conn, id), queries::reach(&conn, id))?;
    let row = row.ok_or(AppError::NotFound)?;
    Ok((EntryForm::of(&row), Known { id, name: row.name, reach, typed, found }))
}

async fn entry_page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    known: Option<Known>,
    form: EntryForm,
) -> AppResult<EntryPage> {
    let title = known.as_ref().map_or("Add a skill", |known| known.name.as_str());
    let conn = state.db.get().await?;
    let (page, subcategories) = try_join!(pages.page_over(&conn, title), skills::subcategory_choices(&conn))?;
    drop(conn);
    Ok(EntryPage {
        page: page.at(Place::Me),
        desk: desk_of(viewer, Tab::Catalogue),
        form,
        errors: FieldErrors::default(),
        subcategories: choices(subcategories, ""),
        known,
    })
}
