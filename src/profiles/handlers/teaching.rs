//! A skill and who teaches it, for everybody and for crawlers.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use futures_util::future::try_join3;
use jiff::tz::TimeZone;

use crate::accounts::{Pages, Visitor};
use crate::error::AppResult;
use crate::profiles::queries;
use crate::profiles::search::TeachersAsked;
use crate::profiles::views::{Cards, SkillPage};
use crate::skills;
use crate::state::AppState;
use crate::web::{Htmx, Place, fragment, show};

/// `GET /skills/{slug}?sort=`: a page; for "Show more" the next rows alone. A skill's former address leads to it.
pub async fn of_skill(
    state: web::Data<AppState>,
    visitor: Visitor,
    pages: Pages,
    htmx: Htmx,
    slug: web::Path<String>,
    asked: web::Query<TeachersAsked>,
) -> AppResult {
    let (viewer, now) = (visitor.0.map(|viewer| viewer.member_id), state.clock.now().timestamp());
    let (order, search) = (asked.order(), asked.search(&slug));
    // Nobody's hours are asked for, so that any zone does.
    let zone = TimeZone::UTC;
    let conn = state.db.get().await?;
    let teachers = queries::search(&conn, viewer, &search, &zone, now);
    let about = skills::about(&conn, &slug, viewer);
    let (page, about, found) = try_join3(pages.page_over(&conn, ""), about, teachers).await?;
    drop(conn);
    if about.slug != *slug {
        return Ok(HttpResponse::MovedPermanently().insert_header((header::LOCATION, about.path())).finish());
    }
    let more = found.next.map(|next| order.page_after(&about.slug, next)).unwrap_or_default();
    let cards = Cards { rows: found.rows, is_member: viewer.is_some(), more };
    if htmx.wants_fragment() && search.after.is_some() {
        return fragment(&cards);
    }
    let mut page = page.titled(&about.name).at(Place::Discover);
    if search == TeachersAsked::default().search(&slug) {
        page = page.public(state.config.server.absolute(&about.path()), about.description());
    }
    let (site, total) = (state.config.server.absolute(""), search.after.is_none().then_some(found.total));
    show(&SkillPage { page, site, about, order, total, cards })
}
