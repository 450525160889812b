//! A series as it stands.

use askama::Template;
use diesel::QueryResult;
use jiff::tz::TimeZone;

use super::when;
use crate::accounts::{Avatar, MemberId};
use crate::availability::{self, Pair};
use crate::bookings::{self, BookingId, Obstacle, State};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::profiles;
use crate::series::error::{Refusal, SeriesError};
use crate::series::queries::{self, DateBooking, DateRow, LessonRow, SeriesId, SeriesRow};
use crate::web::Page;
use crate::web::dates::{self, Local};

/// `/series/{id}`
#[derive(Template)]
#[template(path = "series/show.html")]
pub(in crate::series) struct SeriesPage {
    pub page: Page,
    pub series: SeriesView,
    /// Why what was asked did not happen.
    pub refusal: Option<SeriesError>,
}

/// What the socket pushes when it moved.
#[derive(Template)]
#[template(path = "series/_update.html")]
pub(in crate::series) struct SeriesUpdate {
    pub series: SeriesView,
}

/// A series as one of its two people sees it.
pub(in crate::series) struct SeriesView {
    pub id: SeriesId,
    /// The newest event that it shows.
    pub cursor: i64,
    pub i_teach: bool,
    pub other_name: String,
    pub other_avatar: Avatar,
    pub other_path: String,
    pub skill: String,
    /// What the programme is called, when it is one.
    pub programme: Option<String>,
    pub agenda: String,
    pub every_weeks: Option<i16>,
    pub length: String,
    pub lines: Vec<DateLine>,
    /// What the open dates cost.
    pub asked: Credits,
    /// What is held for those that are agreed.
    pub held: Credits,
    /// How many took place.
    pub done: usize,
}

/// One date, or one lesson with or without a date.
pub(in crate::series) struct DateLine {
    pub when: String,
    pub refusal: Option<Refusal>,
    pub session: Option<Session>,
    pub lesson: Option<Lesson>,
    /// Whether it is the next of those that are agreed.
    pub is_next: bool,
}

/// A lesson of a programme.
pub(in crate::series) struct Lesson {
    pub position: i16,
    pub title: String,
    pub outline: String,
    pub length: String,
    /// Whether it has no date, or none that came to anything.
    pub is_to_be_dated: bool,
}

/// A date that is a session of its own.
pub(in crate::series) struct Session {
    pub id: BookingId,
    pub state: State,
    pub price: Credits,
    /// What is in its way, for the teacher who is to answer it here.
    pub obstacles: Vec<Obstacle>,
    /// Whether the teacher answers it here.
    pub to_answer: bool,
    /// Whether it was over before now.
    pub is_over: bool,
    /// Whether it can still be ended.
    pub is_ahead: bool,
}

impl Session {
    /// Whether it can be ticked.
    pub fn can_be_had(&self) -> bool {
        self.to_answer && self.obstacles.iter().all(|obstacle| obstacle.can_be_waved_aside())
    }

    fn new(booking: &DateBooking, planned: Option<Instant>, pair: Option<&Pair>, now: Instant) -> Self {
        let minutes = i64::from(booking.minutes);
        let asked = pair.filter(|_| booking.state == State::Proposed && booking.round == 1).zip(planned);
        let is_open = matches!(booking.state, State::Proposed | State::Countered);
        Self {
            id: booking.id,
            state: booking.state,
            price: booking.price,
            to_answer: asked.is_some(),
            obstacles: asked.map_or_else(Vec::new, |(pair, at)| bookings::obstacles(pair, now, (at, minutes), true)),
            is_over: matches!(booking.state, State::Completed | State::Resolved)
                || booking.state == State::Accepted && booking.ends_at.is_some_and(|ends_at| ends_at <= now),
            is_ahead: is_open || booking.state == State::Accepted && booking.starts_at.is_some_and(|at| now < at),
        }
    }
}

impl SeriesView {
    /// The series `id` as `viewer`, one of its two people, sees it at `now`.
    ///
    /// # Errors
    /// `NotFound` when it is not theirs.
    pub(in crate::series) async fn of(
        conn: &Connection,
        now: Instant,
        id: SeriesId,
        viewer: MemberId,
    ) -> AppResult<Self> {
        let row = queries::series(conn, id, viewer).await?;
        let pair = asked_pair(conn, now, &row, viewer).await?;
        Self::new(row, pair.as_ref(), now, viewer)
    }

