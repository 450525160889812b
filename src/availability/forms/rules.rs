//! Rules of booking, as people type them.

use std::ops::RangeInclusive;

use serde::Deserialize;

use crate::availability::{
    BUFFER_MINUTES, BUFFER_STEP, BookingRules, HORIZON_DAYS, MOST_A_DAY, MOST_A_WEEK, NOTICE_HOURS,
};
use crate::web::FieldErrors;

/// The form of the rules, as sent or to be shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RulesForm {
    /// Minutes before a session.
    pub buffer_before: String,
    /// Minutes after a session.
    pub buffer_after: String,
    /// Hours of notice.
    pub notice_hours: String,
    /// Days ahead.
    pub horizon_days: String,
    /// Sessions a day; empty is no limit.
    pub most_a_day: String,
    /// Sessions a week; empty is no limit.
    pub most_a_week: String,
}

impl RulesForm {
    /// The form that shows `rules`.
    pub fn showing(rules: &BookingRules) -> Self {
        let limit = |most: Option<i16>| most.map(|most| most.to_string()).unwrap_or_default();
        Self {
            buffer_before: rules.buffer_before.to_string(),
            buffer_after: rules.buffer_after.to_string(),
            notice_hours: rules.notice_hours.to_string(),
            horizon_days: rules.horizon_days.to_string(),
            most_a_day: limit(rules.most_a_day),
            most_a_week: limit(rules.most_a_week),
        }
    }

    /// What it says.
    ///
    /// # Errors
    /// The sentences, by field.
    pub fn parse(&self) -> Result<BookingRules, FieldErrors> {
        let mut errors = FieldErrors::default();
        let buffer_before = errors.take("buffer_before", buffer(&self.buffer_before));
        let buffer_after = errors.take("buffer_after", buffer(&self.buffer_after));
        let notice_hours = errors.take("notice_hours", within(&self.notice_hours, NOTICE_HOURS));
        let horizon_days = errors.take("horizon_days", within(&self.horizon_days, HORIZON_DAYS));
        let most_a_day = errors.take("most_a_day", limit(&self.most_a_day, MOST_A_DAY));
        let most_a_week = errors.take("most_a_week", limit(&self.most_a_week, MOST_A_WEEK));
        if let (Some(notice), Some(horizon)) = (notice_hours, horizon_days)
            && notice >= horizon * 24
        {
            errors.add("notice_hours", "This leaves no time to book you: ask for less notice, or open more days.");
        }
        let (Some(buffer_before), Some(buffer_after), Some(notice_hours), Some(horizon_days)) =
            (buffer_before, buffer_after, notice_hours, horizon_days)
        else {
            return Err(errors);
        };
        let (Some(most_a_day), Some(most_a_week), true) = (most_a_day, most_a_week, errors.is_empty()) else {
            return Err(errors);
        };
        Ok(BookingRules { buffer_before, buffer_after, notice_hours, horizon_days, most_a_day, most_a_week })
    }
}

fn buffer(typed: &str) -> Result<i16, String> {
    match within(typed, BUFFER_MINUTES)? {
        minutes if minutes % BUFFER_STEP == 0 => Ok(minutes),
        _ => Err(format!("Use steps of {BUFFER_STEP} minutes.")),
    }
}

fn limit(typed: &str, bounds: RangeInclusive<i16>) -> Result<Option<i16>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    within(typed, bounds).map(Some).map_err(|sentence| format!("{sentence} Leave it empty for no limit."))
}

fn within(typed: &str, bounds: RangeInclusive<i16>) -> Result<i16, String> {
    let number = typed.trim().parse().ok().filter(|number| bounds.contains(number));
    number.ok_or_else(|| format!("Give a whole number from {} to {}.", bounds.start(), bounds.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_what_is_sent_back() {
        let strict = BookingRules {
            buffer_before: 5,
            buffer_after: 120,
            notice_hours: 336,
            horizon_days: 90,
            most_a_day: Some(24),
            most_a_week: Some(1),
        };
        for rules in [BookingRules::default(), strict] {
            assert_eq!(RulesForm::showing(&rules).parse().unwrap(), rules);
        }
    }

    #[test]
    fn each_wrong_rule_gets_its_sentence() {
        let form = RulesForm {
            buffer_before: "7".to_owned(),
            buffer_after: "125".to_owned(),
            notice_hours: "-1".to_owned(),
            horizon_days: "91".to_owned(),
            most_a_day: "0".to_owned(),
            most_a_week: "many".to_owned(),
        };
        let errors = form.parse().unwrap_err();
        assert_eq!(errors.iter().count(), 6);
        assert_eq!(errors.text("buffer_before"), "Use steps of 5 minutes.");
        assert_eq!(errors.text("horizon_days"), "Give a whole number from 1 to 90.");
    }

    #[test]
    fn notice_ends_before_the_horizon() {
        let rules = BookingRules { notice_hours: 48, horizon_days: 2, ..BookingRules::default() };
        assert!(RulesForm::showing(&rules).parse().unwrap_err().of("notice_hours").is_some());
        let rules = BookingRules { notice_hours: 47, ..rules };
        assert_eq!(RulesForm::showing(&rules).parse().unwrap(), rules);
    }
}
