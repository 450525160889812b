//! The page on which a learner proposes a session.

use askama::Template;

use super::times::Times;
use crate::accounts::MemberId;
use crate::bookings::forms::ProposalForm;
use crate::bookings::queries::{TaughtSkill, TeacherRow};
use crate::bookings::{BookingId, Offer};
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
    /// In minutes.
    pub shortest: i16,
    /// In minutes.
    pub longest: i16,
    pub hourly: Credits,
    pub times: Times,
    /// The session that waits for a rating, when that is in the way.
    pub to_rate: Option<BookingId>,
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
    fn new(minutes: i16, offer: &Offer) -> Self {
        Self { minutes, words: dates::length(i64::from(minutes)), price: offer.price(minutes) }
    }
}

impl ProposalPage {
    /// Where its form is sent.
    pub(in crate::bookings) fn action(&self) -> String {
        format!("{}/proposal", self.teacher.path)
    }

    /// `times` are those of sessions of `minutes`.
    pub(in crate::bookings) fn new(
        page: Page,
        teacher: Teacher,
        (minutes, offer): (i16, &Offer),
        times: Times,
        (form, errors): (ProposalForm, FieldErrors),
    ) -> Self {
        // One that no click offers stays where it was asked for.
        let lengths = &offer.terms.lengths;
        let other = Some(minutes).filter(|minutes| !lengths.contains(minutes));
        Self {
            length: dates::length(i64::from(minutes)),
            lengths: lengths.iter().copied().chain(other).map(|minutes| Length::new(minutes, offer)).collect(),
            shortest: offer.terms.shortest,
            longest: offer.terms.longest,
            hourly: offer.hourly,
            page,
            teacher,
            form,
            errors,
            minutes,
            times,
            to_rate: None,
        }
    }
}
