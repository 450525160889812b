//! Entering a room: noted first, because that somebody was there counts, whatever the provider does then.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::presence;
use super::room::{OPENS_MINUTES_BEFORE, RoomState, opens_at};
use super::tending::{self, PATIENCE_MINUTES};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::conference::{ConferenceError, Guest, ProviderName, Wish};
use crate::db::Connection;
use crate::error::AppError;
use crate::state::AppState;

use super::live::announce;

/// Why somebody cannot enter. Said to the person.
#[derive(Debug, thiserror::Error)]
pub(super) enum EnterError {
    /// Not a guest, or no agreed session.
    #[error("not found")]
    NotFound,
    /// Too early.
    #[error("The room opens {OPENS_MINUTES_BEFORE} minutes before the session begins. Come back then.")]
    TooEarly,
    /// Too late.
    #[error("The session is over and its room is closed. If it did not take place, say so on its page.")]
    Over,
    /// No provider has made it yet.
    #[error("The room is being prepared, which takes a few seconds. Press Join again in a moment.")]
    NotReady,
    /// The provider lets nobody in just now, and somebody is in already.
    #[error("{} does not answer just now. Press Join again in a minute: your room is kept.", .0.words())]
    Away(ProviderName),
    /// Ours.
    #[error(transparent)]
    Ours(AppError),
}

impl<E: Into<AppError>> From<E> for EnterError {
    fn from(error: E) -> Self {
        match error.into() {
            AppError::NotFound => Self::NotFound,
            other => Self::Ours(other),
        }
    }
}

/// A room as who stands before it finds it.
#[derive(Debug, QueryableByName)]
struct Door {
    #[diesel(sql_type = Text)]
    state: RoomState,
    #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
    provider: Option<ProviderName>,
    #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
    url: Option<String>,
    #[diesel(sql_type = Text)]
    room_key: String,
    #[diesel(sql_type = Timestamptz)]
    starts_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    ends_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    expires_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    changed_at: Instant,
    #[diesel(sql_type = Bool)]
    is_recorded: bool,
    #[diesel(sql_type = Bool)]
    is_inside: bool,
}

impl Door {
    /// The room, locked until the transaction ends, when `member` is one of its guests and the session is to take place.
    async fn of(conn: &mut Connection, booking: i64, member: MemberId) -> QueryResult<Self> {
        diesel::sql_query(
            "SELECT r.state, r.provider, r.url, r.room_key, r.starts_at, r.ends_at, r.expires_at, r.changed_at,
                    NOT EXISTS (SELECT FROM video_guests g WHERE g.booking_id = r.booking_id AND g.consented_at IS NULL)
                        AS is_recorded,
                    EXISTS (SELECT FROM video_presence p WHERE p.booking_id = r.booking_id AND p.kind = 'joined')
                        AS is_inside
             FROM video_rooms r
             JOIN video_guests me ON me.booking_id = r.booking_id AND me.member_id = $2
             JOIN bookings b ON b.id = r.booking_id AND b.state IN ('accepted', 'disputed', 'completed')
             WHERE r.booking_id = $1 AND r.state <> 'closed'
             FOR UPDATE OF r",
        )
        .bind::<BigInt, _>(booking)
        .bind::<BigInt, _>(member)
        .get_result(conn)
        .await
    }

    fn wish(&self) -> Wish<'_> {
        Wish {
            key: &self.room_key,
            opens_at: opens_at(self.starts_at),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            expires_at: self.expires_at,
            is_recorded: self.is_recorded,
        }
    }

    fn must_be_open(&self, now: Instant) -> Result<(), EnterError> {
        if now < opens_at(self.starts_at) {
            Err(EnterError::TooEarly)
        } else if now >= self.expires_at {
            Err(EnterError::Over)
        } else {
            Ok(())
        }
    }

    /// Whether its provider has had its time, and there is nowhere to go.
    fn was_waited_for(&self, now: Instant) -> bool {
        self.state == RoomState::Wanted && now >= self.changed_at.plus_minutes(PATIENCE_MINUTES)
    }
}

/// Lets a guest in: notes it, and gives the address that leads into the call.
///
/// # Errors
/// Why not, in words.
pub(super) async fn enter(
    state: &AppState,
    booking: i64,
    member: MemberId,
    name: &str,
) -> Result<(ProviderName, String), EnterError> {
    let door = arrive(state, booking, member).await?;
    let (Some(provider), Some(url)) = (door.provider, &door.url) else { return Err(EnterError::NotReady) };
    let guest = Guest { id: member.0, name };
    match state.conference.entrance(provider, url, &door.wish(), guest).await {
        Ok(address) => Ok((provider, address)),
        // Whoever is inside stays there: two halves of a session in two rooms would be worse than waiting.
        Err(error) if door.is_inside && !matches!(error, ConferenceError::NotConfigured(_)) => {
            Err(EnterError::Away(provider))
        }
        Err(error) => {
            tracing::warn!(booking, %error, "a room falls back to Jitsi before its door");
            let now = state.clock.now();
            let guests = tending::fall_back(&mut *state.db.get().await?, now, booking, &state.conference).await?;
            announce(state, booking, &guests);
            let url = state.conference.fallback(&door.room_key);
            let entrance = state.conference.entrance(ProviderName::Jitsi, &url, &door.wish(), guest).await;
            entrance.map(|address| (ProviderName::Jitsi, address)).map_err(|_| EnterError::Away(ProviderName::Jitsi))
        }
    }
}

/// Notes that a guest is there. A room that no provider has made in time falls back now.
async fn arrive(state: &AppState, booking: i64, member: MemberId) -> Result<Door, EnterError> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let (door, told) = conn
        .transaction(async |conn| {
            let mut door = Door::of(conn, booking, member).await?;
            door.must_be_open(now)?;
            presence::entered(conn, now, booking, member).await?;
            let mut told = Vec::new();
            if door.was_waited_for(now) {
                told = tending::fall_back(conn, now, booking, &state.conference).await?;
                door = Door::of(conn, booking, member).await?;
            }
            Ok::<_, EnterError>((door, told))
        })
        .await?;
    drop(conn);
    announce(state, booking, &told);
    Ok(door)
}
