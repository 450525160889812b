//! Extract, look, show.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use futures_util::try_join;
use serde::Deserialize;

use super::exports::{self, Press};
use super::history::HistoryForm;
use super::live::since;
use super::month::Month;
use super::movements::{held_for, movements, span};
use super::queries::balances;
use super::statement::Statement;
use super::views::{CreditsPage, Lines, Standing, StatementPage};
use super::words::Line;
use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{Place, see_other, show};

/// How far a page knows.
#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: i64,
}

/// `GET /credits?q=&kind=&month=&cursor=`
pub async fn index(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    web::Query(asked): web::Query<HistoryForm>,
) -> AppResult {
    let (me, history) = (viewer.member_id, asked.parse(&viewer.zone));
    let conn = state.db.get().await?;
    let (page, balances, reach, held, movements) = try_join!(
        pages.page_over(&conn, "Credits"),
        balances(&conn, me),
        span(&conn, me),
        held_for(&conn, me),
        movements(&conn, me, &history, Lines::MOST),
    )?;
    drop(conn);
    let current = Month::of(state.clock.now(), &viewer.zone);
    let months = CreditsPage::months(current, reach.first.map(|first| Month::of(first, &viewer.zone)));
    let standing = Standing::new(balances, held, viewer.local());
    let history = Lines::new(movements, &asked, viewer.local());
    show(&CreditsPage {
        page: page.at(Place::Me),
        standing,
        history,
        months,
        member: me,
        cursor: reach.postings,
        asked,
    })
}

/// `GET /credits/news?after=`: what the socket would have told; 204 when there is nothing.
pub async fn news(state: web::Data<AppState>, viewer: Viewer, query: web::Query<After>) -> AppResult {
    let update = since(&state, viewer.member_id, query.after).await?;
    if update.html.is_empty() {
        return Ok(HttpResponse::NoContent().finish());
    }
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(update.html))
}

/// `GET /credits/history.csv?q=&kind=&month=`
pub async fn history_csv(
    state: web::Data<AppState>,
    viewer: Viewer,
    web::Query(asked): web::Query<HistoryForm>,
) -> AppResult {
    let history = asked.parse(&viewer.zone);
    let rows = exports::history(state.get_ref().clone(), viewer, history);
    Ok(file(exports::CSV, "skillswap-credits.csv").streaming(rows))
}

/// `GET /credits/statements`
pub async fn statements(state: web::Data<AppState>, viewer: Viewer) -> HttpResponse {
    see_other(&format!("/credits/statements/{}", Month::of(state.clock.now(), &viewer.zone)))
}

/// `GET /credits/statements/{month}`
pub async fn statement(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    month: web::Path<String>,
) -> AppResult {
    let month = Month::parse(&month).ok_or(AppError::NotFound)?;
    let conn = state.db.get().await?;
    let page = async { Ok(pages.page_over(&conn, month.words()).await?) };
    let (page, statement) = try_join!(page, Statement::of(&conn, state.clock.now(), &viewer, month))?;
    drop(conn);
    let lines = statement.movements.iter().map(|movement| Line::new(movement, viewer.local())).collect();
    let zone = viewer.zone.iana_name().unwrap_or("UTC").replace('_', " ");
    show(&StatementPage { page: page.at(Place::Me), statement, lines, zone })
}

/// `GET /credits/statements/{month}/statement.csv`
pub async fn statement_csv(state: web::Data<AppState>, viewer: Viewer, month: web::Path<String>) -> AppResult {
    let statement = read(&state, &viewer, &month).await?;
    let name = format!("skillswap-credits-{}.csv", statement.month);
    Ok(file(exports::CSV, &name).body(exports::csv(&statement, &viewer)?))
}

/// `GET /credits/statements/{month}/statement.pdf`
pub async fn statement_pdf(
    state: web::Data<AppState>,
    press: web::Data<Press>,
    viewer: Viewer,
    month: web::Path<String>,
) -> AppResult {
    let statement = read(&state, &viewer, &month).await?;
    let name = format!("skillswap-credits-{}.pdf", statement.month);
    let pdf = press.print(&statement, &viewer).await?;
    Ok(file("application/pdf", &name).body(pdf))
}

async fn read(state: &AppState, viewer: &Viewer, month: &str) -> AppResult<Statement> {
    let month = Month::parse(month).ok_or(AppError::NotFound)?;
    Statement::of(&*state.db.get().await?, state.clock.now(), viewer, month).await
}

/// Something to keep, called `name`; not kept by whatever stands between us and its owner.
fn file(kind: &str, name: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, kind.to_owned()))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    response
}
