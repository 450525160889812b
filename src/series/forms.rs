//! What people fill in about series, parsed into types.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::answering::Answer;
use super::cancelling::Refund;
use super::enrolling::Wanted;
use super::plan::{Plan, Rhythm, TIMES};
use super::proposing::Wish;
use crate::accounts::MemberId;
use crate::bookings::{BookingId, Offer};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::web::dates::Local;
use crate::web::{FieldErrors, text};

/// Characters of an agenda and a reason.
const MOST_CHARACTERS: usize = 500;
/// Dates that are proposed when nothing else is chosen.
const USUAL_TIMES: i16 = 6;
/// Length when none is chosen, in minutes.
const USUAL_MINUTES: i16 = 60;

/// The form of a series as sent or as an address says it: first what is chosen, then, with the dates shown, what is sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SeriesForm {
    #[serde(default)]
    pub skill: String,
    #[serde(default)]
    pub minutes: String,
    #[serde(default)]
    pub weeks: String,
    #[serde(default)]
    pub times: String,
    /// The day from which a week of first starts is shown, on the learner's calendar.
    #[serde(default)]
    pub from: String,
    /// The first start.
    #[serde(default)]
    pub first: String,
    /// The dates to propose, by position.
    #[serde(default)]
    pub date: Vec<i16>,
    #[serde(default)]
    pub agenda: String,
    #[serde(default)]
    pub key: String,
}

impl SeriesForm {
    /// The form as an address says it.
    pub(super) fn of_address(query: &str) -> AppResult<Self> {
        serde_html_form::from_str(query).map_err(|_| AppError::BadRequest("This address holds what the form does not."))
    }

    /// How long each date is, in minutes: what was chosen, where the terms of `offer` allow it.
    pub(super) fn length(&self, offer: &Offer) -> i16 {
        self.minutes.parse().ok().filter(|minutes| offer.terms.allows(*minutes)).unwrap_or(USUAL_MINUTES)
    }

    /// How often.
    pub(super) fn rhythm(&self) -> Rhythm {
        self.weeks.parse().ok().and_then(Rhythm::of_weeks).unwrap_or(Rhythm::Weekly)
    }

    /// How many dates.
    pub(super) fn times(&self) -> i16 {
        self.times.parse().ok().filter(|times| TIMES.contains(times)).unwrap_or(USUAL_TIMES)
    }

    /// The plan, once a first start is chosen.
    pub(super) fn plan(&self) -> Option<Plan> {
        let first = self.first.parse().ok()?;
        Some(Plan { first, rhythm: self.rhythm(), times: self.times() })
    }

    /// The week of first starts to show: from the day that was asked for, or from `now` on.
    pub(super) fn week(&self, now: Instant, yours: Local<'_>) -> (Instant, Instant) {
        let chosen: Option<Date> = self.from.trim().parse().ok();
        let midnight = |date: Date| date.to_zoned(yours.zone.clone()).ok().map(|at| Instant::from(at.timestamp()));
        let from = chosen.and_then(midnight).unwrap_or(now).max(now);
        let today = from.timestamp().to_zoned(yours.zone.clone()).date();
        let until = today.checked_add(7.days()).ok().and_then(midnight).unwrap_or(from);
        (from, until)
    }

    /// A wish that can be tried.
    pub(super) fn parse(&self, teacher: MemberId, offer: &Offer) -> Result<(Wish, Uuid), FieldErrors> {
        let mut errors = FieldErrors::default();
        let skill = errors.take("skill", self.skill.parse().map_err(|_| "Choose what you want to learn."));
        let plan = errors.take("first", self.plan().ok_or("Choose when the first session begins."));
        let agenda = errors.take("agenda", text::at_most(MOST_CHARACTERS, text::lines(&self.agenda)));
        let key = errors.take("form", self.key.parse().map_err(|_| "Reload the page and try once more."));
        match (skill, plan, agenda, key) {
            (Some(skill), Some(plan), Some(agenda), Some(key)) => {
                let skipped = (1..=plan.times).filter(|position| !self.date.contains(position)).collect();
                Ok((Wish { teacher, skill, minutes: self.length(offer), plan, skipped, agenda }, key))
            }
            _ => Err(errors),
        }
    }
}

