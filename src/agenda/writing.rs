//! Writing sessions into connected calendars. Each job looks at the session as it is then and writes that: what is tried
//! twice, or late, comes to the same.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::connection::{self, Connected, ConnectionId};
use super::event::{self, Written};
use super::peers::{Entry, Line, PeerError};
use super::queries::{self, SessionRow};
use super::session::Session;
use crate::accounts::MemberId;
use crate::bookings::{BookingId, State};
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::{Job, enqueue_unique};
use crate::notifications::{self, Kind};
use crate::state::AppState;

/// Sessions ahead that a calendar begins with, at most.
const MOST: i64 = 500;
/// A session that changes again and again while it is written is left to the next job after so many rounds.
const ROUNDS: usize = 3;

/// Makes the calendar over there, unless it is there, and has it filled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SetUp {
    pub connection_id: ConnectionId,
}

/// Makes a session in a connected calendar what it is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WriteEvent {
    pub connection_id: ConnectionId,
    pub booking_id: BookingId,
}

impl WriteEvent {
    fn key(&self) -> String {
        format!("calendar-event:{}:{}", self.connection_id, self.booking_id)
    }

    /// Has it done at `at` or soon after.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn order(&self, conn: &mut Connection, now: Instant, at: Instant) -> diesel::QueryResult<()> {
        enqueue_unique(conn, now, at, &self.key(), self).await
    }
}

/// Has a session written into the calendars of both.
///
/// # Errors
/// When the database fails.
pub(super) async fn write_everywhere(
    conn: &mut Connection,
    now: Instant,
    booking_id: BookingId,
    people: [MemberId; 2],
) -> diesel::QueryResult<()> {
    for connection_id in connection::of_both(conn, people).await? {
        WriteEvent { connection_id, booking_id }.order(conn, now, now).await?;
    }
    Ok(())
}

/// What becomes of a job that the other side did not let end: a wait, the end of the connection, or another try.
pub(super) async fn settle(
    state: &AppState,
    connected: &Connected,
    error: PeerError,
    again: impl AsyncFnOnce(&mut Connection, Instant, Instant) -> diesel::QueryResult<()>,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    match error {
        PeerError::Busy(seconds) => {
            Ok(again(&mut conn, now, now.plus(jiff::SignedDuration::from_secs(seconds))).await?)
        }
        PeerError::Revoked => {
            if connection::give_up(&mut conn, now, connected).await? {
                notifications::announce(state, connected.member_id);
            }
            Ok(())
        }
        other => Err(other.into()),
    }
}

impl Job for SetUp {
    const KIND: &'static str = "agenda.set_up";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let id = self.connection_id;
        let Some(connected) = connection::working(&mut *state.db.get().await?, id).await? else { return Ok(()) };
        let Some(mut line) = Line::to(state, &connected)? else { return Ok(()) };
        match set_up(state, &mut line, &connected).await {
            Ok(()) => Ok(()),
            Err(error) => {
                settle(state, &connected, error, async |conn: &mut Connection, now, at| {
                    crate::jobs::enqueue_at(conn, now, at, &self).await
                })
                .await
            }
        }
    }
}

async fn set_up(state: &AppState, line: &mut Line, connected: &Connected) -> Result<(), PeerError> {
    let is_there = match &connected.calendar {
        Some(calendar) => line.has_calendar(calendar).await?,
        None => false,
    };
    let made = if is_there { None } else { Some(line.make_calendar().await?) };
    let now = state.clock.now();
    let mut conn = state.db.get().await.map_err(anyhow::Error::from)?;
    if let Some(calendar) = made {
        event::forget_all(&mut conn, connected.id).await?;
        connection::keep_calendar(&mut conn, connected.id, &calendar).await?;
    }
    for row in queries::sessions_of(&mut conn, connected.member_id, now, MOST).await? {
        WriteEvent { connection_id: connected.id, booking_id: row.id }.order(&mut conn, now, now).await?;
    }
    Ok(())
}

