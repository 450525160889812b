//! A session as one of its two people reads it.

use jiff::tz::TimeZone;

use crate::accounts::{Avatar, MemberId};
use crate::availability::{self, Pair};
use crate::bookings::BookingId;
use crate::bookings::booking::{EventKind, Obstacle, State};
use crate::bookings::forms::RatingForm;
use crate::bookings::queries::{self, BookingRow, EventRow, ReceivedRating, SlotRow};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::profiles;
use crate::web::dates::{self, Local};

/// The words of the five marks.
pub(in crate::bookings) const MARKS: [(&str, &str); 5] =
    [("1", "Poor"), ("2", "Fair"), ("3", "Good"), ("4", "Very good"), ("5", "Excellent")];

/// What the page and the socket's update show.
pub(in crate::bookings) struct BookingView {
    pub id: BookingId,
    /// The newest event: the page's cursor.
    pub cursor: i64,
    pub i_teach: bool,
    pub other_id: MemberId,
    pub other_name: String,
    pub other_avatar: Avatar,
    pub other_path: String,
    pub skill: String,
    pub length: String,
    pub price: Credits,
    pub agenda: String,
    pub state: State,
    /// Both clocks, once agreed.
    pub when: Option<String>,
    pub stage: Stage,
    pub events: Vec<EventLine>,
    pub slots: Vec<SlotChoice>,
    pub received: Option<ReceivedRating>,
    pub rating: RatingForm,
}

/// What the clock and the state together mean for the viewer: the one next action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bookings) enum Stage {
    /// The viewer is asked to choose a slot.
    ToAnswer,
    /// The viewer waits for an answer.
    Waiting,
    /// Agreed, not begun.
    Ahead,
    /// It is on.
    On,
    /// Over; the viewer has not rated.
    ToRate,
    /// Over; the other one has not rated.
    OtherToRate,
    /// Nothing is left to do.
    Closed,
}

/// One line of the history.
pub(in crate::bookings) struct EventLine {
    pub kind: EventKind,
    pub by_me: bool,
    pub at: String,
}

/// A proposed time.
pub(in crate::bookings) struct SlotChoice {
    pub position: i16,
    pub when: String,
    /// What has come in its way, for who is to answer.
    pub obstacles: Vec<Obstacle>,
}

impl BookingView {
    /// The booking as `viewer`, one of its two people, sees it at `now`: one statement, and another for who is to answer.
    ///
    /// # Errors
    /// `NotFound` for who is neither of the two; else when the database fails.
    pub(in crate::bookings) async fn of(
        conn: &mut Connection,
        now: Instant,
        id: BookingId,
        viewer: MemberId,
    ) -> AppResult<Self> {
        let row = queries::booking(conn, id, viewer).await?;
        let pair = match Stage::of(&row, row.teacher_id == viewer, now) {
            Stage::ToAnswer => Some(availability::pair_of(conn, now, viewer, Some(row.other_id)).await?),
            _ => None,
        };
        Self::new(row, viewer, now, pair.as_ref())
    }

    fn new(row: BookingRow, viewer: MemberId, now: Instant, pair: Option<&Pair>) -> AppResult<Self> {
        let zone = |name: &str| TimeZone::get(name).unwrap_or(TimeZone::UTC);
        let (own_zone, other_zone) = (zone(&row.viewer_zone), zone(&row.other_zone));
        let own = Local { zone: &own_zone, locale: row.viewer_locale };
        let i_teach = row.teacher_id == viewer;
        let stage = Stage::of(&row, i_teach, now);
        let events: Vec<EventRow> = serde_json::from_value(row.events).map_err(AppError::internal)?;
        let slots: Vec<SlotRow> = serde_json::from_value(row.slots).map_err(AppError::internal)?;
        let received = row.received.map(serde_json::from_value).transpose().map_err(AppError::internal)?;
        Ok(Self {
            id: row.id,
            cursor: events.last().map_or(0, |event| event.id),
            i_teach,
            other_id: row.other_id,
            other_avatar: Avatar::of(&row.other_name, row.other_photo.as_ref()),
            other_path: profiles::path(row.other_id, &row.other_name),
            other_name: row.other_name,
            skill: row.skill,
            length: dates::length(i64::from(row.minutes)),
            price: row.price,
            agenda: row.agenda,
            state: row.state,
            when: row.starts_at.map(|starts_at| dates::both(starts_at, own, &other_zone)),
            stage,
            events: events.iter().map(|event| EventLine::new(event, viewer, own)).collect(),
            slots: slots
                .iter()
                .map(|slot| SlotChoice {
                    position: slot.position,
                    when: dates::both(slot.starts_at, own, &other_zone),
                    obstacles: pair
                        .map_or_else(Vec::new, |pair| Obstacle::all(pair, now, slot.starts_at, i64::from(row.minutes))),
                })
                .collect(),
            received,
            rating: RatingForm::default(),
        })
    }

