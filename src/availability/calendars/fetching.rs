//! Fetching: a schedule that looks whose time has come, and a job for each calendar.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::calendar::{self, CalendarId, Fetchable, Read};
use super::queries;
use super::reading::{MOST_BYTES, Question, read_aside};
use crate::jobs::{Job, Registry};
use crate::notifications::announce;
use crate::outbound::{Fetched, Version};
use crate::state::AppState;

/// How far ahead an address is read: the furthest horizon, with a month to spare for one that fails. In days.
const ADDRESS_DAYS: i64 = 122;
/// How far ahead a file is read that is not read again, in days.
const UPLOAD_DAYS: i64 = 400;
/// A calendar of which its server says that it is the same is read again after this, in hours: time has gone on, and what
/// repeats goes on with it.
const SAME_FOR_HOURS: i64 = 24;
/// What is said of an address that was sealed with another key.
const UNOPENED: &str = "We cannot read the address that we kept any more. Remove this calendar and add it again.";
/// Calendars looked up by one run of the schedule.
const AT_ONCE: i64 = 500;

/// Adds this resource's jobs.
pub fn register(registry: Registry) -> Registry {
    registry.on::<FetchCalendar>().every(
        "availability.fetch_calendars",
        SignedDuration::from_mins(5),
        FetchCalendars {},
    )
}

/// Fetches a calendar from its address.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FetchCalendar {
    pub calendar_id: CalendarId,
}

impl FetchCalendar {
    /// One waiting job per calendar is enough.
    pub(super) fn key(&self) -> String {
        format!("fetch-calendar:{}", self.calendar_id)
    }
}

/// Has those fetched whose time has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct FetchCalendars {}

impl Job for FetchCalendars {
    const KIND: &'static str = "availability.fetch_calendars";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        Ok(calendar::fetch_due(&mut *state.db.get().await?, state.clock.now(), AT_ONCE).await?)
    }
}

impl Job for FetchCalendar {
    const KIND: &'static str = "availability.fetch_calendar";

    /// That a calendar fails is no failure of the job: it is noted, and the calendar's own time comes again.
    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        let Some(found) = calendar::fetchable(&mut conn, self.calendar_id).await? else { return Ok(()) };
        let zone = queries::zone_of(&conn, found.member_id).await?;
        drop(conn);
        let outcome = match found.address(&state.secret) {
            Ok(Some(address)) => fetch(state, &found, &address, zone).await,
            Ok(None) => return Ok(()),
            Err(error) => {
                tracing::warn!(calendar = %found.id, %error, "a calendar's address cannot be opened");
                Err(UNOPENED.to_owned())
            }
        };
        let (now, mut conn) = (state.clock.now(), state.db.get().await?);
        match outcome {
            Ok(Some(read)) => calendar::keep(&mut conn, now, &found, &read).await?,
            Ok(None) => calendar::keep_as_it_is(&mut conn, now, found.id).await?,
            Err(problem) => {
                if calendar::note_failure(&mut conn, now, &found, &problem).await? {
                    announce(state, found.member_id);
                }
            }
        }
        Ok(())
    }
}

/// What is at the address; nothing when it is what was read already.
async fn fetch(state: &AppState, known: &Fetchable, address: &str, home: TimeZone) -> Result<Option<Read>, String> {
    let question = question(state, home, ADDRESS_DAYS);
    let is_fresh = known.read_at.is_some_and(|at| state.clock.now() < at.plus_hours(SAME_FOR_HOURS));
    let same_zone = Some(known.read_in_zone.as_str()) == question.home.iana_name();
    let version = if is_fresh && same_zone { known.version() } else { Version::default() };
    let fetched = state.internet.fetch(address, &version, MOST_BYTES).await.map_err(|why| why.to_string())?;
    match fetched {
        Fetched::Same => Ok(None),
        Fetched::New { body, version } => {
            let reading = read_aside(body, question.clone()).await.map_err(|why| why.to_string())?;
            Ok(Some(Read { reading, question, version: short(version) }))
        }
    }
}

/// What a file is asked that somebody uploads.
pub(super) fn question_of_upload(state: &AppState, home: TimeZone) -> Question {
    question(state, home, UPLOAD_DAYS)
}

fn question(state: &AppState, home: TimeZone, days: i64) -> Question {
    let now = state.clock.now();
    let host = state.config.server.public_url.host_str().unwrap_or_default();
    Question { home, from: now.plus_hours(-24), until: now.plus_hours(24 * days), own_host: host.to_owned() }
}

/// What a server says of a version, where it is short enough to be kept.
fn short(version: Version) -> Version {
    Version {
        etag: version.etag.filter(|etag| etag.len() <= 500),
        last_modified: version.last_modified.filter(|date| date.len() <= 100),
    }
}
