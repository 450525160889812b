//! Taking one's data along.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::accounts::{Pages, RecentProof, Viewer};
use crate::error::AppResult;
use crate::privacy::data_export;
use crate::privacy::views::DataPage;
use crate::state::AppState;
use crate::web::{Flash, Place, redirect, show};

/// `GET /me/data`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let page = pages.page("Your data").await?.at(Place::Me);
    let now = state.clock.now();
    let export = data_export::of(&mut *state.db.get().await?, now, viewer.member_id).await?;
    let export = export.filter(|export| !export.is_abandoned(now));
    show(&DataPage::new(page, export.as_ref(), viewer.local()))
}

/// `POST /me/data`: asks for an export.
pub async fn create(state: web::Data<AppState>, viewer: RecentProof) -> AppResult {
    let asked = data_export::ask(&mut *state.db.get().await?, state.clock.now(), viewer.member_id).await?;
    let sentence = match asked {
        true => "Your export is being made. A mail comes when it is ready, usually within minutes.",
        false => "Your export is being made already. A mail comes when it is ready.",
    };
    Ok(redirect("/me/data", &Flash::info(sentence)))
}

/// `GET /me/data/skillswap.zip`
pub async fn download(state: web::Data<AppState>, viewer: RecentProof) -> AppResult {
    let package = data_export::fetch(&state, viewer.member_id).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"skillswap.zip\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(package))
}
