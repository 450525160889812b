//! The pages of sessions.

mod booking;
mod proposal;
mod times;

use askama::Template;
use jiff::tz::TimeZone;

use super::BookingId;
use super::booking::{EventKind, Obstacle, State};
use super::queries::SessionRow;
use crate::accounts::Avatar;
use crate::clock::Instant;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

pub(super) use booking::{BookingView, MARKS, Stage};
pub(super) use proposal::{ProposalPage, Teacher};
pub(super) use times::{Question, Times};

/// `/bookings/{id}`
#[derive(Template)]
#[template(path = "bookings/show.html")]
pub(super) struct BookingPage {
    pub page: Page,
    pub booking: BookingView,
    /// Why what was asked did not happen.
    pub refusal: Option<String>,
    pub errors: FieldErrors,
}

/// The part of the page that moves, for the socket.
#[derive(Template)]
#[template(path = "bookings/_update.html")]
pub(super) struct BookingUpdate {
    pub booking: BookingView,
    pub errors: FieldErrors,
}

/// `/sessions`
#[derive(Template)]
#[template(path = "bookings/index.html")]
pub(super) struct SessionsPage {
    pub page: Page,
    pub lines: Vec<SessionLine>,
    /// Where older sessions are.
    pub more: Option<String>,
}

/// A line of the list.
pub(super) struct SessionLine {
    pub id: BookingId,
    pub i_teach: bool,
    pub other_name: String,
    pub other_avatar: Avatar,
    pub skill: String,
    pub length: String,
    pub when: Option<String>,
    pub stage: Stage,
    pub state: State,
}

impl SessionLine {
    pub(super) fn new(row: &SessionRow, now: Instant, local: Local<'_>) -> Self {
        let stage = match row.state {
            State::Proposed if row.i_teach => Stage::ToAnswer,
            State::Proposed => Stage::Waiting,
            state => Stage::agreed(state, row.starts_at, row.ends_at, row.rated_by_me, now),
        };
        let theirs = TimeZone::get(&row.other_zone).unwrap_or(TimeZone::UTC);
        Self {
            id: row.id,
            i_teach: row.i_teach,
            other_avatar: Avatar::of(&row.other_name, row.other_photo.as_ref()),
            other_name: row.other_name.clone(),
            skill: row.skill.clone(),
            length: dates::length(i64::from(row.minutes)),
            when: row.starts_at.map(|starts_at| dates::both(starts_at, local, &theirs)),
            stage,
            state: row.state,
        }
    }
}
