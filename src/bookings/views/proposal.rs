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
    pub lengths: Vec<Length>,
    pub times: Times,
}

/// A length to choose, and what it costs.
pub(in crate::bookings) struct Length {
    pub minutes: i16,
    pub words: String,
    pub price: Credits,
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

impl Length {
    fn new(minutes: i16) -> Self {
        let length = i64::from(minutes);
        Self { minutes, words: dates::length(length), price: Credits::for_minutes(length) }
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
        // One that no click offers stays where it was asked for.
        let other = Some(minutes).filter(|minutes| !LENGTHS.contains(minutes));
        Self {
            length: dates::length(i64::from(minutes)),
            lengths: LENGTHS.into_iter().chain(other).map(Length::new).collect(),
            page,
            teacher,
            form,
            errors,
            minutes,
            times,
        }
    }
}
