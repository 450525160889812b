//! The times that one of two can propose: a fortnight of them, those chosen in others, and why one is not among them.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::availability::{HORIZON_DAYS, Pair, STEP_MINUTES, Unavailable};
use crate::bookings::forms::ProposalForm;
use crate::clock::Instant;
use crate::web::dates::{self, Local};

/// Days of times on one page.
const DAYS: i64 = 14;

/// The question that the page answers: which times of these two, on whose clocks, for how long, from when on.
#[derive(Clone, Copy)]
pub(in crate::bookings) struct Question<'a> {
    pub pair: &'a Pair,
    /// The other one's name and clocks.
    pub other: (&'a str, &'a TimeZone),
    /// Whether the reader is the teacher.
    pub i_teach: bool,
    pub yours: Local<'a>,
    pub now: Instant,
    pub minutes: i16,
}

/// A fortnight of times.
pub(in crate::bookings) struct Times {
    /// `24 Nov to 7 Dec`
    pub name: String,
    pub days: Vec<Day>,
    /// Those chosen that lie in another fortnight.
    pub elsewhere: Vec<Start>,
    /// Those chosen that cannot be had, with the reason.
    pub gone: Vec<Answer>,
    /// The number of this fortnight, and those of the ones beside it.
    pub number: i64,
    pub earlier: Option<i64>,
    pub later: Option<i64>,
    /// What is said about a time that was asked about; one sentence for each time that the clocks show it.
    pub answers: Vec<Answer>,
}

/// The times of one day.
pub(in crate::bookings) struct Day {
    pub name: String,
    pub starts: Vec<Start>,
}

/// A time to tick.
pub(in crate::bookings) struct Start {
    pub value: String,
    pub yours: String,
    pub theirs: String,
    pub is_chosen: bool,
}

/// Whether a time can be had, or why not.
pub(in crate::bookings) struct Answer {
    /// The time, on both clocks.
    pub moment: String,
    /// Why not; nothing when it can be had.
    pub why_not: Option<String>,
    /// The nearest times that can be had, when it is between two.
    pub nearest: Vec<String>,
    /// The number of the fortnight that it is in.
    pub fortnight: i64,
}

impl Times {
    /// The fortnight that `form` asks for.
    pub(in crate::bookings) fn of(question: Question<'_>, form: &ProposalForm, asked: &[Instant]) -> Self {
        let last = question.last_fortnight();
        let number = form.page.parse().unwrap_or(0).clamp(0, last);
        let (from, until) = (question.begin(number), question.begin(number + 1));
        let mut chosen: Vec<Instant> = form.slot.iter().filter_map(|slot| slot.parse().ok()).collect();
        chosen.sort_unstable();
        chosen.dedup();
        let starts = question.pair.offered(question.now, (from, until), i64::from(question.minutes));
        let (kept, gone): (Vec<_>, Vec<_>) = chosen.iter().partition(|start| question.why_not(**start).is_none());
        let brief = |at| dates::brief(at, question.yours);
        Self {
            name: format!("{} to {}", brief(from), brief(until.plus_minutes(-1))),
            days: question.days(&starts, &chosen),
            elsewhere: kept
                .into_iter()
                .filter(|start| !(from..until).contains(start))
                .map(|start| question.start(start, dates::moment(start, question.yours), true))
                .collect(),
            gone: gone.into_iter().map(|start| question.answer(start)).collect(),
            number,
            earlier: (number > 0).then(|| number - 1),
            later: (until < question.pair.window(question.now).1 && number < last).then_some(number + 1),
            answers: asked.iter().map(|at| question.answer(*at)).collect(),
        }
    }
}

