//! A session as one of its two people reads it.

use jiff::tz::TimeZone;

use crate::accounts::{Avatar, MemberId};
use crate::availability::Pair;
use crate::bookings::BookingId;
use crate::bookings::booking::{ClaimKind, EventKind, Obstacle, State, other_than};
use crate::bookings::queries::{self, BookingRow, ClaimRow, EventRow, OfferRow, SlotRow};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::profiles;
use crate::ratings::{Role, SeenRating};
use crate::web::dates::{self, Local};

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
    /// Whether it came from help at once.
    pub is_quick_help: bool,
    /// The series that it is a date of.
    pub series: Option<i64>,
    pub state: State,
    /// Both clocks, once agreed.
    pub when: Option<String>,
    pub stage: Stage,
    pub events: Vec<EventLine>,
    pub slots: Vec<SlotChoice>,
    /// What the viewer said of the other one.
    pub given: Option<SeenRating>,
    /// What the other one said, once it is shown.
    pub received: Option<SeenRating>,
    /// Whether the viewer may still dispute it.
    pub can_dispute: bool,
    /// What was typed and refused: a reason, an objection.
    pub words: String,
    /// Why it was declined or called off.
    pub reason: String,
    /// What the teacher got and what went back, once that is settled.
    pub shares: Option<(Credits, Credits)>,
    /// An open offer of another time.
    pub offer: Option<MoveOffer>,
    /// What one of the two claims.
    pub claim: Option<ClaimLine>,
    /// Whether something that went wrong can be said now.
    pub can_claim: bool,
}

/// An open offer of another time.
pub(in crate::bookings) struct MoveOffer {
    pub by_me: bool,
    pub note: String,
    pub slots: Vec<SlotChoice>,
}

/// What one of the two claims.
pub(in crate::bookings) struct ClaimLine {
    pub by_me: bool,
    pub kind: ClaimKind,
    pub words: String,
    pub minutes_lost: Option<i16>,
    /// What the teacher and the learner would get by it.
    pub asks: (Credits, Credits),
    pub until: String,
    /// Whether the other one may still answer.
    pub is_open: bool,
    pub answer_words: String,
    pub decision: String,
    pub is_decided: bool,
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
    /// Somebody says that it did not go as agreed.
    Disputed,
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
    /// Times that it was about, on both clocks.
    pub times: Vec<String>,
    /// The time that was left.
    pub from: Option<String>,
    /// What was said to it.
    pub words: String,
    /// What the teacher got, and what went back.
    pub shares: Option<(Credits, Credits)>,
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
        let i_teach = row.teacher_id == viewer;
        let learner = if i_teach { row.other_id } else { viewer };
        let is_asked = Stage::of(&row, i_teach, now) == Stage::ToAnswer || row.offer.is_some();
        let pair = match is_asked {
            true => Some(other_than(conn, now, id, (row.teacher_id, learner)).await?),
            false => None,
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
        let offer: Option<OfferRow> = row.offer.map(serde_json::from_value).transpose().map_err(AppError::internal)?;
        let claim: Option<ClaimRow> = row.claim.map(serde_json::from_value).transpose().map_err(AppError::internal)?;
        let minutes = i64::from(row.minutes);
        let choice = |slot: &SlotRow| SlotChoice {
            position: slot.position,
            when: dates::both(slot.starts_at, own, &other_zone),
            obstacles: pair.map_or_else(Vec::new, |pair| Obstacle::all(pair, now, (slot.starts_at, minutes), i_teach)),
        };
        let given: Option<SeenRating> =
            row.given.map(serde_json::from_value).transpose().map_err(AppError::internal)?;
        let received: Option<SeenRating> =
            row.received.map(serde_json::from_value).transpose().map_err(AppError::internal)?;
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
            is_quick_help: row.is_quick_help,
            series: row.series,
            state: row.state,
            when: row.starts_at.map(|starts_at| dates::both(starts_at, own, &other_zone)),
            stage,
            events: events.iter().map(|event| EventLine::new(event, viewer, own, &other_zone)).collect(),
            slots: slots.iter().map(choice).collect(),
            given,
            can_dispute: received.as_ref().is_some_and(|received| received.can_be_disputed(now)),
            received,
            words: String::new(),
            reason: row.reason,
            shares: row.paid.map(|paid| (paid, Credits(row.price.0 - paid.0))),
            offer: offer.map(|offer| MoveOffer {
                by_me: offer.by_id == viewer,
                slots: offer.slots.iter().map(choice).collect(),
                note: offer.note,
            }),
            claim: claim.map(|claim| ClaimLine::new(claim, row.price, viewer, now, own)),
            can_claim: row.state == State::Accepted && row.starts_at.is_some_and(|starts_at| starts_at <= now),
        })
    }

    /// An address below the session's own.
    pub(in crate::bookings) fn path(&self, below: &str) -> String {
        format!("/bookings/{}/{below}", self.id)
    }

    /// What the other one did in it.
    pub(in crate::bookings) fn role_of_other(&self) -> Role {
        if self.i_teach { Role::Learner } else { Role::Teacher }
    }

    /// Whether the viewer can rate, or correct what nobody has seen.
    pub(in crate::bookings) fn can_be_rated(&self) -> bool {
        let is_hidden = self.given.as_ref().is_none_or(|given| given.revealed_at.is_none());
        is_hidden && matches!(self.stage, Stage::ToRate | Stage::OtherToRate)
    }

    /// With words that were refused, as they were sent.
    pub(in crate::bookings) fn with_words(mut self, words: String) -> Self {
        self.words = words;
        self
    }

    /// Whether the page holds a form for words: a reason for saying no, or what happened.
    pub(in crate::bookings) fn wants_words(&self) -> bool {
        let is_asked = |claim: &ClaimLine| claim.is_open && !claim.is_decided && !claim.by_me;
        self.stage == Stage::ToAnswer || self.claim.as_ref().is_some_and(is_asked)
    }

    /// Whether one of the proposed times can still be chosen.
    pub(in crate::bookings) fn has_open_slot(&self) -> bool {
        self.slots.iter().any(SlotChoice::is_open)
    }

    /// What comes next, for the end of the timeline.
    pub(in crate::bookings) fn next_step(&self) -> Option<&'static str> {
        match self.stage {
            Stage::ToAnswer | Stage::Waiting => Some("A time is agreed"),
            Stage::Disputed => Some("It is settled who gets the credits"),
            Stage::Ahead => Some("The session takes place"),
            Stage::On | Stage::ToRate | Stage::OtherToRate if self.state == State::Accepted => Some("You both rate"),
            _ => None,
        }
    }
}

