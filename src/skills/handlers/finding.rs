//! Finding a skill: by typing, by category.

use actix_web::web;
use serde::Deserialize;

use crate::accounts::{Pages, Visitor};
use crate::error::{AppError, AppResult};
use crate::skills::queries::{self, SkillRow};
use crate::skills::views::{CategoriesPage, CategoryPage, Results, Search, SearchPage};
use crate::skills::{Direction, SkillForm};
use crate::state::AppState;
use crate::web::{Htmx, Place, fragment, show};

/// What is searched for.
#[derive(Debug, Default, Deserialize)]
pub struct SearchQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    direction: String,
    #[serde(default)]
    next: String,
}

/// What is browsed.
#[derive(Debug, Deserialize)]
pub struct BrowseQuery {
    category: Option<String>,
}

/// `GET /skills?q=`: a page, and for the live search its results alone.
pub async fn search(
    state: web::Data<AppState>,
    visitor: Visitor,
    pages: Pages,
    htmx: Htmx,
    query: web::Query<SearchQuery>,
) -> AppResult {
    let search = query.into_inner().run(&state, &visitor).await?;
    if htmx.wants_fragment() {
        return fragment(&Results { search });
    }
    let page = pages.page("Skills").await?.at(Place::Discover).public(
        state.config.server.absolute("/skills"),
        "Find a skill that somebody here teaches, or that somebody wants to learn from you.",
    );
    show(&SearchPage { page, search })
}

/// `GET /skills/browse?category=`
pub async fn browse(state: web::Data<AppState>, pages: Pages, query: web::Query<BrowseQuery>) -> AppResult {
    let canonical = |path: &str| state.config.server.absolute(path);
    let Some(category) = query.into_inner().category else {
        let categories = queries::categories(&mut *state.db.get().await?).await?;
        let page = pages.page("Skills by category").await?.at(Place::Discover);
        let page = page.public(canonical("/skills/browse"), "Every skill that can be taught and learned here.");
        return show(&CategoriesPage { page, categories });
    };
    let skills = queries::in_category(&mut *state.db.get().await?, &category).await?;
    let name = skills.first().map(|skill| skill.category.clone()).ok_or(AppError::NotFound)?;
    let page = pages.page(&name).await?.at(Place::Discover).public(
        canonical(&format!("/skills/browse?category={category}")),
        format!("{name}: skills that people teach each other here."),
    );
    show(&CategoryPage { page, subcategories: by_subcategory(skills) })
}

impl SearchQuery {
    /// Searches when enough was typed.
    async fn run(self, state: &AppState, visitor: &Visitor) -> AppResult<Search> {
        let viewer = visitor.0.as_ref().map(|viewer| viewer.member_id);
        let typed: String = self.q.chars().take(100).collect();
        let found = if Search::is_long_enough(&typed) {
            queries::search(&mut *state.db.get().await?, &typed, viewer).await?
        } else {
            Vec::new()
        };
        let next = SkillForm { next: self.next, ..SkillForm::default() }.way_back().to_owned();
        Ok(Search { typed, direction: Direction::parse(&self.direction), next, can_add: viewer.is_some(), found })
    }
}

fn by_subcategory(skills: Vec<SkillRow>) -> Vec<(String, String, Vec<SkillRow>)> {
    let mut groups: Vec<(String, String, Vec<SkillRow>)> = Vec::new();
    for skill in skills {
        match groups.last_mut().filter(|(slug, ..)| *slug == skill.subcategory_slug) {
            Some((.., group)) => group.push(skill),
            None => groups.push((skill.subcategory_slug.clone(), skill.subcategory.clone(), vec![skill])),
        }
    }
    groups
}
