//! A calendar's row, and what is done to it.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::fetching::FetchCalendar;
use super::reading::{Question, Reading};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::crypto::Secret;
use crate::db::{Connection, id_type, text_enum};
use crate::error::AppError;
use crate::jobs::enqueue_unique;
use crate::notifications::{self, Kind as Notification};
use crate::outbound::Version;
use crate::schema::{calendar_busy, calendars, members};

/// Calendars that a member may have.
pub const MOST_CALENDARS: i64 = 5;
/// A calendar is fetched so often, in hours; one that fails twice as rarely each time, up to half a day.
const EVERY_HOURS: i64 = 1;
const LEAST_OFTEN_HOURS: i64 = 12;
/// A calendar that fails for so long is told of, in hours.
const TOLD_AFTER_HOURS: i64 = 24;
/// Asked to fetch now, we do so unless the last try is younger than this, in minutes.
const AGAIN_AFTER_MINUTES: i64 = 1;
/// What an address is sealed for.
const SEALED_FOR: &str = "calendar address";
/// Letters of an address that are shown at its end.
const SHOWN_END: usize = 6;

id_type!(
    /// A calendar's id.
    CalendarId(i64)
);

text_enum!(
    /// Where a calendar comes from.
    Kind {
        /// Fetched from an address.
        Address = "address",
        /// A file that was read once.
        Upload = "upload",
    }
);

