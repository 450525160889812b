//! The page on which a learner proposes a session.

use askama::Template;

use super::times::Times;
use crate::accounts::MemberId;
use crate::bookings::forms::{LENGTHS, ProposalForm};
use crate::bookings::queries::{TaughtSkill, TeacherRow};
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::profiles;
use crate::web::dates;
use crate::web::{FieldErrors, Page};

/// `/members/{member}/proposal`
#[derive(Template)]
#[template(path = "bookings/propose.html")]
pub(in crate::bookings) struct ProposalPage {
    pub page: Page,
    pub teacher: Teacher,
    pub form: ProposalForm,
    pub errors: FieldErrors,
    pub minutes: i16,
    pub length: String,
    pub lengths: [(i16, String); 4],
    pub price: Credits,
    pub times: Times,
}

/// Whom the learner proposes to.
pub(in crate::bookings) struct Teacher {
    pub name: String,
    pub path: String,
    pub skills: Vec<TaughtSkill>,
    /// What the learner has to spend.
    pub available: Credits,
}

impl Teacher {
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(in crate::bookings) fn new(id: MemberId, row: TeacherRow) -> AppResult<Self> {
        let skills = serde_json::from_value(row.skills).map_err(AppError::internal)?;
        Ok(Self { path: profiles::path(id, &row.name), name: row.name, skills, available: row.available })
    }
}

impl ProposalPage {
    /// `times` are those of sessions of `minutes`.
    pub(in crate::bookings) fn new(
        page: Page,
        teacher: Teacher,
        minutes: i16,
        times: Times,
        (form, errors): (ProposalForm, FieldErrors),
    ) -> Self {
        Self {
            price: Credits::for_minutes(i64::from(minutes)),
            length: dates::length(i64::from(minutes)),
            lengths: LENGTHS.map(|minutes| (minutes, dates::length(i64::from(minutes)))),
            page,
            teacher,
            form,
            errors,
            minutes,
            times,
        }
    }
}
