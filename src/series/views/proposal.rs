//! Proposing a series in a rhythm.

use askama::Template;
use jiff::tz::TimeZone;

use super::when;
use crate::accounts::MemberId;
use crate::availability::Pair;
use crate::bookings::{BookingId, Offer, TaughtSkill, TeacherRow};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::profiles;
use crate::series::forms::SeriesForm;
use crate::series::plan::{PlannedDate, TIMES};
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// `/members/{member}/series`
#[derive(Template)]
#[template(path = "series/propose.html")]
pub(in crate::series) struct ProposalPage {
    pub page: Page,
    pub teacher: String,
    pub teacher_path: String,
    pub skills: Vec<TaughtSkill>,
    /// What the learner has to spend.
    pub available: Credits,
    pub form: SeriesForm,
    pub errors: FieldErrors,
    pub minutes: i16,
    pub lengths: Vec<(i16, String, Credits)>,
    pub weeks: i16,
    pub times: i16,
    /// The first day of the week of starts, as a date field takes it.
    pub from: String,
    pub days: Vec<Day>,
    /// The dates of the plan, once a first start is chosen.
    pub preview: Option<Preview>,
    /// The session that waits for a rating, when that is in the way.
    pub to_rate: Option<BookingId>,
}

/// First starts of one day.
pub(in crate::series) struct Day {
    pub name: String,
    /// The value, the reader's clock, and the teacher's where it differs.
    pub starts: Vec<(String, String, String)>,
}

/// What would be proposed.
pub(in crate::series) struct Preview {
    pub dates: Vec<PreviewDate>,
    /// How many can be had.
    pub count: usize,
    pub each: Credits,
    pub total: Credits,
    pub key: String,
    /// The time on the teacher's clock, which stays.
    pub time: String,
}

/// One date of it.
pub(in crate::series) struct PreviewDate {
    pub position: i16,
    pub when: String,
    pub is_ticked: bool,
    /// Why it is left out.
    pub why_not: Option<String>,
}

impl ProposalPage {
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(in crate::series) fn new(
        page: Page,
        (teacher, row): (MemberId, TeacherRow),
        (pair, offer): (&Pair, &Offer),
        (now, yours): (Instant, Local<'_>),
        (form, errors): (SeriesForm, FieldErrors),
    ) -> AppResult<Self> {
        let minutes = form.length(offer);
        let (from, until) = form.week(now, yours);
        let starts = pair.offered(now, (from, until), i64::from(minutes));
        let length = |minutes: i16| (minutes, dates::length(i64::from(minutes)), offer.price(minutes));
        let preview = form.plan().map(|plan| {
            let planned = plan.dates(pair.zone());
            Preview::new(&planned, (pair, offer.price(minutes), minutes), (&row.name, now, yours), &form)
        });
        Ok(Self {
            page,
            teacher_path: profiles::path(teacher, &row.name),
            skills: serde_json::from_value(row.skills).map_err(AppError::internal)?,
            available: row.available,
            minutes,
            lengths: offer.terms.lengths.iter().copied().map(length).collect(),
            weeks: form.rhythm().weeks(),
            times: form.times(),
            from: from.timestamp().to_zoned(yours.zone.clone()).date().to_string(),
            days: days(&starts, yours, pair.zone()),
            preview,
            to_rate: None,
            teacher: row.name,
            form,
            errors,
        })
    }

    /// What can be chosen as the number of dates.
    pub(in crate::series) fn numbers(&self) -> impl Iterator<Item = i16> {
        TIMES
    }
}

fn days(starts: &[Instant], yours: Local<'_>, theirs: &TimeZone) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for start in starts {
        let name = dates::day(*start, yours);
        let line = (start.to_string(), dates::time(*start, yours), dates::theirs(*start, yours, theirs));
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.starts.push(line),
            None => days.push(Day { name, starts: vec![line] }),
        }
    }
    days
}

impl Preview {
    fn new(
        planned: &[PlannedDate],
        (pair, each, minutes): (&Pair, Credits, i16),
        (teacher, now, yours): (&str, Instant, Local<'_>),
        form: &SeriesForm,
    ) -> Self {
        let date = |date: &PlannedDate| {
            let why_not = date.check(pair, now, minutes).err().map(|why| match why {
                None => format!("{teacher}'s clock jumps over this time that day."),
                Some(why) => why.said_to_learner(teacher),
            });
            let is_ticked = why_not.is_none() && (form.date.is_empty() || form.date.contains(&date.position));
            PreviewDate {
                position: date.position,
                when: when(date.starts_at, date.on, yours, pair.zone()),
                is_ticked,
                why_not,
            }
        };
        let dates: Vec<PreviewDate> = planned.iter().map(date).collect();
        let count = dates.iter().filter(|date| date.why_not.is_none()).count();
        let theirs = Local { zone: pair.zone(), ..yours };
        Self {
            total: Credits(each.0 * i64::try_from(count).unwrap_or_default()),
            time: planned.iter().find_map(|date| date.starts_at).map_or_else(String::new, |at| dates::time(at, theirs)),
            key: crate::idempotency::new_key().to_string(),
            dates,
            count,
            each,
        }
    }
}
