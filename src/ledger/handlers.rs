//! Extract, one lookup, one view.

use actix_web::web;
use serde::Deserialize;

use super::queries;
use super::views::{CreditsPage, Line};
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{Place, show};

#[derive(Deserialize)]
pub struct Before {
    before: Option<i64>,
}

/// `GET /credits?before=<transfer>`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Before>) -> AppResult {
    let page = pages.page("Credits").await?.at(Place::Me);
    let mut conn = state.db.get().await?;
    let balances = queries::balances(&mut conn, viewer.member_id).await?;
    let movements = queries::movements(&mut conn, viewer.member_id, query.before.unwrap_or(i64::MAX)).await?;
    drop(conn);
    let size = usize::try_from(queries::PAGE).unwrap_or(usize::MAX);
    let more =
        movements.get(size).and_then(|_| movements.get(size - 1)).map(|last| format!("/credits?before={}", last.id));
    let lines = movements.iter().take(size).map(|movement| Line::new(movement, viewer.local())).collect();
    show(&CreditsPage { page, balances, lines, more })
}
