//! What others said of a member.

use askama::Template;
use jiff::tz::TimeZone;

use crate::error::{AppError, AppResult};
use crate::profiles;
use crate::ratings::queries::{ListedRow, ON_A_PAGE, RatedRow};
use crate::ratings::{Figure, Tag, Window};
use crate::web::{Page, stars};

/// `/members/{member}/ratings`
#[derive(Template)]
#[template(path = "ratings/list.html")]
pub(in crate::ratings) struct ListPage {
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