/// Why a calendar was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// `MOST_CALENDARS` are there.
    #[error("You have {MOST_CALENDARS} calendars, which is the most that fits. Remove one first.")]
    TooMany,
    /// It was just fetched.
    #[error("It was fetched a moment ago. Wait a minute, then try again.")]
    JustFetched,
    /// It is not there, or another member's.
    #[error("no such calendar")]
    NotFound,
    /// The address could not be sealed.
    #[error("sealing an address: {0}")]
    Sealing(anyhow::Error),
    /// The database failed.
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for CalendarError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<CalendarError> for AppError {
    fn from(error: CalendarError) -> Self {
        match error {
            CalendarError::NotFound => Self::NotFound,
            CalendarError::Sealing(error) => Self::Internal(error),
            CalendarError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}

/// A calendar that is to be fetched.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = calendars)]
pub(super) struct Fetchable {
    pub id: CalendarId,
    pub member_id: MemberId,
    row_key: Uuid,
    address: Option<Vec<u8>>,
    pub read_at: Option<Instant>,
    pub read_in_zone: String,
    etag: Option<String>,
    last_modified: Option<String>,
    failures: i32,
    failing_since: Option<Instant>,
    told_at: Option<Instant>,
}

impl Fetchable {
    /// Its address; none for an upload.
    pub(super) fn address(&self, secret: &Secret) -> anyhow::Result<Option<String>> {
        let Some(sealed) = &self.address else { return Ok(None) };
        let plain = secret.open(SEALED_FOR, &self.row_key.to_string(), sealed)?;
        Ok(Some(String::from_utf8(plain)?))
    }

    /// What is known of it.
    pub(super) fn version(&self) -> Version {
        Version { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }
}

/// What was read of a calendar, and by which question.
#[derive(Debug)]
pub(super) struct Read {
    pub reading: Reading,
    pub question: Question,
    pub version: Version,
}

/// Takes the calendar at `address`, to be fetched at once by a job.
///
/// # Errors
/// `TooMany`; else when sealing or the database fails.
pub(super) async fn add_address(
    conn: &mut Connection,
    (now, secret): (Instant, &Secret),
    member: MemberId,
    name: &str,
    address: &url::Url,
) -> Result<CalendarId, CalendarError> {
    let row_key = Uuid::new_v4();
    let sealed = secret.seal(SEALED_FOR, &row_key.to_string(), address.as_str().as_bytes());
    let sealed = sealed.map_err(CalendarError::Sealing)?;
    let row = (
        calendars::member_id.eq(member),
        calendars::name.eq(name),
        calendars::kind.eq(Kind::Address),
        calendars::row_key.eq(row_key),
        calendars::address.eq(Some(sealed)),
        calendars::shown.eq(shown(address)),
        calendars::created_at.eq(now),
        calendars::next_fetch_at.eq(Some(now.plus_hours(EVERY_HOURS))),
    );
    conn.transaction(async |conn| {
        must_have_room(conn, member).await?;
        let id: CalendarId =
            diesel::insert_into(calendars::table).values(row).returning(calendars::id).get_result(conn).await?;
        let job = FetchCalendar { calendar_id: id };
        enqueue_unique(conn, now, now, &job.key(), &job).await?;
        Ok(id)
    })
    .await
}

/// Takes what was read of a file called `file`.
///
/// # Errors
/// `TooMany`, or when the database fails.
pub(super) async fn add_upload(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    (name, file): (&str, &str),
    read: &Read,
) -> Result<CalendarId, CalendarError> {
    conn.transaction(async |conn| {
        must_have_room(conn, member).await?;
        let row = (
            calendars::member_id.eq(member),
            calendars::name.eq(name),
            calendars::kind.eq(Kind::Upload),
            calendars::row_key.eq(Uuid::new_v4()),
            calendars::shown.eq(file),
            calendars::created_at.eq(now),
        );
        let id: CalendarId =
            diesel::insert_into(calendars::table).values(row).returning(calendars::id).get_result(conn).await?;
        replace(conn, now, (id, member), read, None).await?;
        Ok(id)
    })
    .await
}

/// Calls a calendar something else.
///
/// # Errors
/// `NotFound`.
pub(super) async fn rename(
    conn: &mut Connection,
    member: MemberId,
    id: CalendarId,
    name: &str,
) -> Result<(), CalendarError> {
    let own = calendars::table.find(id).filter(calendars::member_id.eq(member));
    match diesel::update(own).set(calendars::name.eq(name)).execute(conn).await? {
        0 => Err(CalendarError::NotFound),
        _ => Ok(()),
    }
}

/// Removes a calendar, with all that is known of it. Whether it was there.
///
/// # Errors
/// When the database fails.
pub(super) async fn remove(conn: &mut Connection, member: MemberId, id: CalendarId) -> QueryResult<bool> {
    let own = calendars::table.find(id).filter(calendars::member_id.eq(member));
    Ok(diesel::delete(own).execute(conn).await? == 1)
}

/// Has a calendar fetched now.
///
/// # Errors
/// `NotFound` also for an upload; `JustFetched`.
pub(super) async fn fetch_now(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    id: CalendarId,
) -> Result<(), CalendarError> {
    conn.transaction(async |conn| {
        let tried_at: Option<Instant> = calendars::table
            .find(id)
            .filter(calendars::member_id.eq(member).and(calendars::kind.eq(Kind::Address)))
            .select(calendars::tried_at)
            .for_no_key_update()
            .first(conn)
            .await?;
        if tried_at.is_some_and(|at| now < at.plus_minutes(AGAIN_AFTER_MINUTES)) {
            return Err(CalendarError::JustFetched);
        }
        let job = FetchCalendar { calendar_id: id };
        Ok(enqueue_unique(conn, now, now, &job.key(), &job).await?)
    })
    .await
}

/// Has those fetched whose time has come, `most` at most, and the same again an hour later if nobody else moves that.
///
/// # Errors
/// When the database fails.
pub(super) async fn fetch_due(conn: &mut Connection, now: Instant, most: i64) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let due: Vec<CalendarId> = calendars::table
            .filter(calendars::next_fetch_at.le(now))
            .order(calendars::next_fetch_at)
            .limit(most)
            .select(calendars::id)
            .for_update()
            .skip_locked()
            .load(conn)
            .await?;
        diesel::update(calendars::table.filter(calendars::id.eq_any(&due)))
            .set(calendars::next_fetch_at.eq(Some(now.plus_hours(EVERY_HOURS))))
            .execute(conn)
            .await?;
        for calendar_id in due {
            let job = FetchCalendar { calendar_id };
            enqueue_unique(conn, now, now, &job.key(), &job).await?;
        }
        Ok(())
    })
    .await
}

/// The calendar, to be fetched.
///
/// # Errors
/// When the database fails.
pub(super) async fn fetchable(conn: &mut Connection, id: CalendarId) -> QueryResult<Option<Fetchable>> {
    calendars::table.find(id).select(Fetchable::as_select()).first(conn).await.optional()
}

/// Keeps what was read at the calendar's address. One that was removed meanwhile stays away.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep(conn: &mut Connection, now: Instant, calendar: &Fetchable, read: &Read) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let still: Option<CalendarId> =
            calendars::table.find(calendar.id).select(calendars::id).for_update().first(conn).await.optional()?;
        match still {
            Some(id) => replace(conn, now, (id, calendar.member_id), read, Some(now.plus_hours(EVERY_HOURS))).await,
            None => Ok(()),
        }
    })
    .await
}

