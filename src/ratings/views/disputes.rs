//! The pages of disputed ratings.

use askama::Template;

use crate::ratings::forms::{DecisionForm, DisputeForm};
use crate::ratings::queries::{DeskRow, DisputeRow, ON_A_PAGE, ReceivedRow};
use crate::ratings::{DISPUTE_DAYS, Outcome};
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// `/bookings/{id}/rating/dispute`
#[derive(Template)]
#[template(path = "ratings/dispute.html")]
pub(in crate::ratings) struct DisputePage {
    pub page: Page,
    pub booking: i64,
    pub row: ReceivedRow,
    pub form: DisputeForm,
    pub errors: FieldErrors,
    /// Why it was not taken.
    pub refusal: Option<String>,
}

/// `/moderation/ratings`
#[derive(Template)]
#[template(path = "ratings/desk.html")]
pub(in crate::ratings) struct DeskPage {
    pub page: Page,
    /// Disputes with when they were made.
    pub rows: Vec<(DeskRow, String)>,
    /// Where newer ones are.
    pub newer: Option<String>,
}

impl DeskPage {
    /// Of rows as their query gives them: one more than a page when there are more.
    pub fn new(page: Page, mut rows: Vec<DeskRow>, local: Local<'_>) -> Self {
        let is_cut = rows.len() > ON_A_PAGE;
        rows.truncate(ON_A_PAGE);
        let newer = rows.last().filter(|_| is_cut).map(|last| format!("/moderation/ratings?after={}", last.id));
        let rows = rows.into_iter().map(|row| {
            let made = dates::date(row.made_at, local);
            (row, made)
        });
        Self { page, rows: rows.collect(), newer }
    }
}

/// `/moderation/ratings/{dispute}`
#[derive(Template)]
#[template(path = "ratings/decision.html")]
pub(in crate::ratings) struct DecisionPage {
    pub page: Page,
    pub row: DisputeRow,
    pub made_at: String,
    pub decided_at: Option<String>,
    pub form: DecisionForm,
    pub errors: FieldErrors,
}

impl DecisionPage {
    /// Of a dispute as it stands.
    pub fn new(page: Page, row: DisputeRow, form: DecisionForm, errors: FieldErrors, local: Local<'_>) -> Self {
        let made_at = dates::moment(row.made_at, local);
        let decided_at = row.decided_at.map(|at| dates::moment(at, local));
        Self { page, row, made_at, decided_at, form, errors }
    }
}