impl Stage {
    fn of(row: &BookingRow, i_teach: bool, now: Instant) -> Self {
        match row.state {
            State::Proposed | State::Countered => Self::asked(row.state, i_teach),
            state => Self::agreed(state, row.starts_at, row.ends_at, row.given.is_some(), now),
        }
    }

    pub(super) fn asked(state: State, i_teach: bool) -> Self {
        if (state == State::Proposed) == i_teach { Self::ToAnswer } else { Self::Waiting }
    }

    pub(super) fn agreed(
        state: State,
        starts_at: Option<Instant>,
        ends_at: Option<Instant>,
        rated_by_me: bool,
        now: Instant,
    ) -> Self {
        match (state, starts_at, ends_at) {
            (State::Disputed, ..) => Self::Disputed,
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
    fn new(event: &EventRow, viewer: MemberId, local: Local<'_>, theirs: &TimeZone) -> Self {
        let details = event.details.clone().unwrap_or_default();
        let both = |at: &Instant| dates::both(*at, local, theirs);
        Self {
            kind: event.kind,
            by_me: event.actor_id == Some(viewer),
            at: dates::moment(event.at, local),
            times: details.times.iter().map(both).collect(),
            from: details.from.as_ref().map(both),
            words: details.words,
            shares: details.paid.zip(details.refund),
        }
    }
}

impl ClaimLine {
    fn new(claim: ClaimRow, price: Credits, viewer: MemberId, now: Instant, local: Local<'_>) -> Self {
        Self {
            by_me: claim.by_id == viewer,
            kind: claim.kind,
            words: claim.words,
            minutes_lost: claim.minutes_lost,
            asks: (claim.asks, Credits(price.0 - claim.asks.0)),
            until: dates::moment(claim.answer_until, local),
            is_open: claim.answered_at.is_none() && claim.decided_at.is_none() && now < claim.answer_until,
            answer_words: claim.answer_words,
            decision: claim.decision,
            is_decided: claim.decided_at.is_some(),
        }
    }
}

impl MoveOffer {
    /// Whether one of its times can still be chosen.
    pub(in crate::bookings) fn has_open_slot(&self) -> bool {
        self.slots.iter().any(SlotChoice::is_open)
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
