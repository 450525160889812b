//! Other hours on one date, as people type them.

use jiff::civil::Date;
use serde::Deserialize;

use super::day::{DayRows, TypedDay};
use crate::availability::DateHours;
use crate::web::FieldErrors;

/// What the names of the ranges' fields begin with.
const KEY: &str = "day";

/// The form of a date, as sent or to be shown; see [`TypedDay`] for the fields of its ranges.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct DateForm {
    /// The date.
    pub date: String,
    /// Whether nothing is open on it, whatever ranges are typed.
    pub is_closed: bool,
    day: TypedDay,
}

impl DateForm {
    /// The form that shows a date, to change it.
    pub fn showing(date: &DateHours) -> Self {
        let ranges = date.hours.ranges();
        Self { date: date.date.to_string(), is_closed: ranges.is_empty(), day: TypedDay::showing(ranges) }
    }

    /// What it says.
    ///
    /// # Errors
    /// The sentences: by `date`, by the keys of ranges, and by `day`.
    pub fn parse(&self) -> Result<DateHours, FieldErrors> {
        let mut errors = FieldErrors::default();
        let date = errors.take("date", parse_date(&self.date));
        let hours = if self.is_closed { Some(Default::default()) } else { self.day.parse(KEY, &mut errors) };
        if hours.as_ref().is_some_and(|hours| hours.ranges().is_empty()) && !self.is_closed {
            errors.add(KEY, "Say when you have time, or tick that you have none on this date.");
        }
        match (date, hours) {
            (Some(date), Some(hours)) if errors.is_empty() => Ok(DateHours { date, hours }),
            _ => Err(errors),
        }
    }

    /// The ranges for the template.
    pub fn rows(&self) -> DayRows {
        self.day.rows("Hours on this date", KEY)
    }
}

impl From<Vec<(String, String)>> for DateForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match (name.as_str(), name.split_once('-')) {
                ("date", _) => form.date = value,
                ("closed", _) => form.is_closed = value == "true",
                (_, Some((KEY, range))) => form.day.take(range, value),
                _ => {}
            }
        }
        form
    }
}

/// A date as a date field gives it.
pub(super) fn parse_date(typed: &str) -> Result<Date, &'static str> {
    typed.trim().parse().map_err(|_| "Give a date, like 2026-12-24.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::{DayHours, Range};

    fn form(fields: &[(&str, &str)]) -> DateForm {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>().into()
    }

    #[test]
    fn what_is_shown_is_what_is_sent_back() {
        let ranges = [(540, 600), (1080, 1440)].map(|(starts, ends)| Range::new(starts, ends).unwrap());
        for hours in [DayHours::default(), DayHours::of(ranges.to_vec()).unwrap()] {
            let date = DateHours { date: jiff::civil::date(2026, 12, 24), hours };
            assert_eq!(DateForm::showing(&date).parse().unwrap(), date);
        }
    }

    #[test]
    fn a_date_without_hours_is_asked_whether_it_is_closed() {
        let errors = form(&[("date", "2026-12-24")]).parse().unwrap_err();
        assert!(errors.of("day").is_some() && errors.of("date").is_none());
        let closed = form(&[("date", "2026-12-24"), ("closed", "true"), ("day-1-from", "18:00")]).parse().unwrap();
        assert!(closed.hours.ranges().is_empty(), "closed is closed, whatever is typed beside it");
    }

    #[test]
    fn what_is_no_date_gets_its_sentence() {
        for date in ["", "24.12.2026", "2026-02-30", "tomorrow"] {
            let errors = form(&[("date", date), ("closed", "true")]).parse().unwrap_err();
            assert!(errors.of("date").is_some(), "{date}");
        }
    }
}
