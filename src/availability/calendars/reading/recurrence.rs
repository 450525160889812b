//! What repeats: rules are counted out on the wall clock, and every step is paid for, so that no file can keep us busy.

use std::cell::Cell;
use std::time::{Duration, Instant};

use chrono::{Datelike, Timelike};
use jiff::Timestamp;
use jiff::civil::DateTime;
use rrule::{Frequency, RRule, RRuleSet, Unvalidated};

use super::ReadingError;

/// Steps that a whole file may take.
const MOST_STEPS: u32 = 400_000;
/// Steps that one rule may take: every day of 130 years.
const MOST_STEPS_OF_ONE: u32 = 50_000;
/// Real time that a whole file may take.
const MOST_TIME: Duration = Duration::from_secs(5);
/// Letters of a rule at most; every rule that means anything is shorter.
const LONGEST_RULE: usize = 400;
/// Times that a rule may name within one day.
const MOST_TIMES_OF_DAY: usize = 144;

/// What a file may still cost.
#[derive(Debug)]
pub(super) struct Budget {
    steps: Cell<u32>,
    until: Instant,
}

/// A rule, with the wall clock at which it begins.
#[derive(Debug)]
pub(super) struct Rule {
    set: Option<RRuleSet>,
}

impl Budget {
    /// A file's whole budget, from now on.
    pub(super) fn of_a_file() -> Self {
        Self { steps: Cell::new(MOST_STEPS), until: Instant::now() + MOST_TIME }
    }

    /// Takes a step.
    ///
    /// # Errors
    /// When there is none left, in number or in time.
    pub(super) fn step(&self) -> Result<(), ReadingError> {
        let left = self.steps.get().checked_sub(1).ok_or(ReadingError::TooMuchWork)?;
        self.steps.set(left);
        if Instant::now() > self.until { Err(ReadingError::TooMuchWork) } else { Ok(()) }
    }
}

impl Rule {
    /// The rule that `text` says of something that begins at `start`; `wall_of` tells the same clock at a moment. None
    /// for what is no rule.
    pub(super) fn parse(text: &str, start: DateTime, wall_of: impl Fn(Timestamp) -> Option<DateTime>) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        if text.len() > LONGEST_RULE {
            return None;
        }
        let (mut kept, mut until, mut times) = (Vec::new(), None, 1);
        for (name, value) in text.split(';').filter_map(|part| part.split_once('=')) {
            match (name.trim(), value.trim()) {
                ("UNTIL", value) => until = Some(parse_until(value, &wall_of)?),
                ("RSCALE", calendar) if calendar != "GREGORIAN" => return None,
                (name @ ("BYHOUR" | "BYMINUTE" | "BYSECOND"), value) => {
                    times *= value.split(',').count();
                    kept.push(format!("{name}={value}"));
                }
                (
                    name @ ("FREQ" | "INTERVAL" | "COUNT" | "WKST" | "BYDAY" | "BYMONTHDAY" | "BYYEARDAY" | "BYWEEKNO"
                    | "BYMONTH" | "BYSETPOS"),
                    value,
                ) => kept.push(format!("{name}={value}")),
                _ => {}
            }
        }
        if until.is_some_and(|until| until < start) {
            return Some(Self { set: None });
        }
        let start = counted(start)?;
        let mut rule: RRule<Unvalidated> = kept.join(";").parse().ok()?;
        if let Some(until) = until {
            rule = rule.until(counted(until)?);
        }
        let often = matches!(rule.get_freq(), Frequency::Hourly | Frequency::Minutely | Frequency::Secondly);
        if times > MOST_TIMES_OF_DAY && !often {
            return None;
        }
        Some(Self { set: Some(rule.build(start).ok()?.limit()) })
    }

    /// When it happens, up to `last`, in order.
    ///
    /// # Errors
    /// When it takes more steps than the budget has.
    pub(super) fn walls(&self, last: DateTime, budget: &Budget) -> Result<Vec<DateTime>, ReadingError> {
        // Finding that a rule never comes true costs, too.
        budget.step()?;
        let mut walls = Vec::new();
        for (taken, next) in (0u32..).zip(self.set.iter().flat_map(|set| set.into_iter())) {
            budget.step()?;
            let Some(wall) = told(&next) else { break };
            if wall > last {
                break;
            }
            if taken >= MOST_STEPS_OF_ONE {
                return Err(ReadingError::TooMuchWork);
            }
            walls.push(wall);
        }
        Ok(walls)
    }
}

/// The last wall clock at which something may happen. A date includes its whole day, whatever begins then.
fn parse_until(value: &str, wall_of: impl Fn(Timestamp) -> Option<DateTime>) -> Option<DateTime> {
    let format = |format| DateTime::strptime(format, value).ok();
    match value.len() {
        8 => Some(jiff::civil::Date::strptime("%Y%m%d", value).ok()?.at(23, 59, 59, 0)),
        16 => wall_of(format("%Y%m%dT%H%M%SZ")?.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()),
        _ => format("%Y%m%dT%H%M%S"),
    }
}

/// Rules know no zones here: the wall clock is counted as if it were UTC, and each time is told by its zone afterwards.
fn counted(wall: DateTime) -> Option<chrono::DateTime<rrule::Tz>> {
    let unsigned = |n: i8| u32::try_from(n).ok();
    let date = chrono::NaiveDate::from_ymd_opt(wall.year().into(), unsigned(wall.month())?, unsigned(wall.day())?)?;
    let time = date.and_hms_opt(unsigned(wall.hour())?, unsigned(wall.minute())?, unsigned(wall.second())?)?;
    time.and_local_timezone(rrule::Tz::UTC).single()
}

fn told(counted: &chrono::DateTime<rrule::Tz>) -> Option<DateTime> {
    let small = |n: u32| i8::try_from(n).ok();
    let year = i16::try_from(counted.year()).ok()?;
    let (hour, minute, second) = (small(counted.hour())?, small(counted.minute())?, small(counted.second())?);
    DateTime::new(year, small(counted.month())?, small(counted.day())?, hour, minute, second, 0).ok()
}