impl Question<'_> {
    /// The number of the fortnight that holds the furthest horizon.
    fn last_fortnight(&self) -> i64 {
        i64::from(*HORIZON_DAYS.end()) / DAYS
    }

    /// When fortnight `number` begins: at a midnight of the reader's own clocks, so that no day is on two pages.
    fn begin(&self, number: i64) -> Instant {
        let first = self.date(self.now).saturating_add((number * DAYS).days());
        let midnight = first.to_zoned(self.yours.zone.clone());
        midnight.map_or_else(|_| self.now.plus_hours(number * DAYS * 24), |midnight| midnight.timestamp().into())
    }

    fn fortnight_of(&self, at: Instant) -> i64 {
        let days = self.date(at).since(self.date(self.now)).map_or(0, |since| i64::from(since.get_days()));
        days.div_euclid(DAYS)
    }

    fn date(&self, at: Instant) -> Date {
        at.timestamp().to_zoned(self.yours.zone.clone()).date()
    }

    fn theirs(&self) -> &TimeZone {
        self.other.1
    }

    fn said(&self, why: Unavailable) -> String {
        if self.i_teach { why.said_to_teacher(self.other.0) } else { why.said_to_learner(self.other.0) }
    }

    fn why_not(&self, at: Instant) -> Option<Unavailable> {
        self.pair.explain(self.now, at, i64::from(self.minutes)).err()
    }

    fn days(&self, starts: &[Instant], chosen: &[Instant]) -> Vec<Day> {
        let mut days: Vec<Day> = Vec::new();
        for starts_at in starts.iter().copied() {
            let name = dates::day(starts_at, self.yours);
            let start = self.start(starts_at, dates::time(starts_at, self.yours), chosen.contains(&starts_at));
            match days.last_mut().filter(|day| day.name == name) {
                Some(day) => day.starts.push(start),
                None => days.push(Day { name, starts: vec![start] }),
            }
        }
        days
    }

    fn start(&self, starts_at: Instant, yours: String, is_chosen: bool) -> Start {
        let theirs = dates::theirs(starts_at, self.yours, self.theirs());
        Start { value: starts_at.to_string(), yours, theirs, is_chosen }
    }

    fn answer(&self, at: Instant) -> Answer {
        let why_not = self.why_not(at);
        let around = (at.plus_minutes(-STEP_MINUTES), at.plus_minutes(STEP_MINUTES));
        let nearest = match why_not {
            Some(Unavailable::BetweenStarts) => self.pair.offered(self.now, around, i64::from(self.minutes)),
            _ => Vec::new(),
        };
        Answer {
            moment: dates::both(at, self.yours, self.theirs()),
            why_not: why_not.map(|why| self.said(why)),
            nearest: nearest.into_iter().map(|start| dates::time(start, self.yours)).collect(),
            fortnight: self.fortnight_of(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::{BookingRules, Diary, Range, Schedule, Spans, WeeklyHours};
    use crate::web::dates::Locale;

    fn pair(zone: &TimeZone) -> Pair {
        let always = WeeklyHours::of((0..7).map(|day| (day, Range::new(0, 1440).unwrap()))).unwrap();
        let rules = BookingRules { notice_hours: 0, horizon_days: 90, ..BookingRules::default() };
        Pair::new(Diary::new(Schedule::new(zone.clone(), always), rules, &[], Spans::default()), None)
    }

    fn page(number: i64, slots: &[&str], asked: &[&str]) -> Times {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let pair = pair(&berlin);
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let question = Question {
            pair: &pair,
            other: ("Ana", &berlin),
            i_teach: false,
            yours: Local { zone: &berlin, locale: Locale::DEFAULT },
            now: at("2026-10-19T13:10:00Z"),
            minutes: 60,
        };
        let form = ProposalForm {
            page: number.to_string(),
            slot: slots.iter().map(|slot| (*slot).to_owned()).collect(),
            ..ProposalForm::default()
        };
        Times::of(question, &form, &asked.iter().map(|text| at(text)).collect::<Vec<_>>())
    }

    #[test]
    fn fortnights_are_cut_at_midnights_of_the_reader() {
        // The clocks go back on 25 October.
        let (first, second) = (page(0, &[], &[]), page(1, &[], &[]));
        assert_eq!((first.name.as_str(), second.name.as_str()), ("19 Oct to 1 Nov", "2 Nov to 15 Nov"));
        assert_eq!((first.days.len(), second.days.len()), (14, 14));
        assert_eq!(second.days[0].starts[0].value, "2026-11-01T23:00:00Z");
        let pages: Vec<Times> = (0..=6).map(|number| page(number, &[], &[])).collect();
        let all: usize = pages.iter().flat_map(|page| &page.days).map(|day| day.starts.len()).sum();
        assert_eq!(all, 90 * 48, "every start is on one page");
        assert_eq!((pages[6].later, pages[5].later), (None, Some(6)));
    }

    #[test]
    fn chosen_times_are_named_once_and_with_the_reason_when_they_are_gone() {
        let (kept, past) = ("2026-11-20T18:00:00Z", "2026-10-18T18:00:00Z");
        let page = page(0, &[kept, past, kept], &["2026-10-20T18:00:00Z", kept, "2026-10-20T18:10:00Z"]);
        assert_eq!(page.elsewhere.iter().map(|start| start.value.as_str()).collect::<Vec<_>>(), [kept]);
        assert_eq!(page.gone[0].why_not.as_deref(), Some("This time has passed."));
        assert_eq!(page.gone.len(), 1);
        assert_eq!(page.answers.iter().map(|answer| answer.fortnight).collect::<Vec<_>>(), [0, 2, 0]);
        assert_eq!(page.answers[2].nearest, ["20:00", "20:30"]);
    }
}
