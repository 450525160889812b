//! The steps that ask for skills. Adding and removing are of the skills slice, which comes back here.

use actix_web::web;
use serde::Deserialize;

use super::page_of;
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::onboarding::Step;
use crate::onboarding::views::SkillsPage;
use crate::skills::{self, Direction, MineList, Search};
use crate::state::AppState;
use crate::web::show;

/// What is searched for without JavaScript, and which skill's form stands open.
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    open: String,
}

/// `GET /onboarding/teach?q=&open=teach-7`, `/onboarding/learn`
pub async fn list(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    step: web::Path<Step>,
    query: web::Query<ListQuery>,
) -> AppResult {
    let (page, steps) = page_of(&state, &viewer, &pages, *step).await?;
    let direction = if *step == Step::Teach { Direction::Teach } else { Direction::Learn };
    let mut conn = state.db.get().await?;
    let rows = skills::of_member(&mut conn, viewer.member_id).await?;
    let search = Search::run(&mut conn, &query.q, viewer.member_id).await?;
    let search = Search { direction: Some(direction), next: step.path().to_owned(), ..search };
    let list = MineList::new(direction, &rows, step.path()).open(&query.open);
    show(&SkillsPage { page, steps, search, list })
}
