//! The pages of this slice.

use askama::Template;

use super::card::Match;
use super::filters::{Choices, Filters};
use super::queries::Said;
use super::score::{COMPLEMENTARITY, LEARNING_STYLE, OVERLAP, RATING, RESPONSE};
use crate::web::Page;

/// The list of matches, filtered.
#[derive(Template)]
#[template(path = "matching/discover.html")]
pub(super) struct DiscoverPage {
    pub page: Page,
    pub filters: Filters,
    pub choices: Choices,
    /// Those that pass the filters.
    pub matches: Vec<Match>,
    pub total: usize,
}

/// No list, and what would give one.
#[derive(Template)]
#[template(path = "matching/nothing.html")]
pub(super) struct NothingPage {
    pub page: Page,
    pub said: Said,
}

/// Why the score is what it is.
#[derive(Template)]
#[template(path = "matching/receipt.html")]
pub(super) struct ReceiptPage {
    pub page: Page,
    pub row: Match,
    /// Hours in common that give all the points.
    pub full_hours: i32,
}

impl DiscoverPage {
    /// Whether nobody in the whole list is free when the viewer is.
    fn nobody_is_free(&self) -> bool {
        !self.filters.are_set() && self.matches.iter().all(|row| row.overlap_minutes == 0)
    }
}
