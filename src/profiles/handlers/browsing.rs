//! Finding members.

use actix_web::http::header::HeaderName;
use actix_web::web;
use jiff::tz::TimeZone;

use crate::accounts::{Pages, Viewer, Visitor};
use crate::error::AppResult;
use crate::profiles::search::{Asked, Search};
use crate::profiles::views::{BrowsePage, Cards, Found};
use crate::profiles::{featured, queries};
use crate::state::AppState;
use crate::web::{Htmx, Place, fragment, show};

/// Featured teachers above everybody.
const FEATURED: i64 = 4;

/// What htmx puts in the address bar while somebody types.
const REPLACE_URL: HeaderName = HeaderName::from_static("hx-replace-url");

/// `GET /members?q=...`: a page; its list alone while somebody types; for "Show more" the next rows alone.
pub async fn index(
    state: web::Data<AppState>,
    visitor: Visitor,
    pages: Pages,
    htmx: Htmx,
    asked: web::Query<Asked>,
) -> AppResult {
    let search = asked.search();
    let found = find(&state, visitor.0.as_ref(), &search).await?;
    match (htmx.wants_fragment(), search.after) {
        (true, Some(_)) => return fragment(&found.cards),
        (true, None) => {
            let mut answer = fragment(&found)?;
            if let Ok(address) = search.address().parse() {
                answer.headers_mut().insert(REPLACE_URL, address);
            }
            return Ok(answer);
        }
        (false, _) => {}
    }
    let mut page = pages.page("Members").await?.at(Place::Discover);
    if search.is_everybody() && search.after.is_none() {
        let description = "People who teach what they know and learn what they do not, an hour for an hour.";
        page = page.public(state.config.server.absolute("/members"), description);
    }
    show(&BrowsePage { page, asked: asked.into_inner(), found, is_member: visitor.0.is_some() })
}

async fn find(state: &AppState, viewer: Option<&Viewer>, search: &Search) -> AppResult<Found> {
    let (id, now) = (viewer.map(|viewer| viewer.member_id), state.clock.now());
    // Of a visitor we know no clock: the page says that times are those of UTC.
    let zone = viewer.map_or(TimeZone::UTC, |viewer| viewer.zone.clone());
    let mut conn = state.db.get().await?;
    let found = queries::search(&conn, id, search, &zone, now.timestamp()).await?;
    let featured = match search.is_everybody() && search.after.is_none() {
        true => featured(&mut conn, now, id, FEATURED).await?,
        false => Cards::default(),
    };
    let more = found.next.map(|next| search.page_after(next)).unwrap_or_default();
    let cards = Cards { rows: found.rows, is_member: viewer.is_some(), more };
    Ok(Found { chips: search.chips(), total: search.after.is_none().then_some(found.total), featured, cards })
}