/// The server says that nothing has changed.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep_as_it_is(conn: &mut Connection, now: Instant, id: CalendarId) -> QueryResult<()> {
    diesel::update(calendars::table.find(id))
        .set((calendars::next_fetch_at.eq(Some(now.plus_hours(EVERY_HOURS))), well(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// A try failed: what was known stays, the next try waits longer, and after a day the member is told, once. Whether they
/// were.
///
/// # Errors
/// When the database fails.
pub(super) async fn note_failure(
    conn: &mut Connection,
    now: Instant,
    calendar: &Fetchable,
    problem: &str,
) -> QueryResult<bool> {
    let failing_since = calendar.failing_since.unwrap_or(now);
    let tells = calendar.told_at.is_none() && failing_since.plus_hours(TOLD_AFTER_HOURS) <= now;
    let doubled = EVERY_HOURS << calendar.failures.clamp(0, 8);
    conn.transaction(async |conn| {
        let noted = diesel::update(calendars::table.find(calendar.id))
            .set((
                calendars::tried_at.eq(now),
                calendars::problem.eq(problem),
                calendars::failures.eq(calendar.failures.saturating_add(1)),
                calendars::failing_since.eq(failing_since),
                calendars::told_at.eq(if tells { Some(now) } else { calendar.told_at }),
                calendars::next_fetch_at.eq(now.plus_hours(doubled.min(LEAST_OFTEN_HOURS))),
            ))
            .execute(conn)
            .await?;
        if tells && noted == 1 {
            let subject = Some(calendar.id.0);
            notifications::notify(conn, now, calendar.member_id, Notification::CalendarFails, None, subject).await?;
        }
        Ok(tells && noted == 1)
    })
    .await
}

async fn must_have_room(conn: &mut Connection, member: MemberId) -> Result<(), CalendarError> {
    // Two at once would each count four: the second waits here for the first.
    members::table.find(member).select(members::id).for_no_key_update().first::<MemberId>(conn).await?;
    let there: i64 = calendars::table.filter(calendars::member_id.eq(member)).count().get_result(conn).await?;
    if there >= MOST_CALENDARS { Err(CalendarError::TooMany) } else { Ok(()) }
}

async fn replace(
    conn: &mut Connection,
    now: Instant,
    (id, member): (CalendarId, MemberId),
    read: &Read,
    next_fetch_at: Option<Instant>,
) -> QueryResult<()> {
    diesel::delete(calendar_busy::table.filter(calendar_busy::calendar_id.eq(id))).execute(conn).await?;
    let rows: Vec<_> = read
        .reading
        .busy
        .iter()
        .map(|(from, until)| {
            (
                calendar_busy::calendar_id.eq(id),
                calendar_busy::member_id.eq(member),
                calendar_busy::starts_at.eq(*from),
                calendar_busy::ends_at.eq(*until),
            )
        })
        .collect();
    diesel::insert_into(calendar_busy::table).values(rows).execute(conn).await?;
    diesel::update(calendars::table.find(id))
        .set((
            calendars::read_at.eq(now),
            calendars::read_in_zone.eq(read.question.home.iana_name().unwrap_or("UTC")),
            calendars::known_until.eq(read.question.until),
            calendars::unread_events.eq(i32::try_from(read.reading.unread_events).unwrap_or(i32::MAX)),
            calendars::etag.eq(&read.version.etag),
            calendars::last_modified.eq(&read.version.last_modified),
            calendars::next_fetch_at.eq(next_fetch_at),
            well(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// What a try that went well leaves.
type Well = (
    diesel::dsl::Eq<calendars::tried_at, Instant>,
    diesel::dsl::Eq<calendars::problem, Option<String>>,
    diesel::dsl::Eq<calendars::failures, i32>,
    diesel::dsl::Eq<calendars::failing_since, Option<Instant>>,
    diesel::dsl::Eq<calendars::told_at, Option<Instant>>,
);

fn well(now: Instant) -> Well {
    (
        calendars::tried_at.eq(now),
        calendars::problem.eq(None),
        calendars::failures.eq(0),
        calendars::failing_since.eq(None),
        calendars::told_at.eq(None),
    )
}

/// How an address is recognised by its owner and used by nobody: its host and its last letters.
fn shown(address: &url::Url) -> String {
    let host: String = address.host_str().unwrap_or_default().chars().take(200).collect();
    let path: Vec<char> = address.path().chars().collect();
    let end: String = path.iter().skip(path.len().saturating_sub(SHOWN_END)).collect();
    format!("{host} … {end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_the_host_and_the_end_are_shown_and_the_secret_is_not() {
        let address =
            url::Url::parse("https://calendar.example.org/private-0123456789abcdef/basic.ics?key=42").unwrap();
        assert_eq!(shown(&address), "calendar.example.org … ic.ics");
        assert_eq!(shown(&url::Url::parse("https://a.example").unwrap()), "a.example … /");
    }
}
