//! The ranges of one day as people type them: pairs of time fields, as many as there are, and one more.

use crate::availability::HoursError;
use crate::availability::hours::{DayHours, END_OF_DAY, MOST_RANGES, Range};
use crate::web::FieldErrors;

/// Ranges of a day that are read, and shown again when they are too many: every second quarter of an hour.
const MOST_TYPED: usize = 48;
const INCOMPLETE: &str = "Give both a beginning and an end, or neither.";

/// The ranges of a day, as sent or to be shown. The fields of the nth range of the day `key` are `key-n-from` and
/// `key-n-until`, n from 1.
#[derive(Debug, Clone, Default)]
pub struct TypedDay(Vec<Typed>);

#[derive(Debug, Clone, Default)]
struct Typed {
    from: String,
    until: String,
}

/// A day as the form's template shows it.
pub struct DayRows {
    /// The day's name.
    pub name: String,
    /// What the names of its fields begin with; what is wrong with the day as a whole is said by it.
    pub key: &'static str,
    /// Its ranges: what is filled in, and one empty range where there is room.
    pub ranges: Vec<RangeRow>,
}

/// A range as the form's template shows it.
pub struct RangeRow {
    /// Its fields are this with `-from` and `-until`, its error is this one's.
    pub key: String,
    /// From 1.
    pub number: usize,
    /// As typed.
    pub from: String,
    /// As typed.
    pub until: String,
}

impl TypedDay {
    /// The fields that show `ranges`.
    pub fn showing(ranges: &[Range]) -> Self {
        let shown = |range: &Range| Typed { from: clock_face(range.starts()), until: clock_face(range.ends()) };
        Self(ranges.iter().map(shown).collect())
    }

    /// Takes a field of the day by what its name says after the key: `3-from`. Others are left alone.
    pub fn take(&mut self, name: &str, value: String) {
        let Some((number, end)) = name.split_once('-') else { return };
        let Some(at) = number.parse().ok().and_then(|number: usize| number.checked_sub(1)) else { return };
        if at >= MOST_TYPED {
            return;
        }
        if self.0.len() <= at {
            self.0.resize(at + 1, Typed::default());
        }
        match (self.0.get_mut(at), end) {
            (Some(range), "from") => range.from = value,
            (Some(range), "until") => range.until = value,
            _ => {}
        }
    }

    /// The hours that it says; `None` after noting in `errors` what is wrong with a range, by its key, or with the day.
    pub fn parse(&self, key: &'static str, errors: &mut FieldErrors) -> Option<DayHours> {
        let mut ranges: Vec<Range> = Vec::new();
        let mut is_right = true;
        for (number, typed) in (1..).zip(&self.0).filter(|(_, typed)| !typed.is_empty()) {
            let parsed = typed.parse().and_then(|range| match ranges.iter().any(|earlier| earlier.overlaps(range)) {
                true => Err(HoursError::Overlap.to_string()),
                false => Ok(range),
            });
            let range = errors.take(range_key(key, number), parsed);
            is_right &= range.is_some();
            ranges.extend(range);
        }
        let hours = is_right.then(|| DayHours::of(ranges).map_err(|error| error.to_string()))?;
        errors.take(key, hours)
    }

    /// The day for the template.
    pub fn rows(&self, name: impl Into<String>, key: &'static str) -> DayRows {
        let filled = self.0.iter().rposition(|typed| !typed.is_empty()).map_or(0, |at| at + 1);
        let shown = filled.max((filled + 1).min(MOST_RANGES));
        let typed = self.0.iter().cloned().chain(std::iter::repeat_with(Typed::default));
        let row = |(number, typed): (usize, Typed)| RangeRow {
            key: range_key(key, number),
            number,
            from: typed.from,
            until: typed.until,
        };
        DayRows { name: name.into(), key, ranges: (1..).zip(typed).take(shown).map(row).collect() }
    }
}

fn range_key(day: &str, number: usize) -> String {
    format!("{day}-{number}")
}

impl Typed {
    fn is_empty(&self) -> bool {
        self.from.trim().is_empty() && self.until.trim().is_empty()
    }

    fn parse(&self) -> Result<Range, String> {
        if self.from.trim().is_empty() || self.until.trim().is_empty() {
            return Err(INCOMPLETE.to_owned());
        }
        let (Some(from), Some(until)) = (minute_of(&self.from), minute_of(&self.until)) else {
            return Err(HoursError::Grain.to_string());
        };
        // A time field cannot say 24:00: midnight as an end is the end of the day.
        let until = if until == 0 { END_OF_DAY } else { until };
        Range::new(from, until).map_err(|error| error.to_string())
    }
}

fn minute_of(typed: &str) -> Option<i16> {
    let (hour, minute) = typed.trim().split_once(':')?;
    let (hour, minute): (i16, i16) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}

/// As a time field takes it; the end of the day is 00:00.
fn clock_face(minute: i16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(ranges: &[(usize, &str, &str)]) -> TypedDay {
        let mut day = TypedDay::default();
        for (number, from, until) in ranges {
            day.take(&format!("{number}-from"), (*from).to_owned());
            day.take(&format!("{number}-until"), (*until).to_owned());
        }
        day
    }

    #[test]
    fn each_wrong_range_gets_its_sentence() {
        let mut errors = FieldErrors::default();
        let ranges = [
            (1, "18:00", ""),
            (2, "18:07", "20:00"),
            (3, "20:00", "18:00"),
            (4, "08:00", "10:00"),
            (5, "9:00", "11:00"),
        ];
        assert_eq!(typed(&ranges).parse("tue", &mut errors), None);
        assert_eq!(errors.text("tue-1"), INCOMPLETE);
        assert_eq!(errors.text("tue-2"), HoursError::Grain.to_string());
        assert_eq!(errors.text("tue-3"), HoursError::Backwards.to_string());
        assert_eq!(errors.of("tue-4"), None);
        assert_eq!(errors.text("tue-5"), HoursError::Overlap.to_string());
        assert_eq!(errors.of("tue"), None);
    }

    #[test]
    fn more_ranges_than_fit_are_refused_and_kept() {
        let every_second_quarter: Vec<_> = (0..48).map(|n| Range::new(n * 30, n * 30 + 15).unwrap()).collect();
        let day = TypedDay::showing(&every_second_quarter);
        let mut errors = FieldErrors::default();
        assert_eq!(day.parse("wed", &mut errors), None);
        assert_eq!(errors.text("wed"), HoursError::TooMany.to_string());
        assert_eq!(day.rows("Wednesday", "wed").ranges.len(), 48);
    }

    #[test]
    fn a_day_shows_one_empty_range_more_while_there_is_room() {
        let shown = |ranges: i16| {
            let ranges: Vec<_> = (0..ranges).map(|n| Range::new(n * 60, n * 60 + 30).unwrap()).collect();
            TypedDay::showing(&ranges).rows("Monday", "mon").ranges.len()
        };
        assert_eq!([0, 1, 11, 12].map(shown), [1, 2, 12, 12]);
    }

    #[test]
    fn names_that_are_no_fields_of_a_day_change_nothing() {
        let mut day = TypedDay::default();
        for name in ["0-from", "49-from", "from", "-1-from", "99999999999999999999-from", "1-to"] {
            day.take(name, "10:00".to_owned());
        }
        assert!(day.0.iter().all(Typed::is_empty));
    }
}
