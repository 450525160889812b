//! The list and the receipts.

use actix_web::web;
use diesel::QueryResult;
use futures_util::future::try_join;

use super::card::Match;
use super::filters::{Choices, Filters};
use super::queries::{Said, list, receipt, said};
use super::views::{DiscoverPage, NothingPage, ReceiptPage};
use super::{generate, score};
use crate::accounts::{MemberId, Pages, Viewer};
use crate::db::Connection;
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
    let names = names.all().await?;
    let mut conn = state.db.get().await?;
    let (page, found) = try_join(pages.page_over(&conn, "Discover"), list(&conn, &names, viewer.member_id)).await?;
    let found = match found {
        empty if empty.is_empty() => first(&state, &mut conn, &names, viewer.member_id).await?,
        found => Found::List(found),
    };
    drop(conn);
    let page = page.at(Place::Discover);
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
    let row = receipt(&*state.db.get().await?, &names, viewer.member_id, other.into_inner()).await?;
    let page = pages.page(format!("You and {}", row.name)).await?.at(Place::Discover);
    show(&ReceiptPage { page, full_hours: score::FULL_OVERLAP_MINUTES / 60, row })
}

/// The list of a member who has none yet: made now rather than waited for, it takes a few milliseconds.
async fn first(state: &AppState, conn: &mut Connection, names: &NamesById, member: MemberId) -> QueryResult<Found> {
    let said = said(conn, member).await?;
    if said.wants && generate(conn, state.clock.now(), member).await?.is_first {
        announce(state, member);
        return Ok(Found::List(list(conn, names, member).await?));
    }
    Ok(Found::Nothing(said))
}
