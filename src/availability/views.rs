//! The pages of this slice.

use std::ops::RangeInclusive;

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;

use super::agreed::AgreedSession;
use super::forms::{AwayForm, DAYS_SHOWN, DateForm, HoursForm, LENGTHS, OfferedQuery, RulesForm};
use super::offered::stretches;
use super::{DateHours, MOST_DATES, Pair, TimeOff, TimeOffId, Unavailable};
use crate::clock::Instant;
use crate::web::dates::{self, Local, Locale};
use crate::web::{FieldErrors, Page};

/// A member's weekly hours.
#[derive(Template)]
#[template(path = "availability/hours.html")]
pub(super) struct HoursPage {
    pub page: Page,
    pub zone: String,
    pub locale: Locale,
    pub form: HoursForm,
    pub errors: FieldErrors,
    pub action: &'static str,
    pub submit: &'static str,
}

/// `/me/hours/dates`
#[derive(Template)]
#[template(path = "availability/dates.html")]
pub(super) struct DatesPage {
    pub page: Page,
    pub zone: String,
    pub rows: Vec<DateRow>,
    pub form: DateForm,
    pub errors: FieldErrors,
}

/// A date with its hours and with what is agreed on it.
pub(super) struct DateRow {
    date: Date,
    said: String,
    /// Its ranges in words; empty for a closed day.
    hours: Vec<String>,
    form: DateForm,
    sessions: Vec<AgreedRow>,
}

/// `/me/hours/away`
#[derive(Template)]
#[template(path = "availability/away.html")]
pub(super) struct AwayPage {
    pub page: Page,
    pub zone: String,
    pub rows: Vec<AwayRow>,
    pub form: AwayForm,
    pub errors: FieldErrors,
}

/// A time off with what is agreed in it all the same.
pub(super) struct AwayRow {
    id: TimeOffId,
    first: String,
    /// Empty for a single day.
    last: String,
    note: String,
    sessions: Vec<AgreedRow>,
}

struct AgreedRow {
    session: AgreedSession,
    when: String,
}

/// `/me/hours/rules`
#[derive(Template)]
#[template(path = "availability/rules.html")]
pub(super) struct RulesPage {
    pub page: Page,
    pub zone: String,
    pub form: RulesForm,
    pub errors: FieldErrors,
}

/// `/me/hours/offered`
#[derive(Template)]
#[template(path = "availability/offered.html")]
pub(super) struct OfferedPage {
    pub page: Page,
    pub zone: String,
    pub locale: Locale,
    pub minutes: i64,
    pub from: Date,
    /// The first and the last day that can be booked.
    pub bounds: (Date, Date),
    pub days: Vec<OfferedDay>,
    pub query: OfferedQuery,
    pub errors: FieldErrors,
    pub answer: Option<Answer>,
}

/// What is said about one moment.
pub(super) struct Answer {
    when: String,
    why: Option<Unavailable>,
}

/// A day that is looked at.
pub(super) struct OfferedDay {
    title: String,
    parts: Vec<OfferedPart>,
}

struct OfferedPart {
    from: String,
    until: String,
    why: Option<Unavailable>,
    starts: Vec<String>,
}

impl DatesPage {
    /// Shows in the form the date that `typed` names, with its hours if it has its own.
    pub fn open(&mut self, typed: String) {
        match self.rows.iter().find(|row| row.date.to_string() == typed) {
            Some(row) => self.form = row.form.clone(),
            None => self.form.date = typed,
        }
    }

    /// Whether the form shows the date of `row`, to change it.
    fn is_open(&self, row: &DateRow) -> bool {
        self.form.date == row.date.to_string()
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= MOST_DATES
    }
}

impl DateRow {
    /// `sessions` are all that the member has agreed to; those of the date are shown.
    pub fn new(day: DateHours, sessions: &[AgreedSession], local: Local<'_>) -> Self {
        let clock = |minute: i16| local.locale.clock(minute.into());
        let hours = day.hours.ranges().iter();
        Self {
            date: day.date,
            said: dates::calendar_day(day.date, local.locale),
            hours: hours.map(|range| format!("{} to {}", clock(range.starts()), clock(range.ends()))).collect(),
            form: DateForm::showing(&day),
            sessions: agreed_on(day.date..=day.date, sessions, local),
        }
    }
}

impl AwayRow {
    /// `sessions` are all that the member has agreed to; those of these days are shown.
    pub fn new(time_off: TimeOff, sessions: &[AgreedSession], local: Local<'_>) -> Self {
        Self {
            id: time_off.id,
            first: dates::calendar_day(time_off.first, local.locale),
            last: match time_off.last {
                last if last == time_off.first => String::new(),
                last => dates::calendar_day(last, local.locale),
            },
            note: time_off.note,
            sessions: agreed_on(time_off.first..=time_off.last, sessions, local),
        }
    }
}

fn agreed_on(days: RangeInclusive<Date>, sessions: &[AgreedSession], local: Local<'_>) -> Vec<AgreedRow> {
    let row =
        |session: &AgreedSession| AgreedRow { when: dates::moment(session.starts_at, local), session: session.clone() };
    sessions.iter().filter(|session| session.is_on(&days, local.zone)).map(row).collect()
}

impl Answer {
    /// What the one function said of `moment`.
    pub fn new(said: Result<(), Unavailable>, moment: Instant, local: Local<'_>) -> Self {
        Self { when: dates::moment(moment, local), why: said.err() }
    }
}

impl OfferedDay {
    /// What is offered on `date`, booked at `now`, and why not the rest.
    pub fn new(pair: &Pair, local: Local<'_>, now: Instant, date: Date, minutes: i64) -> Self {
        let stretches = stretches(pair, local.zone, now, date, minutes);
        let parts = stretches.into_iter().map(|part| OfferedPart {
            from: dates::time(part.from, local),
            until: match part.until.timestamp().to_zoned(local.zone.clone()).date() == date {
                true => dates::time(part.until, local),
                false => local.locale.clock(1440),
            },
            why: part.why,
            starts: part.starts.into_iter().map(|at| dates::time(at, local)).collect(),
        });
        Self { title: dates::calendar_day(date, local.locale), parts: parts.collect() }
    }
}

impl OfferedPage {
    fn lengths(&self) -> impl Iterator<Item = (i64, String)> {
        LENGTHS.into_iter().map(|minutes| (minutes, dates::length(minutes)))
    }

    fn url(&self, minutes: i64, from: Date) -> String {
        format!("/me/hours/offered?minutes={minutes}&from={from}")
    }

    fn title(&self) -> String {
        dates::calendar_day(self.from, self.locale)
    }

    /// The address of the days before, while there are any that can be booked; else empty.
    fn previous(&self) -> String {
        let (first, _) = self.bounds;
        let before = self.from.saturating_sub(DAYS_SHOWN.days()).max(first);
        if self.from > first { self.url(self.minutes, before) } else { String::new() }
    }

    /// The address of the days after, while there are any that can be booked; else empty.
    fn next(&self) -> String {
        let after = self.from.saturating_add(DAYS_SHOWN.days());
        if after <= self.bounds.1 { self.url(self.minutes, after) } else { String::new() }
    }
}
