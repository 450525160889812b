//! The list and the receipts.

use actix_web::web;

use super::filters::{Choices, Filters};
use super::queries::{MatchRow, Said, list, receipt, said};
use super::views::{DiscoverPage, NothingPage, ReceiptPage};
use super::{generate, score};
use crate::accounts::{MemberId, Pages, Viewer};
use crate::error::AppResult;
use crate::notifications::announce;
use crate::state::AppState;
use crate::web::{Place, show};

/// A list, or why there is none.
enum Found {
    List(Vec<MatchRow>),
    Nothing(Said),
}

/// `GET /discover`
pub async fn discover(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    filters: web::Query<Filters>,
) -> AppResult {
    let found = find(&state, viewer.member_id).await?;
    let page = pages.page("Discover").await?.at(Place::Discover);
    match found {
        Found::List(list) => {
            let (filters, choices, total) = (filters.into_inner(), Choices::of(&list), list.len());
            let rows = list.into_iter().filter(|row| filters.admit(row)).collect();
            show(&DiscoverPage { page, filters, choices, rows, total })
        }
        Found::Nothing(said) => show(&NothingPage { page, said }),
    }
}

/// `GET /matches/{member}`
pub async fn show_receipt(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    other: web::Path<MemberId>,
) -> AppResult {
    let row = receipt(&mut *state.db.get().await?, viewer.member_id, other.into_inner()).await?;
    let page = pages.page(format!("You and {}", row.name)).await?.at(Place::Discover);
    show(&ReceiptPage { page, full_hours: score::FULL_OVERLAP_MINUTES / 60, row })
}

/// The member's list. Where there is none yet it is made now rather than waited for: it takes a few milliseconds.
async fn find(state: &AppState, member: MemberId) -> AppResult<Found> {
    let mut conn = state.db.get().await?;
    let rows = list(&mut conn, member).await?;
    if !rows.is_empty() {
        return Ok(Found::List(rows));
    }
    let said = said(&mut conn, member).await?;
    if said.wants && generate(&mut conn, state.clock.now(), member).await?.is_first {
        announce(state, member);
        return Ok(Found::List(list(&mut conn, member).await?));
    }
    Ok(Found::Nothing(said))
}