    fn new(row: SeriesRow, pair: Option<&Pair>, now: Instant, viewer: MemberId) -> AppResult<Self> {
        let zone = |name: &str| TimeZone::get(name).map_err(AppError::internal);
        let (own, theirs) = (zone(&row.viewer_zone)?, zone(&row.other_zone)?);
        let yours = Local { zone: &own, locale: row.viewer_locale };
        let (dates, lessons) = (row.dates()?, row.lessons()?);
        let minutes = dates.iter().find_map(|date| date.booking.as_ref()).map_or(0, |booking| booking.minutes);
        let line = |date: DateRow| DateLine::new(date, pair, now, yours, &theirs);
        let lines = mark_next(lines_of(dates, lessons, line));
        let sessions = || lines.iter().filter_map(|line| line.session.as_ref());
        let sum = |state: &[State]| {
            Credits(sessions().filter(|session| state.contains(&session.state)).map(|session| session.price.0).sum())
        };
        let (asked, held) = (sum(&[State::Proposed, State::Countered]), sum(&[State::Accepted, State::Disputed]));
        Ok(Self {
            id: row.id,
            cursor: row.cursor,
            i_teach: row.teacher_id == viewer,
            other_avatar: Avatar::of(&row.other_name, row.other_photo.as_ref()),
            other_path: profiles::path(row.other_id, &row.other_name),
            other_name: row.other_name,
            skill: row.skill,
            programme: row.programme,
            agenda: row.agenda,
            every_weeks: row.every_weeks,
            length: dates::length(i64::from(minutes)),
            asked,
            held,
            done: sessions().filter(|session| session.is_over).count(),
            lines,
        })
    }

    /// How many dates are sessions; of a programme, how many it has.
    pub(in crate::series) fn sessions(&self) -> usize {
        self.lines.iter().filter(|line| line.session.is_some() || line.lesson.is_some()).count()
    }

    /// Whether the teacher has something to answer here.
    pub(in crate::series) fn is_to_answer(&self) -> bool {
        self.lines.iter().filter_map(|line| line.session.as_ref()).any(|session| session.to_answer)
    }

    /// Whether there is something left to end.
    pub(in crate::series) fn has_rest(&self) -> bool {
        self.lines.iter().filter_map(|line| line.session.as_ref()).any(|session| session.is_ahead)
    }

    /// How many lessons the learner can date.
    pub(in crate::series) fn to_be_dated(&self) -> usize {
        self.lines.iter().filter_map(|line| line.lesson.as_ref()).filter(|lesson| lesson.is_to_be_dated).count()
    }
}

/// What is in the way of open dates is the teacher's to see.
async fn asked_pair(conn: &Connection, now: Instant, row: &SeriesRow, viewer: MemberId) -> QueryResult<Option<Pair>> {
    if row.teacher_id != viewer {
        return Ok(None);
    }
    availability::pair_of(conn, now, row.teacher_id, Some(row.learner_id)).await.map(Some)
}

/// The dates of a rhythm; of a programme its lessons, each with its date.
fn lines_of(dates: Vec<DateRow>, lessons: Vec<LessonRow>, line: impl Fn(DateRow) -> DateLine) -> Vec<DateLine> {
    if lessons.is_empty() {
        return dates.into_iter().map(line).collect();
    }
    let mut dates = dates.into_iter().peekable();
    let lesson = |lesson: LessonRow| {
        let date = dates.next_if(|date| date.position == lesson.position);
        DateLine { lesson: Some(Lesson::new(lesson)), ..date.map_or_else(DateLine::undated, &line) }
    };
    lessons.into_iter().map(lesson).collect()
}

fn mark_next(mut lines: Vec<DateLine>) -> Vec<DateLine> {
    let is_next = |line: &&mut DateLine| {
        line.session.as_ref().is_some_and(|session| session.state == State::Accepted && session.is_ahead)
    };
    if let Some(line) = lines.iter_mut().find(is_next) {
        line.is_next = true;
    }
    lines
}

impl DateLine {
    fn new(date: DateRow, pair: Option<&Pair>, now: Instant, yours: Local<'_>, theirs: &TimeZone) -> Self {
        let agreed = date.booking.as_ref().and_then(|booking| booking.starts_at);
        let session = date.booking.map(|booking| Session::new(&booking, date.starts_at, pair, now));
        let when = when(agreed.or(date.starts_at), date.on_date, yours, theirs);
        Self { when, refusal: date.refusal, session, lesson: None, is_next: false }
    }

    fn undated() -> Self {
        Self { when: String::new(), refusal: None, session: None, lesson: None, is_next: false }
    }
}

impl Lesson {
    fn new(row: LessonRow) -> Self {
        Self {
            position: row.position,
            title: row.title,
            outline: row.outline,
            length: dates::length(i64::from(row.minutes)),
            is_to_be_dated: row.when.is_none(),
        }
    }
}
