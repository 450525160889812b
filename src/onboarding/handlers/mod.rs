//! Extract, one verb or lookup, one view.

pub(super) mod hours;
pub(super) mod photo;
pub(super) mod profile;
pub(super) mod skills;
pub(super) mod walking;

use super::views::Steps;
use super::{Step, completeness};
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{Page, Place};

/// The shell of a step's page, and where in the row it stands.
async fn page_of(state: &AppState, viewer: &Viewer, pages: &Pages, current: Step) -> AppResult<(Page, Steps)> {
    let page = pages.page(current.title()).await?.at(Place::Me);
    let completeness = completeness(&*state.db.get().await?, viewer.member_id).await?;
    Ok((page, Steps { current, completeness }))
}

/// Where a step that was dealt with leads.
fn after(step: Step) -> &'static str {
    step.next().unwrap_or(Step::Style).path()
}
