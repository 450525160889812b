//! Extract, one verb, one view.

use actix_web::web;
use serde::Deserialize;

use super::queries::{self, NotificationRow, ON_A_PAGE};
use super::views::{ListPage, Row, Rows};
use super::{NotificationId, When, announce, mark_all_read, mark_read};
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{HtmlForm, Htmx, fragment, see_other, show};

#[derive(Deserialize)]
pub struct Before {
    before: Option<NotificationId>,
}

#[derive(Deserialize)]
pub struct Upto {
    upto: NotificationId,
}

/// `GET /notifications`
pub async fn list(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    htmx: Htmx,
    query: web::Query<Before>,
) -> AppResult {
    let mut found = queries::newest(&*state.db.get().await?, viewer.member_id, query.before, ON_A_PAGE + 1).await?;
    let older = cut(&mut found);
    let newest = found.first().map(|row| row.id);
    let when = When { now: state.clock.now(), local: viewer.local() };
    let rows = found.into_iter().map(|row| (when.brief(row.created_at), row)).map(|(said, row)| Row::new(row, said));
    let rows = rows.collect();
    if htmx.wants_fragment() {
        return fragment(&Rows { rows, older });
    }
    let page = pages.page("Notifications").await?;
    let has_unread = page.viewer.as_ref().is_some_and(|viewer| viewer.unread_notifications > 0);
    show(&ListPage { page, rows, older, unread_upto: newest.filter(|_| has_unread) })
}

/// `GET /notifications/{notification}`: marks it as read and goes on to what it is about.
pub async fn follow(state: web::Data<AppState>, viewer: Viewer, id: web::Path<NotificationId>) -> AppResult {
    let now = state.clock.now();
    let (kind, subject) = mark_read(&mut *state.db.get().await?, now, viewer.member_id, id.into_inner()).await?;
    announce(&state, viewer.member_id);
    Ok(see_other(&kind.target(subject)))
}

/// `POST /notifications/reading`
pub async fn read_all(state: web::Data<AppState>, viewer: Viewer, HtmlForm(form): HtmlForm<Upto>) -> AppResult {
    mark_all_read(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, form.upto).await?;
    announce(&state, viewer.member_id);
    Ok(see_other("/notifications"))
}

/// Takes the row beyond the page off; the address of the next page, empty when this is the last.
fn cut(rows: &mut Vec<NotificationRow>) -> String {
    let goes_on = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    match rows.last() {
        Some(last) if goes_on => format!("/notifications?before={}", last.id),
        _ => String::new(),
    }
}
