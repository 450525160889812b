//! The room's page.

use askama::Template;
use jiff::tz::TimeZone;

use super::presence::PresenceKind;
use super::queries::{self, EventRow, RoomRow};
use super::room::{RoomState, opens_at};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::conference::ProviderName;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::web::Page;
use crate::web::dates::{self, Local};

/// `/bookings/{id}/room`
#[derive(Template)]
#[template(path = "video/room.html")]
pub(super) struct RoomPage {
    pub page: Page,
    pub room: RoomView,
    /// Why what was asked did not happen.
    pub refusal: Option<String>,
}

/// The part of the page that moves, for the socket.
#[derive(Template)]
#[template(path = "video/_update.html")]
pub(super) struct RoomUpdate {
    pub room: RoomView,
}

/// "On to the call": goes on by itself, with a link for whoever stays.
#[derive(Template)]
#[template(path = "video/departure.html")]
pub(super) struct DeparturePage<'a> {
    pub page: Page,
    pub booking: i64,
    pub provider: ProviderName,
    pub address: &'a str,
}

/// What the page and the socket's update show.
pub(super) struct RoomView {
    pub booking: i64,
    /// The page's cursor.
    pub version: i64,
    pub skill: String,
    pub other_name: String,
    /// When the session is, on both clocks.
    pub when: String,
    pub opens: String,
    pub closes: String,
    pub stage: Stage,
    pub provider: Option<ProviderName>,
    pub has_fallen_back: bool,
    pub i_agree: bool,
    pub other_agrees: bool,
    pub events: Vec<EventLine>,
}

/// What the clock and the room together mean for the viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// It has not opened.
    Early,
    /// It is open, and no provider has made it yet.
    Preparing,
    /// It can be entered.
    Open,
    /// It is closed again.
    Over,
}

/// One event of the room.
pub(super) struct EventLine {
    pub kind: PresenceKind,
    /// "You", a name, or "Somebody".
    pub who: String,
    pub is_me: bool,
    pub at: String,
    pub datetime: String,
}

impl RoomView {
    /// The room as `viewer`, one of its two guests, sees it at `now`: one statement.
    ///
    /// # Errors
    /// `NotFound` for who is neither of the two; else when the database fails.
    pub(super) async fn of(conn: &Connection, now: Instant, booking: i64, viewer: MemberId) -> AppResult<Self> {
        Self::new(queries::room(conn, booking, viewer).await?, viewer, now)
    }

    fn new(row: RoomRow, viewer: MemberId, now: Instant) -> AppResult<Self> {
        let zone = |name: &str| TimeZone::get(name).unwrap_or(TimeZone::UTC);
        let (own_zone, other_zone) = (zone(&row.viewer_zone), zone(&row.other_zone));
        let own = Local { zone: &own_zone, locale: row.viewer_locale };
        let events: Vec<EventRow> = serde_json::from_value(row.events).map_err(AppError::internal)?;
        Ok(Self {
            booking: row.booking_id,
            version: row.version,
            when: dates::both(row.starts_at, own, &other_zone),
            opens: dates::moment(opens_at(row.starts_at), own),
            closes: dates::time(row.expires_at, own),
            stage: Stage::of(row.state, row.starts_at, row.expires_at, now),
            provider: row.provider,
            has_fallen_back: row.state == RoomState::FallenBack,
            i_agree: row.i_agree,
            other_agrees: row.other_agrees,
            events: events.iter().map(|event| EventLine::new(event, viewer, &row.other_name, own)).collect(),
            skill: row.skill,
            other_name: row.other_name,
        })
    }

    /// Whether the room's provider records; unknown counts as yes until it is there.
    pub(super) fn records(&self) -> bool {
        self.provider.is_none_or(ProviderName::records)
    }

    /// Whether there is a recording: one that is ready and was not deleted after.
    pub(super) fn has_recording(&self) -> bool {
        let newest = |kind| self.events.iter().rposition(|event| event.kind == kind);
        match (newest(PresenceKind::RecordingReady), newest(PresenceKind::RecordingDeleted)) {
            (Some(ready), Some(deleted)) => deleted < ready,
            (ready, None) => ready.is_some(),
            (None, Some(_)) => false,
        }
    }
}

impl Stage {
    fn of(state: RoomState, starts_at: Instant, expires_at: Instant, now: Instant) -> Self {
        if now < opens_at(starts_at) {
            Self::Early
        } else if now >= expires_at || state == RoomState::Closed {
            Self::Over
        } else if state == RoomState::Wanted {
            Self::Preparing
        } else {
            Self::Open
        }
    }
}

impl EventLine {
    fn new(event: &EventRow, viewer: MemberId, other_name: &str, local: Local<'_>) -> Self {
        let who = match event.member_id {
            Some(member) if member == viewer => "You",
            Some(_) => other_name,
            None => "Somebody",
        };
        Self {
            kind: event.kind,
            who: who.to_owned(),
            is_me: event.member_id == Some(viewer),
            at: dates::time(event.at, local),
            datetime: event.at.datetime(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_opens_a_quarter_of_an_hour_before_and_closes_half_an_hour_after() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let stage = |state, now| Stage::of(state, at("2026-11-24T18:00:00Z"), at("2026-11-24T19:30:00Z"), at(now));
        assert_eq!(stage(RoomState::Ready, "2026-11-24T17:44:59Z"), Stage::Early);
        assert_eq!(stage(RoomState::Ready, "2026-11-24T17:45:00Z"), Stage::Open);
        assert_eq!(stage(RoomState::Wanted, "2026-11-24T17:45:00Z"), Stage::Preparing);
        assert_eq!(stage(RoomState::FallenBack, "2026-11-24T19:29:59Z"), Stage::Open);
        assert_eq!(stage(RoomState::Ready, "2026-11-24T19:30:00Z"), Stage::Over);
    }
}
