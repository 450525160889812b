//! What others said of a member.

use actix_web::{HttpRequest, web};
use futures_util::try_join;
use serde::Deserialize;

use crate::accounts::{Pages, Visitor};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::profiles::MemberPath;
use crate::ratings::views::ListPage;
use crate::ratings::{queries, standing};
use crate::state::AppState;
use crate::web::{Place, show};

/// Where the list goes on: when the last one was shown, in microseconds, and its booking.
#[derive(Debug, Deserialize)]
pub struct After {
    shown: Option<i64>,
    session: Option<i64>,
}

/// `GET /members/{member}/ratings?shown=&session=`
pub async fn index(
    request: HttpRequest,
    state: web::Data<AppState>,
    visitor: Visitor,
    pages: Pages,
    member: web::Path<MemberPath>,
    after: web::Query<After>,
) -> AppResult {
    let viewer = visitor.0.map(|viewer| viewer.member_id);
    let today = standing::today(state.clock.now());
    let shown_at = Instant::from_microseconds(after.shown.unwrap_or(i64::MAX));
    let conn = state.db.get().await?;
    let (page, rated, rows) = try_join!(
        pages.page_over(&conn, "Ratings"),
        queries::rated(&conn, member.0, today),
        queries::listed(&conn, member.0, viewer, (shown_at, after.session.unwrap_or(i64::MAX))),
    )?;
    drop(conn);
    if viewer.is_none() && !rated.is_public {
        return Err(AppError::LogInNeeded { return_to: request.uri().to_string() });
    }
    show(&ListPage::new(page.at(Place::Discover), rated, rows)?)
}
