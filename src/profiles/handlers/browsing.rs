//! Finding members.

use actix_web::web;

use crate::accounts::{Pages, Visitor};
use crate::error::AppResult;
use crate::profiles::browse::{Browse, BrowseQuery};
use crate::profiles::views::{BrowsePage, Cards};
use crate::state::AppState;
use crate::web::{Htmx, Place, fragment, show};

/// `GET /members?q=&skill=&cursor=`: a page, and for "Show more" its next rows alone.
pub async fn index(
    state: web::Data<AppState>,
    visitor: Visitor,
    pages: Pages,
    htmx: Htmx,
    query: web::Query<BrowseQuery>,
) -> AppResult {
    let viewer = visitor.0.as_ref().map(|viewer| viewer.member_id);
    let browse = query.browse();
    let found = browse.page(&mut *state.db.get().await?, viewer, query.after()).await?;
    let more = found.next.map(|next| query.page_at(next)).unwrap_or_default();
    let cards = Cards { rows: found.rows, is_member: viewer.is_some(), more };
    if htmx.wants_fragment() {
        return fragment(&cards);
    }
    let page = pages.page("Members").await?.at(Place::Discover).public(
        state.config.server.absolute("/members"),
        "People who teach what they know and learn what they do not, an hour for an hour.",
    );
    let skill = match browse {
        Browse::Skill(slug) => Some(slug.replace('-', " ")),
        Browse::Everybody | Browse::Like(_) => None,
    };
    show(&BrowsePage { page, typed: query.into_inner().q, skill, cards })
}
