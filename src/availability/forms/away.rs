//! Time off, as people type it.

use jiff::civil::Date;
use serde::Deserialize;

use super::dates::parse_date;
use crate::web::{FieldErrors, text};

/// The longest note, in characters.
const MOST_NOTE: usize = 100;

/// The form of time off, as sent or to be shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AwayForm {
    /// The first day off.
    pub first: String,
    /// The last; empty is the first.
    pub last: String,
    /// What it is for.
    pub note: String,
}

/// Time off that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentAway {
    /// First and last day, both included.
    pub days: (Date, Date),
    /// What it is for.
    pub note: String,
}

impl AwayForm {
    /// What it says.
    ///
    /// # Errors
    /// The sentences, by field.
    pub fn parse(&self) -> Result<SentAway, FieldErrors> {
        let mut errors = FieldErrors::default();
        let first = errors.take("first", parse_date(&self.first));
        let last = if self.last.trim().is_empty() { first } else { errors.take("last", parse_date(&self.last)) };
        let note = errors.take("note", text::at_most(MOST_NOTE, text::line(&self.note)));
        match (first, last, note) {
            (Some(first), Some(last), Some(note)) => Ok(SentAway { days: (first, last), note }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_needs_no_last_day() {
        let form = AwayForm { first: "2026-12-24".to_owned(), note: "  Home ".to_owned(), ..AwayForm::default() };
        let day = jiff::civil::date(2026, 12, 24);
        assert_eq!(form.parse().unwrap(), SentAway { days: (day, day), note: "Home".to_owned() });
    }

    #[test]
    fn each_wrong_field_gets_its_sentence() {
        let form = AwayForm { first: "soon".to_owned(), last: "later".to_owned(), note: "x".repeat(101) };
        let errors = form.parse().unwrap_err();
        assert!(["first", "last", "note"].iter().all(|field| errors.of(field).is_some()));
    }
}
