//! Two skills become one.

use actix_web::web;
use futures_util::try_join;
use serde::Deserialize;

use super::desk_of;
use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::skills::{self, SkillId, SkillNames};
use crate::state::AppState;
use crate::taxonomy;
use crate::taxonomy::queries;
use crate::taxonomy::views::{MergerPage, Tab};
use crate::web::{Flash, HtmlForm, Place, redirect, show};

/// The skill that stays.
#[derive(Debug, Deserialize)]
pub struct Into {
    into: SkillId,
}

/// `GET /admin/skills/catalogue/{skill}/merger?into=`: what it would mean.
pub async fn preview(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    from: web::Path<SkillId>,
    query: web::Query<Into>,
) -> AppResult {
    let (from, into) = (*from, query.into);
    let conn = state.db.get().await?;
    let (page, gone, stays, from_reach, into_reach) = try_join!(
        pages.page_over(&conn, "Merge two skills"),
        skills::catalogue_entry(&conn, from),
        skills::catalogue_entry(&conn, into),
        queries::reach(&conn, from),
        queries::reach(&conn, into),
    )?;
    drop(conn);
    let (Some(gone), Some(stays)) = (gone, stays) else { return Err(AppError::NotFound) };
    let (page, desk) = (page.at(Place::Me), desk_of(&viewer, Tab::Catalogue));
    show(&MergerPage { page, desk, from: gone, into: stays, from_reach, into_reach })
}

/// `POST /admin/skills/catalogue/{skill}/merger`
pub async fn merge(
    state: web::Data<AppState>,
    names: web::Data<SkillNames>,
    viewer: Viewer,
    from: web::Path<SkillId>,
    HtmlForm(form): HtmlForm<Into>,
) -> AppResult {
    let (from, now) = (*from, state.clock.now());
    let merger = taxonomy::merge(&mut *state.db.get().await?, now, viewer.member_id, from, form.into).await?;
    names.forget();
    let said = format!("{} is a part of {} now.", merger.from.name, merger.into.name);
    Ok(redirect(&format!("/admin/skills/catalogue/{}", merger.into.id), &Flash::positive(said)))
}
