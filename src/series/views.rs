//! The pages of series.

use askama::Template;
use jiff::tz::TimeZone;

use super::cancelling::Rest;
use super::error::{Refusal, SeriesError};
use super::forms::{EndForm, SeriesForm};
use super::plan::{PlannedDate, TIMES};
use super::queries::{DateBooking, DateRow, SeriesId, SeriesRow};
use crate::accounts::{Avatar, MemberId};
use crate::availability::Pair;
use crate::bookings::{self, BookingId, Obstacle, Offer, State, TaughtSkill, TeacherRow};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::profiles;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// `/members/{member}/series`
#[derive(Template)]
#[template(path = "series/propose.html")]
pub(super) struct ProposalPage {
    pub page: Page,
    pub teacher: String,
    pub teacher_path: String,
    pub skills: Vec<TaughtSkill>,
    /// What the learner has to spend.
    pub available: Credits,
    pub form: SeriesForm,
    pub errors: FieldErrors,
    pub minutes: i16,
    pub lengths: Vec<(i16, String, Credits)>,
    pub weeks: i16,
    pub times: i16,
    /// The first day of the week of starts, as a date field takes it.
    pub from: String,
    pub days: Vec<Day>,
    /// The dates of the plan, once a first start is chosen.
    pub preview: Option<Preview>,
    /// The session that waits for a rating, when that is in the way.
    pub to_rate: Option<BookingId>,
}

/// First starts of one day.
pub(super) struct Day {
    pub name: String,
    /// The value, the reader's clock, and the teacher's where it differs.
    pub starts: Vec<(String, String, String)>,
}

/// What would be proposed.
pub(super) struct Preview {
    pub dates: Vec<PreviewDate>,
    /// How many can be had.
    pub count: usize,
    pub each: Credits,
    pub total: Credits,
    pub key: String,
    /// The time on the teacher's clock, which stays.
    pub time: String,
}

/// One date of it.
pub(super) struct PreviewDate {
    pub position: i16,
    pub when: String,
    pub is_ticked: bool,
    /// Why it is left out.
    pub why_not: Option<String>,
}

impl ProposalPage {
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(super) fn new(
        page: Page,
        (teacher, row): (MemberId, TeacherRow),
        (pair, offer): (&Pair, &Offer),
        (now, yours): (Instant, Local<'_>),
        (form, errors): (SeriesForm, FieldErrors),
    ) -> AppResult<Self> {
        let minutes = form.length(offer);
        let (from, until) = form.week(now, yours);
        let starts = pair.offered(now, (from, until), i64::from(minutes));
        let length = |minutes: i16| (minutes, dates::length(i64::from(minutes)), offer.price(minutes));
        let preview = form.plan().map(|plan| {
            let planned = plan.dates(pair.zone());
            Preview::new(&planned, (pair, offer.price(minutes), minutes), (&row.name, now, yours), &form)
        });
        Ok(Self {
            page,
            teacher_path: profiles::path(teacher, &row.name),
            skills: serde_json::from_value(row.skills).map_err(AppError::internal)?,
            available: row.available,
            minutes,
            lengths: offer.terms.lengths.iter().copied().map(length).collect(),
            weeks: form.rhythm().weeks(),
            times: form.times(),
            from: from.timestamp().to_zoned(yours.zone.clone()).date().to_string(),
            days: days(&starts, yours, pair.zone()),
            preview,
            to_rate: None,
            teacher: row.name,
            form,
            errors,
        })
    }

    /// What can be chosen as the number of dates.
    pub(super) fn numbers(&self) -> impl Iterator<Item = i16> {
        TIMES
    }
}

fn days(starts: &[Instant], yours: Local<'_>, theirs: &TimeZone) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for start in starts {
        let name = dates::day(*start, yours);
        let line = (start.to_string(), dates::time(*start, yours), dates::theirs(*start, yours, theirs));
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.starts.push(line),
            None => days.push(Day { name, starts: vec![line] }),
        }
    }
    days
}

