//! Choosing dates for the lessons of a programme.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::availability::Pair;
use crate::bookings::{BookingId, Offer};
use crate::clock::Instant;
use crate::ledger::Credits;
use crate::series::forms::DatesForm;
use crate::series::queries::LessonRow;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// `/programmes/{programme}/enrolment` and `/series/{series}/dates`
#[derive(Template)]
#[template(path = "series/dates.html")]
pub(in crate::series) struct DatesPage {
    pub page: Page,
    pub subject: Subject,
    /// The lessons to be dated.
    pub lines: Vec<Line>,
    /// What those cost in all.
    pub total: Credits,
    /// The first day, as a date field takes it.
    pub from: String,
    pub weeks: i16,
    pub key: String,
    pub errors: FieldErrors,
    /// The session that waits for a rating, when that is in the way.
    pub to_rate: Option<BookingId>,
}

/// What the dates are for.
pub(in crate::series) struct Subject {
    /// What the programme is called.
    pub title: String,
    pub teacher: String,
    /// Where the form is.
    pub path: String,
    /// Where one is led who has changed their mind.
    pub back: String,
    /// Whether it begins with this.
    pub is_new: bool,
    /// What is said of the programme and sent with the form.
    pub revision: i32,
    /// What the learner has to spend.
    pub available: Credits,
}

/// One lesson with what can be chosen for it.
pub(in crate::series) struct Line {
    pub position: i16,
    pub title: String,
    pub length: String,
    pub price: Credits,
    pub days: Vec<Day>,
}

/// The starts of one day.
pub(in crate::series) struct Day {
    pub name: String,
    pub starts: Vec<Start>,
}

/// One that can be chosen.
pub(in crate::series) struct Start {
    /// As the form sends it.
    pub value: String,
    /// As it is read.
    pub words: String,
    pub is_chosen: bool,
}

impl DatesPage {
    pub(in crate::series) fn new(
        page: Page,
        subject: Subject,
        (lessons, pair, offer): (&[LessonRow], &Pair, &Offer),
        (now, yours): (Instant, Local<'_>),
        (form, errors): (&DatesForm, FieldErrors),
    ) -> Self {
        let (first, weeks) = (form.first_day(now, yours), form.rhythm().weeks());
        let mut calendar = Calendar { pair: pair.clone(), now, yours, first, weeks, before: None };
        if !subject.is_new {
            calendar.pair = calendar.pair.looking_far_ahead();
        }
        let lines = lines(lessons, offer, &mut calendar, form);
        Self {
            total: Credits(lines.iter().map(|line| line.price.0).sum()),
            page,
            subject,
            lines,
            from: first.to_string(),
            weeks,
            key: crate::idempotency::new_key().to_string(),
            errors,
            to_rate: None,
        }
    }
}

fn lines(lessons: &[LessonRow], offer: &Offer, calendar: &mut Calendar<'_>, form: &DatesForm) -> Vec<Line> {
    let mut lines = Vec::new();
    for lesson in lessons {
        if let Some(span) = lesson.when {
            calendar.before = Some(span);
            continue;
        }
        lines.push(Line {
            position: lesson.position,
            title: lesson.title.clone(),
            length: dates::length(i64::from(lesson.minutes)),
            price: offer.price(lesson.minutes),
            days: calendar.days(i64::from(lesson.minutes), form.chosen(lesson.position)),
        });
        // What lies beyond the horizon may follow the first date.
        calendar.pair = calendar.pair.clone().looking_far_ahead();
    }
    lines
}

/// A week of starts for each lesson, one after the other.
struct Calendar<'a> {
    pair: Pair,
    now: Instant,
    yours: Local<'a>,
    /// The first day of the next lesson's week.
    first: Date,
    weeks: i16,
    /// From when to when the lesson before is, as agreed, proposed or suggested.
    before: Option<(Instant, Instant)>,
}

impl Calendar<'_> {
    /// The starts of the next week for a lesson of `minutes`, in which `chosen` is chosen, or the one that is suggested
    /// where nobody has chosen yet.
    fn days(&mut self, minutes: i64, chosen: Option<Option<Instant>>) -> Vec<Day> {
        let starts = self.starts(minutes);
        let chosen = match chosen {
            Some(None) => None,
            Some(Some(chosen)) if starts.contains(&chosen) => Some(chosen),
            // What was chosen cannot be had (any more), or nobody has chosen yet.
            _ => self.suggested(&starts),
        };
        if let Some(chosen) = chosen {
            self.before = Some((chosen, chosen.plus_minutes(minutes)));
        }
        self.first = self.first.saturating_add(i64::from(self.weeks * 7).days());
        let mut days: Vec<Day> = Vec::new();
        for start in starts {
            let (day, is_chosen) = (dates::day(start, self.yours), chosen == Some(start));
            let theirs = dates::theirs(start, self.yours, self.pair.zone());
            let words = dates::time(start, self.yours);
            let words = if theirs.is_empty() { words } else { format!("{words}, {theirs} theirs") };
            let line = Start { value: start.to_string(), words, is_chosen };
            match days.last_mut().filter(|last| last.name == day) {
                Some(last) => last.starts.push(line),
                None => days.push(Day { name: day, starts: vec![line] }),
            }
        }
        days
    }

    /// Half and full hours of the week at which both are free, after the lesson before.
    fn starts(&self, minutes: i64) -> Vec<Instant> {
        let midnight = |date: Date| date.to_zoned(self.yours.zone.clone()).map(|at| Instant::from(at.timestamp()));
        let (Ok(from), Ok(until)) = (midnight(self.first), midnight(self.first.saturating_add(7.days()))) else {
            return Vec::new();
        };
        let from = self.before.map_or(from, |(_, ends_at)| from.max(ends_at));
        let is_half_hour =
            |start: &Instant| start.timestamp().to_zoned(self.yours.zone.clone()).minute().rem_euclid(30) == 0;
        self.pair.offered(self.now, (from, until), minutes).into_iter().filter(is_half_hour).collect()
    }

    /// The time of the lesson before on the learner's clock, so many weeks later, or the first that there is.
    fn suggested(&self, starts: &[Instant]) -> Option<Instant> {
        let wall = |at: Instant| at.timestamp().to_zoned(self.yours.zone.clone()).datetime();
        let same = self.before.map(|(start, _)| wall(start).saturating_add(i64::from(self.weeks * 7).days()));
        starts.iter().copied().find(|start| Some(wall(*start)) == same).or_else(|| starts.first().copied())
    }
}
