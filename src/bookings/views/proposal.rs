//! The page on which a learner proposes a session.

use askama::Template;
use jiff::tz::TimeZone;

use crate::accounts::MemberId;
use crate::bookings::forms::{LENGTHS, ProposalForm};
use crate::bookings::queries::{TaughtSkill, TeacherRow};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::profiles;
use crate::web::dates::{self, Local};
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
    pub days: Vec<Day>,
}

/// Whom the learner proposes to.
pub(in crate::bookings) struct Teacher {
    pub name: String,
    pub path: String,
    pub skills: Vec<TaughtSkill>,
    /// What the learner has to spend.
    pub available: Credits,
    zone: TimeZone,
}

/// The times of one day.
pub(in crate::bookings) struct Day {
    pub name: String,
    pub starts: Vec<Start>,
}

/// A time to tick.
pub(in crate::bookings) struct Start {
    pub value: String,
    pub yours: String,
    pub theirs: String,
    pub is_chosen: bool,
}

impl Teacher {
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(in crate::bookings) fn new(id: MemberId, row: TeacherRow, zone: TimeZone) -> AppResult<Self> {
        let skills = serde_json::from_value(row.skills).map_err(AppError::internal)?;
        Ok(Self { path: profiles::path(id, &row.name), name: row.name, skills, available: row.available, zone })
    }
}

impl ProposalPage {
    /// `starts` are the times that can be had, for a session of `minutes`; `yours` is where the learner reads them.
    pub(in crate::bookings) fn new(
        page: Page,
        teacher: Teacher,
        yours: Local<'_>,
        (minutes, starts): (i16, &[Instant]),
        (form, errors): (ProposalForm, FieldErrors),
    ) -> Self {
        Self {
            days: days(starts, yours, &teacher.zone, &form.slot),
            price: Credits::for_minutes(i64::from(minutes)),
            length: dates::length(i64::from(minutes)),
            lengths: LENGTHS.map(|minutes| (minutes, dates::length(i64::from(minutes)))),
            page,
            teacher,
            form,
            errors,
            minutes,
        }
    }
}

fn days(starts: &[Instant], yours: Local<'_>, theirs: &TimeZone, chosen: &[String]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for starts_at in starts.iter().copied() {
        let (name, value) = (dates::day(starts_at, yours), starts_at.to_string());
        let start = Start {
            yours: dates::time(starts_at, yours),
            theirs: dates::theirs(starts_at, yours, theirs),
            is_chosen: chosen.contains(&value),
            value,
        };
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.starts.push(start),
            None => days.push(Day { name, starts: vec![start] }),
        }
    }
    days
}
