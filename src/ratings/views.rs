//! The pages of ratings.

use askama::Template;
use jiff::tz::TimeZone;

use super::queries::{ListedRow, ON_A_PAGE, RatedRow};
use super::{Figure, RatingForm, Role, Tag, Window};
use crate::error::{AppError, AppResult};
use crate::profiles;
use crate::web::{FieldErrors, Page, stars};

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

/// `/members/{member}/ratings`
#[derive(Template)]
#[template(path = "ratings/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub rated: RatedRow,
    /// Words with how many said them.
    pub tags: Vec<(Tag, i64)>,
    pub rows: Vec<ListedRow>,
    /// Where older ones are.
    pub more: Option<String>,
}

impl ListPage {
    /// Of rows as their query gives them: one more than a page when there are more.
    pub fn new(page: Page, rated: RatedRow, mut rows: Vec<ListedRow>) -> AppResult<Self> {
        let is_cut = rows.len() > ON_A_PAGE;
        rows.truncate(ON_A_PAGE);
        let path = profiles::path(rated.id, &rated.name);
        let more = rows.last().filter(|_| is_cut).map(|last| {
            format!("{path}/ratings?shown={}&session={}", last.revealed_at.microseconds(), last.booking_id)
        });
        let tags = serde_json::from_value(rated.tags.clone()).map_err(AppError::internal)?;
        Ok(Self { page, rated, tags, rows, more })
    }

    fn path(&self) -> String {
        profiles::path(self.rated.id, &self.rated.name)
    }
}

impl RatedRow {
    fn stars(&self) -> Option<String> {
        self.figure.map(stars)
    }

    /// The two windows by their words: how many, and their mean.
    fn windows(&self) -> [(&'static str, i64, Option<String>); 2] {
        let mean = |total, count| Figure { recent: Window { total, count }, ..Figure::default() }.words();
        [
            ("Last 3 months", self.recent_count, mean(self.recent_total, self.recent_count)),
            ("3 to 12 months", self.older_count, mean(self.older_total, self.older_count)),
        ]
    }
}

impl Figure {
    /// `4.87`
    fn words(&self) -> Option<String> {
        self.hundredths().and_then(|hundredths| hundredths.try_into().ok()).map(stars)
    }
}

impl ListedRow {
    fn rater_path(&self) -> Option<String> {
        self.rater.as_ref().map(|name| profiles::path(self.rater_id, name))
    }

    fn dimensions(&self) -> [(&'static str, i16); 3] {
        [
            ("Knowledge", self.knowledge),
            ("Communication", self.communication),
            ("Professionalism", self.professionalism),
        ]
    }

    /// The month, which is near enough for a review.
    fn month(&self) -> String {
        self.in_utc("%B %Y")
    }

    fn month_for_machines(&self) -> String {
        self.in_utc("%Y-%m")
    }

    fn in_utc(&self, format: &str) -> String {
        self.revealed_at.timestamp().to_zoned(TimeZone::UTC).strftime(format).to_string()
    }
}
