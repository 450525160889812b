//! The list and the receipts.

use actix_web::web;

use super::card::Match;
use super::filters::{Choices, Filters};
use super::queries::{Said, list, receipt, said};
use super::views::{DiscoverPage, NothingPage, ReceiptPage};
use super::{generate, score};
use crate::accounts::{MemberId, Pages, Viewer};
use crate::error::AppResult;
use crate::notifications::announce;
use crate::skills::{NamesById, SkillNames};
use crate::state::AppState;
use crate::web::{Place, show};

/// A list, or why there is none.
enum Found {
    List(Vec<Match>),
    Nothing(Said),
}

/// `GET /discover`
pub async fn discover(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    names: web::Data<SkillNames>,
    filters: web::Query<Filters>,
) -> AppResult {
    let found = find(&state, &names.all().await?, viewer.member_id).await?;
    let page = pages.page("Discover").await?.at(Place::Discover);
    match found {
        Found::List(list) => {
            let (filters, choices, total) = (filters.into_inner(), Choices::of(&list), list.len());
            let matches = list.into_iter().filter(|one| filters.admit(one)).collect();
            show(&DiscoverPage { page, filters, choices, matches, total })
        }
        Found::Nothing(said) => show(&NothingPage { page, said }),
    }
}

/// `GET /matches/{member}`
pub async fn show_receipt(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    names: web::Data<SkillNames>,
    other: web::Path<MemberId>,
) -> AppResult {
    let names = names.all().await?;
    let row = receipt(&mut *state.db.get().await?, &names, viewer.member_id, other.into_inner()).await?;
    let page = pages.page(format!("You and {}", row.name)).await?.at(Place::Discover);
    show(&ReceiptPage { page, full_hours: score::FULL_OVERLAP_MINUTES / 60, row })
}

/// The member's list. Where there is none yet it is made now rather than waited for: it takes a few milliseconds.
async fn find(state: &AppState, names: &NamesById, member: MemberId) -> AppResult<Found> {
    let mut conn = state.db.get().await?;
    let rows = list(&mut conn, names, member).await?;
    if !rows.is_empty() {
        return Ok(Found::List(rows));
    }
    let said = said(&mut conn, member).await?;
    if said.wants && generate(&mut conn, state.clock.now(), member).await?.is_first {
        announce(state, member);
        return Ok(Found::List(list(&mut conn, names, member).await?));
    }
    Ok(Found::Nothing(said))
}