/// The dates of a programme's lessons as sent or as an address says them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DatesForm {
    /// The day from which the first week is shown, on the learner's calendar.
    #[serde(default)]
    pub from: String,
    /// Weeks from one session to the next: what is offered for each.
    #[serde(default)]
    pub weeks: String,
    /// The lessons, each with the start beside it that was chosen, or nothing.
    #[serde(default)]
    pub position: Vec<i16>,
    #[serde(default)]
    pub start: Vec<String>,
    /// Whether all but the first are to be suggested anew.
    #[serde(default)]
    pub again: bool,
    /// What the page said of the programme.
    #[serde(default)]
    pub revision: i32,
    #[serde(default)]
    pub price: i64,
    #[serde(default)]
    pub key: String,
}

impl DatesForm {
    /// The form as an address says it.
    pub(super) fn of_address(query: &str) -> AppResult<Self> {
        serde_html_form::from_str(query).map_err(|_| AppError::BadRequest("This address holds what the form does not."))
    }

    /// How often.
    pub(super) fn rhythm(&self) -> Rhythm {
        self.weeks.parse().ok().and_then(Rhythm::of_weeks).unwrap_or(Rhythm::Weekly)
    }

    /// The first day to show: the one that was asked for, or today.
    pub(super) fn first_day(&self, now: Instant, yours: Local<'_>) -> Date {
        let today = now.timestamp().to_zoned(yours.zone.clone()).date();
        self.from.trim().parse().unwrap_or(today).max(today)
    }

    /// The start that was chosen for a lesson, which is none where it is left for later; none when nobody has chosen.
    pub(super) fn chosen(&self, position: i16) -> Option<Option<Instant>> {
        let index = self.position.iter().position(|asked| *asked == position)?;
        if self.again && index > 0 {
            return None;
        }
        Some(self.start.get(index)?.parse().ok())
    }

    /// The dates that were chosen, in the order of the lessons.
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        let wanted = |position: &i16| Some(Wanted { position: *position, starts_at: self.chosen(*position)?? });
        self.position.iter().filter_map(wanted).collect()
    }
}

/// The answer of a teacher as sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AnswerForm {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub accept: Vec<BookingId>,
    /// What the page said beside dates, each as `{booking}:{words}`.
    #[serde(default)]
    pub aside: Vec<String>,
}

impl AnswerForm {
    pub(super) fn parse(&self) -> Answer {
        let mut told: BTreeMap<BookingId, Vec<String>> = BTreeMap::new();
        for (id, words) in self.aside.iter().filter_map(|aside| aside.split_once(':')) {
            if let Ok(id) = id.parse() {
                told.entry(id).or_default().push(words.to_owned());
            }
        }
        Answer { accepted: self.accept.clone(), told }
    }
}

/// The form that ends what is left.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EndForm {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub reason: String,
    /// What the page said goes back, each as `{booking}:{hundredths}`.
    #[serde(default)]
    pub refund: Vec<String>,
}

impl EndForm {
    /// Why, up to 500 characters, which may be nothing; and what the page said, by booking.
    pub(super) fn parse(&self) -> Result<(String, Vec<Refund>), FieldErrors> {
        let reason = text::at_most(MOST_CHARACTERS, text::lines(&self.reason))
            .map_err(|sentence| FieldErrors::one("reason", sentence))?;
        let refund = |said: &String| {
            let (booking, credits) = said.split_once(':')?;
            Some(Refund { booking: booking.parse().ok()?, credits: Credits(credits.parse().ok()?) })
        };
        let mut said: Vec<Refund> = self.refund.iter().filter_map(refund).collect();
        said.sort_unstable();
        Ok((reason, said))
    }
}

/// The key of a form that carries nothing to correct beside it.
pub(super) fn key(typed: &str) -> AppResult<Uuid> {
    typed.parse().map_err(|_| AppError::BadRequest("This form is incomplete. Reload its page and send it once more."))
}
