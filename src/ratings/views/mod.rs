//! The pages of ratings.

mod disputes;
mod listing;

use askama::Template;

use super::{RatingForm, Role};
use crate::web::{FieldErrors, Page};

pub(super) use disputes::{DecisionPage, DeskPage, DisputePage};
pub(super) use listing::ListPage;

/// The words of the five marks.
const MARKS: [(&str, &str); 5] = [("1", "Poor"), ("2", "Fair"), ("3", "Good"), ("4", "Very good"), ("5", "Excellent")];

/// `/bookings/{id}/rating`, shown by bookings, which knows the session.
#[derive(Template)]
#[template(path = "ratings/form.html")]
pub struct RatingPage {
    /// The shell.
    pub page: Page,
    /// The session's path.
    pub session: String,
    /// Who is rated.
    pub other: String,
    /// What it was about.
    pub skill: String,
    /// What the rated did in it.
    pub role: Role,
    /// Whether a rating is there, which nobody has seen.
    pub is_correction: bool,
    /// The form as it was filled in.
    pub form: RatingForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// Why it was not taken.
    pub refusal: Option<String>,
}

impl RatingPage {
    fn choices(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        self.form.choices(self.role)
    }
}
