//! The pages of sessions.

mod booking;
mod changes;
mod price;
mod proposal;
mod times;
mod week;

use askama::Template;
use jiff::tz::TimeZone;

use super::booking::{ClaimKind, EventKind, Obstacle, State};
use super::queries::{PAGE, SessionRow, Shelf};
use super::{BookingError, BookingId};
use crate::accounts::Avatar;
use crate::clock::Instant;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

pub(super) use booking::{BookingView, Stage};
pub(super) use changes::{CancellationPage, ClaimPage, OtherTimesPage, Wanted};
pub(super) use price::PricePage;
pub(super) use proposal::{ProposalPage, Teacher};
pub(super) use times::{Question, Times};
pub(super) use week::{Week, WeekPage};

/// `/bookings/{id}`
#[derive(Template)]
#[template(path = "bookings/show.html")]
pub(super) struct BookingPage {
    pub page: Page,
    pub booking: BookingView,
    /// Why what was asked did not happen.
    pub refusal: Option<BookingError>,
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
    pub shelf: Shelf,
    /// Proposals that wait for the viewer's answer.
    pub to_answer: i64,
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

impl SessionsPage {
    /// Of rows as their query gives them: one more than a page when there are more.
    pub(super) fn new(
        page: Page,
        shelf: Shelf,
        rows: &[SessionRow],
        to_answer: i64,
        (now, local): (Instant, Local<'_>),
    ) -> Self {
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let shown = if shelf == Shelf::Upcoming { rows.len() } else { size };
        let last = rows.get(shown).and_then(|_| rows.get(shown - 1));
        let more = last.map(|last| format!("/sessions?show={}&before={}", shelf.as_str(), last.id));
        let lines = rows.iter().take(shown).map(|row| SessionLine::new(row, now, local)).collect();
        Self { page, shelf, to_answer, lines, more }
    }
}

impl SessionLine {
    pub(super) fn new(row: &SessionRow, now: Instant, local: Local<'_>) -> Self {
        let stage = match row.state {
            State::Proposed | State::Countered => Stage::asked(row.state, row.i_teach),
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
