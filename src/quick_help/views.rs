//! The page of Quick Help, and the part of it that moves.

use askama::Template;

use super::error::QuickHelpError;
use super::forms::QuestionForm;
use super::queries::{self, OpenRow, OwnRow, SkillRow};
use super::request::{RequestId, State};
use super::standby;
use crate::accounts::{Avatar, MemberId};
use crate::bookings::{BookingId, Terms};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::AppResult;
use crate::ledger::Credits;
use crate::profiles;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// How long what became of one's own request is shown, in hours.
const SHOWN_HOURS: i64 = 1;

/// `/quick-help`
#[derive(Template)]
#[template(path = "quick_help/show.html")]
pub(super) struct QuickHelpPage {
    pub page: Page,
    pub now: Now,
    pub skills: Vec<SkillRow>,
    pub price: Credits,
    pub available: Credits,
    pub minutes: i16,
    pub wait_minutes: i64,
    /// Until when the viewer says to be available.
    pub until: Option<String>,
    pub form: QuestionForm,
    pub errors: FieldErrors,
    /// Why what was wanted did not happen.
    pub refusal: Option<QuickHelpError>,
    /// The session that waits for a rating, when that is in the way.
    pub to_rate: Option<BookingId>,
}

/// The part that moves, for the socket.
#[derive(Template)]
#[template(path = "quick_help/_update.html")]
pub(super) struct NowUpdate {
    pub now: Now,
}

/// What a member can take, and what became of what they asked.
pub(super) struct Now {
    pub member: MemberId,
    pub own: Option<Own>,
    pub requests: Vec<Line>,
    /// Whether the member is asked at all now.
    pub is_available: bool,
}

/// One's own request.
pub(super) struct Own {
    pub id: RequestId,
    pub skill: String,
    pub question: String,
    pub price: Credits,
    pub state: State,
    pub minutes_left: i64,
    pub session: Option<BookingId>,
    pub helper: String,
}

/// A request that can be taken.
pub(super) struct Line {
    pub id: RequestId,
    pub name: String,
    pub avatar: Avatar,
    pub path: String,
    pub skill: String,
    pub question: String,
    pub length: String,
    pub price: Credits,
    pub minutes_left: i64,
}

impl Now {
    /// As it is at `now` for `member`: requests only while they are available.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn of(conn: &Connection, now: Instant, member: MemberId) -> AppResult<Self> {
        let (own, open, is_available) = tokio::try_join!(
            queries::own(conn, now.plus_hours(-SHOWN_HOURS), member),
            queries::open(conn, now, member),
            standby::is_available(conn, now, member),
        )?;
        let requests = if is_available { open } else { Vec::new() };
        Ok(Self {
            member,
            own: own.map(|own| Own::new(own, now)),
            requests: requests.into_iter().map(|row| Line::new(row, now)).collect(),
            is_available,
        })
    }

    /// Whether one's own request is open.
    pub(super) fn is_asking(&self) -> bool {
        self.own.as_ref().is_some_and(|own| own.state == State::Open)
    }
}

/// Whole minutes until then, at least one.
fn minutes_left(until: Instant, now: Instant) -> i64 {
    (until.since(now).as_secs() + 59) / 60
}

impl Own {
    fn new(row: OwnRow, now: Instant) -> Self {
        let is_over = row.state == State::Open && row.expires_at <= now;
        Self {
            id: row.id,
            skill: row.skill,
            question: row.question,
            price: row.price,
            state: if is_over { State::Expired } else { row.state },
            minutes_left: minutes_left(row.expires_at, now),
            session: row.booking_id,
            helper: row.helper.unwrap_or_default(),
        }
    }
}

impl Line {
    fn new(row: OpenRow, now: Instant) -> Self {
        Self {
            id: row.id,
            avatar: Avatar::of(&row.name, row.photo.as_ref()),
            path: profiles::path(row.learner_id, &row.name),
            name: row.name,
            skill: row.skill,
            question: row.question,
            length: dates::length(i64::from(row.minutes)),
            price: row.price,
            minutes_left: minutes_left(row.expires_at, now),
        }
    }
}

impl QuickHelpPage {
    pub(super) fn new(
        page: Page,
        (now, skills): (Now, Vec<SkillRow>),
        (terms, available): (&Terms, Credits),
        (until, yours): (Option<Instant>, Local<'_>),
        (form, errors): (QuestionForm, FieldErrors),
    ) -> Self {
        Self {
            page,
            now,
            skills,
            price: Terms::price(terms.hourly, terms.quick_help.minutes),
            available,
            minutes: terms.quick_help.minutes,
            wait_minutes: terms.quick_help.wait_minutes,
            until: until.map(|until| dates::time(until, yours)),
            form,
            errors,
            refusal: None,
            to_rate: None,
        }
    }
}
