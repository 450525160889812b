//! The hours of a week as people type or paint them, and the quick choices.

use serde::Deserialize;

use super::day::{DayRows, TypedDay};
use crate::availability::hours::{END_OF_DAY, GRAIN, HoursError, Range, WeeklyHours};
use crate::web::FieldErrors;
use crate::web::dates::Locale;

/// A day of the form.
#[derive(Debug, Clone, Copy)]
pub struct Weekday {
    /// Its name.
    pub name: &'static str,
    /// Where the name may be cut, in bytes.
    short: usize,
    /// What the names of its fields begin with.
    key: &'static str,
}

const DAYS: [Weekday; 7] = [
    Weekday { name: "Monday", short: 3, key: "mon" },
    Weekday { name: "Tuesday", short: 3, key: "tue" },
    Weekday { name: "Wednesday", short: 3, key: "wed" },
    Weekday { name: "Thursday", short: 3, key: "thu" },
    Weekday { name: "Friday", short: 3, key: "fri" },
    Weekday { name: "Saturday", short: 3, key: "sat" },
    Weekday { name: "Sunday", short: 3, key: "sun" },
];

/// The hours form, as sent or to be shown; see `TypedDay` for its fields. `fill` is the quick choice that was pressed,
/// if one was.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct HoursForm {
    days: [TypedDay; 7],
    fill: String,
}

/// What somebody asks for with the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentHours {
    /// The hours typed, with those of the quick choice.
    pub hours: WeeklyHours,
    /// The quick choice pressed. The form is to be shown again then, with its hours saved.
    pub fill: Option<QuickHours>,
}

/// Hours that many people have, a click away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuickHours {
    /// Monday to Friday, 18:00 to 22:00.
    WeekdayEvenings,
    /// Saturday and Sunday, 10:00 to 18:00.
    Weekend,
}

impl Weekday {
    /// The week, as it is shown.
    pub const ALL: [Self; 7] = DAYS;

    /// The name in two parts, of which the first will do where there is little room.
    pub fn parts(self) -> (&'static str, &'static str) {
        self.name.split_at(self.short)
    }
}

impl QuickHours {
    /// All of them, as they are shown.
    pub const ALL: [Self; 2] = [Self::WeekdayEvenings, Self::Weekend];

    /// The word in the form.
    pub fn word(self) -> &'static str {
        match self {
            Self::WeekdayEvenings => "weekday-evenings",
            Self::Weekend => "weekend",
        }
    }

    /// The words on the button.
    pub fn label(self) -> &'static str {
        match self {
            Self::WeekdayEvenings => "Weekday evenings",
            Self::Weekend => "Weekend",
        }
    }

    fn add_to(self, hours: WeeklyHours) -> Result<WeeklyHours, HoursError> {
        let (mut weekdays, starts, ends) = match self {
            Self::WeekdayEvenings => (0..5, 18 * 60, 22 * 60),
            Self::Weekend => (5..7, 10 * 60, 18 * 60),
        };
        let range = Range::new(starts, ends)?;
        weekdays.try_fold(hours, |hours, weekday| hours.with(weekday, range))
    }
}

impl HoursForm {
    /// The form that shows `hours`.
    pub fn showing(hours: &WeeklyHours) -> Self {
        let mut form = Self::default();
        for (weekday, day) in (0..).zip(&mut form.days) {
            *day = TypedDay::showing(hours.day(weekday));
        }
        form
    }

    /// The hours that it says.
    ///
    /// # Errors
    /// The sentences, by the keys of ranges and days and, for a quick choice that does not fit, by `fill`.
    pub fn parse(&self) -> Result<SentHours, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut ranges: Vec<(i16, Range)> = Vec::new();
        for ((weekday, day), typed) in (0..).zip(DAYS).zip(&self.days) {
            let hours = typed.parse(day.key, &mut errors).unwrap_or_default();
            ranges.extend(hours.ranges().iter().map(|range| (weekday, *range)));
        }
        let fill = QuickHours::ALL.into_iter().find(|quick| quick.word() == self.fill);
        let hours = if errors.is_empty() { WeeklyHours::of(ranges) } else { return Err(errors) };
        let hours = hours.and_then(|hours| fill.map_or(Ok(hours.clone()), |quick| quick.add_to(hours)));
        match errors.take("fill", hours.map_err(|error| error.to_string())) {
            Some(hours) => Ok(SentHours { hours, fill }),
            None => Err(errors),
        }
    }

    /// The days with their ranges for the template.
    pub fn rows(&self) -> impl Iterator<Item = DayRows> {
        self.days.iter().zip(DAYS).map(|(typed, day)| typed.rows(day.name, day.key))
    }

    /// When each row of the painted week begins.
    pub fn grid_rows(locale: &Locale) -> impl Iterator<Item = String> {
        (0..END_OF_DAY / GRAIN).map(move |row| locale.clock(i32::from(row * GRAIN)))
    }
}

impl From<Vec<(String, String)>> for HoursForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            if name == "fill" {
                form.fill = value;
                continue;
            }
            let Some((key, range)) = name.split_once('-') else { continue };
            if let Some(at) = DAYS.iter().position(|day| day.key == key)
                && let Some(day) = form.days.get_mut(at)
            {
                day.take(range, value);
            }
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> HoursForm {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>().into()
    }

    #[test]
    fn what_is_shown_is_what_is_sent_back() {
        let sent = form(&[
            ("mon-1-from", "22:00"),
            ("mon-1-until", "00:00"),
            ("sun-2-from", "9:15"),
            ("sun-2-until", "10:00"),
        ]);
        let hours = sent.parse().unwrap().hours;
        assert_eq!(hours.day(0), [Range::new(1320, 1440).unwrap()]);
        assert_eq!(hours.day(6), [Range::new(555, 600).unwrap()]);
        assert_eq!(HoursForm::showing(&hours).parse().unwrap().hours, hours);
    }

    #[test]
    fn what_is_wrong_is_said_by_day_and_range() {
        let errors = form(&[("thu-1-from", "18:00"), ("thu-1-until", "20:00"), ("thu-2-from", "19:00")]);
        let errors = errors.parse().unwrap_err();
        assert_eq!(errors.of("thu-1"), None);
        assert!(errors.of("thu-2").is_some());
    }

    #[test]
    fn a_quick_choice_joins_what_is_typed() {
        let sent = form(&[("mon-1-from", "17:00"), ("mon-1-until", "19:00"), ("fill", "weekday-evenings")]);
        let sent = sent.parse().unwrap();
        assert_eq!(sent.fill, Some(QuickHours::WeekdayEvenings));
        assert_eq!(sent.hours.day(0), [Range::new(17 * 60, 22 * 60).unwrap()]);
        assert_eq!(sent.hours.minutes(), (5 + 4 * 4) * 60);
    }
}
