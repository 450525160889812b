//! Watching connected calendars. What their owner does there to a session moves nothing: another time becomes an offer to
//! the other one, and the agreed time is put back; a deletion becomes a note.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::connection::{self, Connected, ConnectionId};
use super::event::{self, Written};
use super::peers::{Change, Changes, Line, PeerError};
use super::writing::{self, WriteEvent, settle};
use super::{errand, queries};
use crate::bookings::{self, BookingError, BookingId, State};
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::{Job, enqueue_unique};
use crate::notifications::{self, Kind};
use crate::state::AppState;

/// Connections that are begun with in one go.
const AT_ONCE: i64 = 200;
/// Days after which a cursor is not gone on with: what Microsoft tells has a window that ends a good year after it was
/// opened.
const CURSOR_DAYS: i64 = 30;

/// Has those calendars looked at whose time has come, and forgets errands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LookAround {}

/// Looks at one connected calendar.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Look {
    connection_id: ConnectionId,
}

impl Job for LookAround {
    const KIND: &'static str = "agenda.look_around";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let mut conn = state.db.get().await?;
        errand::forget_expired(&mut conn, now).await?;
        for connection_id in connection::due(&mut conn, now, AT_ONCE).await? {
            let key = format!("calendar-look:{connection_id}");
            enqueue_unique(&mut conn, now, now, &key, &Look { connection_id }).await?;
        }
        Ok(())
    }
}

impl Job for Look {
    const KIND: &'static str = "agenda.look";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let id = self.connection_id;
        let Some(connected) = connection::working(&mut *state.db.get().await?, id).await? else { return Ok(()) };
        let Some(calendar) = &connected.calendar else { return Ok(()) };
        let Some(mut line) = Line::to(state, &connected)? else { return Ok(()) };
        match look(state, &mut line, &connected, calendar).await {
            Ok(()) => Ok(()),
            // The next look comes by itself, and asks for the same.
            Err(error @ (PeerError::Outbound(_) | PeerError::Unusable(_))) => {
                tracing::warn!(%error, connection = %id, "a connected calendar was not looked at");
                Ok(())
            }
            Err(error) => {
                settle(state, &connected, error, async |conn: &mut Connection, _, at| {
                    connection::put_off(conn, id, at).await
                })
                .await
            }
        }
    }
}

async fn look(state: &AppState, line: &mut Line, connected: &Connected, calendar: &str) -> Result<(), PeerError> {
    let now = state.clock.now();
    let is_fresh = connected.cursor_since.is_some_and(|since| now < since.plus_hours(24 * CURSOR_DAYS));
    let cursor = connected.cursor.as_deref().filter(|_| is_fresh);
    let changes = match line.changes(calendar, cursor, now).await {
        Err(PeerError::Stale) => line.changes(calendar, None, now).await,
        // The whole calendar was deleted there.
        Err(PeerError::Gone) => Err(PeerError::Revoked),
        other => other,
    }?;
    heed(state, connected, &changes).await?;
    let since = if changes.is_first { Some(now) } else { connected.cursor_since };
    let mut conn = state.db.get().await.map_err(anyhow::Error::from)?;
    Ok(connection::keep_cursor(&mut conn, now, connected.id, (Some(&changes.cursor), since)).await?)
}

/// Does what changes of ours ask for. Stopped in the middle it is done again, and comes to the same.
async fn heed(state: &AppState, connected: &Connected, changes: &Changes) -> Result<(), PeerError> {
    let ids: Vec<String> = changes.entries.iter().map(|(id, _)| id.clone()).collect();
    let mut conn = state.db.get().await.map_err(anyhow::Error::from)?;
    let known = event::known(&mut conn, connected.id, &ids).await?;
    let known: HashMap<&str, &Written> = known.iter().map(|written| (written.remote_id.as_str(), written)).collect();
    for (id, change) in &changes.entries {
        if let Some(written) = known.get(id.as_str()) {
            heed_one(state, &mut conn, connected, (written, change)).await?;
        }
    }
    Ok(())
}

async fn heed_one(
    state: &AppState,
    conn: &mut Connection,
    connected: &Connected,
    (written, change): (&Written, &Change),
) -> Result<(), PeerError> {
    let now = state.clock.now();
    let row = queries::session(conn, written.booking_id).await?;
    // What is over, or not agreed any more, is nobody's to move; what is being written anew is not theirs.
    let is_ahead = row.state == State::Accepted && row.starts_at.is_some_and(|starts_at| now < starts_at);
    if !is_ahead || row.starts_at != Some(written.starts_at) {
        return Ok(());
    }
    let (times, version) = match change {
        Change::Deleted => return writing::deleted(state, conn, connected, row.id).await,
        Change::Stands { times, version } => (times, version),
    };
    if *times == row.starts_at.zip(row.ends_at) {
        return Ok(());
    }
    if let Some((starts_at, _)) = times.filter(|(starts_at, _)| Some(*starts_at) != row.starts_at) {
        let key = key_of(connected.id, &written.remote_id, version);
        offer(state, conn, connected, (row.id, key), starts_at).await?;
    }
    let agreed = WriteEvent { connection_id: connected.id, booking_id: row.id };
    Ok(agreed.order(conn, now, now).await?)
}

/// Offers the other one the time to which the event was moved; when that cannot be, its owner is told.
async fn offer(
    state: &AppState,
    conn: &mut Connection,
    connected: &Connected,
    (booking, key): (BookingId, Uuid),
    starts_at: Instant,
) -> Result<(), PeerError> {
    let now = state.clock.now();
    let note = format!("Moved in {}.", connected.provider);
    let member = connected.member_id;
    match bookings::offer_move(conn, now, booking, (member, key), &[starts_at], &note).await {
        Ok(other) => {
            bookings::announce(state, booking, other);
            Ok(())
        }
        Err(BookingError::Database(error)) => Err(error.into()),
        Err(refusal) => {
            tracing::info!(%booking, %refusal, "a move in a calendar cannot be offered");
            notifications::notify(conn, now, member, Kind::CalendarMoveKept, None, Some(booking.0)).await?;
            notifications::announce(state, member);
            Ok(())
        }
    }
}

/// The same for the same version of an event, so that what is seen twice is offered once.
fn key_of(connection: ConnectionId, remote_id: &str, version: &str) -> Uuid {
    let digest = Sha256::digest(format!("{connection} {remote_id} {version}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_another_order() {
        let of = |id: &str, version: &str| key_of(ConnectionId(1), id, version);
        assert_eq!(of("a", "1"), of("a", "1"));
        assert_ne!(of("a", "1"), of("a", "2"));
        assert_ne!(of("a", "1"), of("b", "1"));
    }
}
