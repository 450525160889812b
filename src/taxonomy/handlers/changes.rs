//! The log.

use actix_web::web;
use futures_util::try_join;
use serde::Deserialize;

use super::desk_of;
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::state::AppState;
use crate::taxonomy::queries::{self, ON_A_PAGE};
use crate::taxonomy::views::{ChangesPage, Tab, cut};
use crate::web::dates;
use crate::web::{Place, show};

/// Where the log goes on.
#[derive(Debug, Deserialize)]
pub struct Before {
    before: Option<i64>,
}

/// `GET /admin/skills/changes`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages, query: web::Query<Before>) -> AppResult {
    let conn = state.db.get().await?;
    let (page, mut rows) = try_join!(pages.page_over(&conn, "Changes"), queries::changes(&conn, query.before))?;
    drop(conn);
    let older = cut(&mut rows, ON_A_PAGE, |last| format!("/admin/skills/changes?before={}", last.id));
    let when = |row: &queries::ChangeRow| dates::moment(row.made_at, viewer.local());
    let rows = rows.into_iter().map(|row| (when(&row), row)).map(|(at, row)| (row, at)).collect();
    show(&ChangesPage { page: page.at(Place::Me), desk: desk_of(&viewer, Tab::Changes), rows, older })
}