impl Preview {
    fn new(
        planned: &[PlannedDate],
        (pair, each, minutes): (&Pair, Credits, i16),
        (teacher, now, yours): (&str, Instant, Local<'_>),
        form: &SeriesForm,
    ) -> Self {
        let date = |date: &PlannedDate| {
            let why_not = date.check(pair, now, minutes).err().map(|why| match why {
                None => format!("{teacher}'s clock jumps over this time that day."),
                Some(why) => why.said_to_learner(teacher),
            });
            let is_ticked = why_not.is_none() && (form.date.is_empty() || form.date.contains(&date.position));
            PreviewDate {
                position: date.position,
                when: when(date.starts_at, date.on, yours, pair.zone()),
                is_ticked,
                why_not,
            }
        };
        let dates: Vec<PreviewDate> = planned.iter().map(date).collect();
        let count = dates.iter().filter(|date| date.why_not.is_none()).count();
        let theirs = Local { zone: pair.zone(), ..yours };
        Self {
            total: Credits(each.0 * i64::try_from(count).unwrap_or_default()),
            time: planned.iter().find_map(|date| date.starts_at).map_or_else(String::new, |at| dates::time(at, theirs)),
            key: crate::idempotency::new_key().to_string(),
            dates,
            count,
            each,
        }
    }
}

/// A date on both clocks, or the day alone where there is no such time.
fn when(starts_at: Option<Instant>, on: jiff::civil::Date, yours: Local<'_>, theirs: &TimeZone) -> String {
    match starts_at {
        Some(starts_at) => dates::both(starts_at, yours, theirs),
        None => dates::calendar_day(on, yours.locale),
    }
}

/// `/series/{id}`
#[derive(Template)]
#[template(path = "series/show.html")]
pub(super) struct SeriesPage {
    pub page: Page,
    pub id: SeriesId,
    pub i_teach: bool,
    pub other_name: String,
    pub other_avatar: Avatar,
    pub other_path: String,
    pub skill: String,
    pub agenda: String,
    pub every_weeks: i16,
    pub length: String,
    pub lines: Vec<DateLine>,
    /// What the open dates cost.
    pub asked: Credits,
    /// What is held for those that are agreed.
    pub held: Credits,
    /// How many took place.
    pub done: usize,
    /// Why what was asked did not happen.
    pub refusal: Option<SeriesError>,
}

/// One date.
pub(super) struct DateLine {
    pub when: String,
    pub refusal: Option<Refusal>,
    pub session: Option<Session>,
}

/// A date that is a session of its own.
pub(super) struct Session {
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
}

impl SeriesPage {
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(super) fn new(
        page: Page,
        row: SeriesRow,
        pair: Option<&Pair>,
        (now, viewer, yours): (Instant, MemberId, Local<'_>),
    ) -> AppResult<Self> {
        let theirs = TimeZone::get(&row.other_zone).map_err(AppError::internal)?;
        let dates = row.dates()?;
        let minutes = dates.iter().find_map(|date| date.booking.as_ref()).map_or(0, |booking| booking.minutes);
        let lines: Vec<DateLine> =
            dates.into_iter().map(|date| DateLine::new(date, pair, now, yours, &theirs)).collect();
        let sessions = || lines.iter().filter_map(|line| line.session.as_ref());
        let sum = |state: &[State]| {
            Credits(sessions().filter(|session| state.contains(&session.state)).map(|session| session.price.0).sum())
        };
        let (asked, held) = (sum(&[State::Proposed, State::Countered]), sum(&[State::Accepted, State::Disputed]));
        let done = sessions().filter(|session| session.is_over).count();
        Ok(Self {
            page,
            id: row.id,
            i_teach: row.teacher_id == viewer,
            other_avatar: Avatar::of(&row.other_name, row.other_photo.as_ref()),
            other_path: profiles::path(row.other_id, &row.other_name),
            other_name: row.other_name,
            skill: row.skill,
            agenda: row.agenda,
            every_weeks: row.every_weeks,
            length: dates::length(i64::from(minutes)),
            asked,
            held,
            done,
            lines,
            refusal: None,
        })
    }

    /// How many dates are sessions.
    pub(super) fn sessions(&self) -> usize {
        self.lines.iter().filter(|line| line.session.is_some()).count()
    }

    /// Whether the teacher has something to answer here.
    pub(super) fn is_to_answer(&self) -> bool {
        self.lines.iter().filter_map(|line| line.session.as_ref()).any(|session| session.to_answer)
    }

    /// Whether there is something left to end.
    pub(super) fn has_rest(&self) -> bool {
        self.lines.iter().filter_map(|line| line.session.as_ref()).any(|session| session.is_ahead)
    }
}

impl DateLine {
    fn new(date: DateRow, pair: Option<&Pair>, now: Instant, yours: Local<'_>, theirs: &TimeZone) -> Self {
        let agreed = date.booking.as_ref().and_then(|booking| booking.starts_at);
        let session = date.booking.map(|booking| Session::new(&booking, date.starts_at, pair, now));
        Self { when: when(agreed.or(date.starts_at), date.on_date, yours, theirs), refusal: date.refusal, session }
    }
}

impl Session {
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

/// `/series/{id}/end`
#[derive(Template)]
#[template(path = "series/end.html")]
pub(super) struct EndPage {
    pub page: Page,
    pub id: SeriesId,
    pub i_teach: bool,
    pub other_name: String,
    pub skill: String,
    /// Agreed sessions: which, when, what goes back, of how much.
    pub agreed: Vec<(BookingId, String, Credits, Credits)>,
    /// Proposals that would be declined or withdrawn: when.
    pub open: Vec<String>,
    pub back: Credits,
    pub form: EndForm,
    pub errors: FieldErrors,
    pub refusal: Option<SeriesError>,
}

impl EndPage {
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(super) fn new(
        page: Page,
        row: SeriesRow,
        rest: &Rest,
        (viewer, yours): (MemberId, Local<'_>),
        (form, errors): (EndForm, FieldErrors),
    ) -> AppResult<Self> {
        let theirs = TimeZone::get(&row.other_zone).map_err(AppError::internal)?;
        let (mut agreed, mut open, mut back) = (Vec::new(), Vec::new(), Credits(0));
        for date in row.dates()? {
            let Some(booking) = date.booking else { continue };
            let when = when(booking.starts_at.or(date.starts_at), date.on_date, yours, &theirs);
            if let Some(refund) = rest.agreed.iter().find(|refund| refund.booking == booking.id) {
                back = Credits(back.0 + refund.credits.0);
                agreed.push((booking.id, when, refund.credits, booking.price));
            } else if rest.open.iter().any(|(id, _)| *id == booking.id) {
                open.push(when);
            }
        }
        Ok(Self {
            page,
            id: row.id,
            i_teach: row.teacher_id == viewer,
            other_name: row.other_name,
            skill: row.skill,
            agreed,
            open,
            back,
            form,
            errors,
            refusal: None,
        })
    }
}
