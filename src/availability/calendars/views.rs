//! The page of calendars, and the file of what we understood.

use askama::Template;

use super::calendar::{CalendarId, Kind};
use super::forms::AddressForm;
use super::queries::CalendarRow;
use crate::clock::Instant;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// `/me/hours/calendars`
#[derive(Template)]
#[template(path = "availability/calendars.html")]
pub(super) struct CalendarsPage {
    pub page: Page,
    pub lines: Vec<CalendarLine>,
    pub form: AddressForm,
    pub errors: FieldErrors,
    /// Whether one more fits.
    pub has_room: bool,
}

/// One calendar.
pub(super) struct CalendarLine {
    pub id: CalendarId,
    pub name: String,
    pub is_upload: bool,
    pub shown: String,
    /// When it was read last; none while it is fetched for the first time.
    pub read: Option<String>,
    pub ahead: i64,
    pub next_busy: Option<String>,
    /// What failed, and since when.
    pub problem: Option<(String, String)>,
    pub next_try: Option<String>,
    pub unread_events: i32,
    /// The zone by which whole days were read, when it is not the viewer's any more.
    pub other_zone: Option<String>,
    /// Until when a file tells, when that is near.
    pub ends: Option<String>,
}

/// A file of a calendar, as we understood it.
#[derive(Template)]
#[template(path = "availability/busy.ics", escape = "none")]
pub(super) struct BusyFile {
    pub id: CalendarId,
    pub host: String,
    pub stamp: String,
    /// First and last moment, as the format writes them.
    pub times: Vec<(String, String)>,
}

impl CalendarsPage {
    /// Whether something is on its way that the page waits for.
    pub(super) fn is_waiting(&self) -> bool {
        self.lines.iter().any(|line| line.read.is_none() && line.problem.is_none())
    }
}

impl CalendarLine {
    pub(super) fn new(row: CalendarRow, now: Instant, local: Local<'_>) -> Self {
        let is_upload = row.kind == Kind::Upload;
        let zone = local.zone.iana_name().unwrap_or("UTC");
        let is_elsewhere = row.read_at.is_some() && row.read_in_zone != zone;
        // A server that says that nothing has changed was asked all the same.
        let fetched = if row.problem.is_none() { row.read_at.and(row.tried_at) } else { row.read_at };
        let failing_since = row.failing_since.map(|since| dates::moment(since, local));
        Self {
            id: row.id,
            name: row.name,
            is_upload,
            shown: row.shown,
            read: fetched.map(|at| dates::moment(at, local)),
            ahead: row.ahead,
            next_busy: row.next_busy.map(|at| dates::moment(at.max(now), local)),
            problem: row.problem.zip(failing_since),
            next_try: row.next_fetch_at.map(|at| dates::moment(at, local)),
            unread_events: row.unread_events,
            other_zone: is_elsewhere.then(|| row.read_in_zone.replace('_', " ")),
            ends: row.known_until.filter(|_| is_upload).map(|until| dates::date(until, local)),
        }
    }
}

impl BusyFile {
    pub(super) fn new(id: CalendarId, host: &str, now: Instant, busy: &[(Instant, Instant)]) -> Self {
        Self {
            id,
            host: host.to_owned(),
            stamp: stamp(now),
            times: busy.iter().map(|(from, until)| (stamp(*from), stamp(*until))).collect(),
        }
    }

    /// The file, with the ends of lines that the format asks for.
    pub(super) fn written(&self) -> askama::Result<String> {
        Ok(self.render()?.replace('\n', "\r\n"))
    }
}

/// `20261123T170000Z`
fn stamp(at: Instant) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}