impl Job for WriteEvent {
    const KIND: &'static str = "agenda.write_event";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let id = self.connection_id;
        let Some(connected) = connection::working(&mut *state.db.get().await?, id).await? else { return Ok(()) };
        let Some(mut line) = Line::to(state, &connected)? else { return Ok(()) };
        match write(state, &mut line, &connected, self.booking_id).await {
            Ok(()) => Ok(()),
            Err(error) => {
                settle(state, &connected, error, async |conn: &mut Connection, now, at| self.order(conn, now, at).await)
                    .await
            }
        }
    }
}

/// Two such jobs may run at once, and the slower one may have looked earlier: so each looks again after it has written.
async fn write(state: &AppState, line: &mut Line, connected: &Connected, booking: BookingId) -> Result<(), PeerError> {
    // Without a calendar its making is on its way, which writes everything.
    let Some(calendar) = &connected.calendar else { return Ok(()) };
    let mut written = None;
    for _ in 0..ROUNDS {
        let (row, there) = {
            let mut conn = state.db.get().await.map_err(anyhow::Error::from)?;
            (queries::session(&mut conn, booking).await?, event::of(&mut conn, connected.id, booking).await?)
        };
        if written == Some((row.sequence, row.state)) {
            return Ok(());
        }
        bring_about(state, line, (connected, calendar), (&row, there)).await?;
        written = Some((row.sequence, row.state));
    }
    Ok(())
}

async fn bring_about(
    state: &AppState,
    line: &mut Line,
    (connected, calendar): (&Connected, &str),
    (row, there): (&SessionRow, Option<Written>),
) -> Result<(), PeerError> {
    let now = state.clock.now();
    let Some(session) = Session::of(connected.member_id, row, &state.config.server) else { return Ok(()) };
    if row.state == State::Cancelled {
        let Some(there) = there else { return Ok(()) };
        line.remove(calendar, &there.remote_id).await?;
        let mut conn = state.db.get().await.map_err(anyhow::Error::from)?;
        return Ok(event::forget(&mut conn, connected.id, row.id).await?);
    }
    let is_over = row.ends_at.is_none_or(|ends_at| ends_at <= now);
    if is_over || there.as_ref().is_some_and(|there| there.deleted_at.is_some()) {
        return Ok(());
    }
    let entry = session.entry(connected.id);
    let done = line.write(calendar, there.as_ref().map(|there| there.remote_id.as_str()), &entry).await;
    let mut conn = state.db.get().await.map_err(anyhow::Error::from)?;
    match done {
        Ok(remote_id) => {
            let written = Written { booking_id: row.id, remote_id, starts_at: entry.starts_at, deleted_at: None };
            Ok(event::note(&mut conn, connected.id, &written, row.sequence).await?)
        }
        // It was there, and its owner has deleted it; or the whole calendar.
        Err(PeerError::Gone) if there.is_some() && line.has_calendar(calendar).await? => {
            deleted(state, &mut conn, connected, row.id).await
        }
        Err(PeerError::Gone) => Err(PeerError::Revoked),
        Err(error) => Err(error),
    }
}

/// Its owner has deleted a session from their calendar: it stands all the same, and they are told that, once.
pub(super) async fn deleted(
    state: &AppState,
    conn: &mut Connection,
    connected: &Connected,
    booking: BookingId,
) -> Result<(), PeerError> {
    use diesel_async::AsyncConnection;
    let now = state.clock.now();
    let is_news = conn
        .transaction(async |conn| {
            let is_news = event::note_deletion(conn, now, connected.id, booking).await?;
            if is_news {
                let (member, kind) = (connected.member_id, Kind::CalendarEventDeleted);
                notifications::notify(conn, now, member, kind, None, Some(booking.0)).await?;
            }
            Ok::<_, diesel::result::Error>(is_news)
        })
        .await?;
    if is_news {
        notifications::announce(state, connected.member_id);
    }
    Ok(())
}

impl Session<'_> {
    /// As it is written into a connected calendar.
    fn entry(&self, connection: ConnectionId) -> Entry {
        let event = self.event();
        let digest = hex::encode(Sha256::digest(format!("{connection} {}", event.uid)));
        Entry {
            key: digest.chars().take(40).collect(),
            title: event.summary,
            text: if event.description.is_empty() {
                self.link.clone()
            } else {
                format!("{}\n\n{}", event.description, self.link)
            },
            link: event.link,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
        }
    }
}