    /// With a rating form that was refused, as it was sent.
    pub(in crate::bookings) fn with_rating(mut self, rating: RatingForm) -> Self {
        self.rating = rating;
        self
    }

    /// Whether one of the proposed times can still be chosen.
    pub(in crate::bookings) fn has_open_slot(&self) -> bool {
        self.slots.iter().any(SlotChoice::is_open)
    }

    /// What comes next, for the end of the timeline.
    pub(in crate::bookings) fn next_step(&self) -> Option<&'static str> {
        match self.stage {
            Stage::ToAnswer | Stage::Waiting => Some("A time is agreed"),
            Stage::Ahead => Some("The session takes place"),
            Stage::On | Stage::ToRate | Stage::OtherToRate if self.state == State::Accepted => Some("You both rate"),
            _ => None,
        }
    }

    /// The four marks of the rating form: name, words, what was chosen.
    pub(in crate::bookings) fn marks(&self) -> [(&'static str, &'static str, &str); 4] {
        [
            ("overall", "All in all", &self.rating.overall),
            ("knowledge", "Knowledge", &self.rating.knowledge),
            ("communication", "Communication", &self.rating.communication),
            ("professionalism", "Reliability", &self.rating.professionalism),
        ]
    }
}

impl Stage {
    fn of(row: &BookingRow, i_teach: bool, now: Instant) -> Self {
        match row.state {
            State::Proposed if i_teach => Self::ToAnswer,
            State::Proposed => Self::Waiting,
            state => Self::agreed(state, row.starts_at, row.ends_at, row.rated_by_me, now),
        }
    }

    pub(super) fn agreed(
        state: State,
        starts_at: Option<Instant>,
        ends_at: Option<Instant>,
        rated_by_me: bool,
        now: Instant,
    ) -> Self {
        match (state, starts_at, ends_at) {
            (State::Accepted, Some(starts_at), _) if now < starts_at => Self::Ahead,
            (State::Accepted, _, Some(ends_at)) if now < ends_at => Self::On,
            // A rating may still be given when escrow has gone without it.
            (State::Accepted | State::Completed, _, Some(_)) if !rated_by_me => Self::ToRate,
            (State::Accepted, ..) => Self::OtherToRate,
            _ => Self::Closed,
        }
    }
}

impl EventLine {
    fn new(event: &EventRow, viewer: MemberId, local: Local<'_>) -> Self {
        Self { kind: event.kind, by_me: event.actor_id == Some(viewer), at: dates::moment(event.at, local) }
    }
}

impl SlotChoice {
    /// Whether it can be chosen all the same.
    pub(in crate::bookings) fn is_open(&self) -> bool {
        self.obstacles.iter().all(|obstacle| obstacle.can_be_waved_aside())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_says_what_is_next() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let (starts, ends) = (Some(at("2026-11-24T18:00:00Z")), Some(at("2026-11-24T19:00:00Z")));
        let stage = |now, rated| Stage::agreed(State::Accepted, starts, ends, rated, at(now));
        assert_eq!(stage("2026-11-24T17:59:59Z", false), Stage::Ahead);
        assert_eq!(stage("2026-11-24T18:00:00Z", false), Stage::On);
        assert_eq!(stage("2026-11-24T19:00:00Z", false), Stage::ToRate);
        assert_eq!(stage("2026-11-24T19:00:00Z", true), Stage::OtherToRate);
    }
}
