//! The hours as people type them: seven days, up to three ranges each, and the quick choices.

use serde::Deserialize;

use super::hours::{END_OF_DAY, HoursError, MOST_RANGES, Range, WeeklyHours};
use crate::web::FieldErrors;

/// A day of the form: its name, and the field names of its ranges.
type Day = (&'static str, [&'static str; MOST_RANGES]);

const DAYS: [Day; 7] = [
    ("Monday", ["mon-1", "mon-2", "mon-3"]),
    ("Tuesday", ["tue-1", "tue-2", "tue-3"]),
    ("Wednesday", ["wed-1", "wed-2", "wed-3"]),
    ("Thursday", ["thu-1", "thu-2", "thu-3"]),
    ("Friday", ["fri-1", "fri-2", "fri-3"]),
    ("Saturday", ["sat-1", "sat-2", "sat-3"]),
    ("Sunday", ["sun-1", "sun-2", "sun-3"]),
];
const ORDINALS: [&str; MOST_RANGES] = ["first", "second", "third"];
const INCOMPLETE: &str = "Give both a beginning and an end, or neither.";

/// The hours form, as sent or to be shown. The fields of a range are its key with `-from` and `-until`; `fill` is the
/// quick choice that was pressed, if one was.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct HoursForm {
    days: [[Typed; MOST_RANGES]; 7],
    fill: String,
}

#[derive(Debug, Clone, Default)]
struct Typed {
    from: String,
    until: String,
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

/// A day as the form's template shows it.
pub struct DayRows {
    /// The day's name.
    pub name: &'static str,
    /// Its ranges.
    pub ranges: Vec<RangeRow>,
}

/// A range as the form's template shows it.
pub struct RangeRow {
    /// Its fields are this with `-from` and `-until`, its error is this one's.
    pub key: &'static str,
    /// `first`, `second` or `third`.
    pub ordinal: &'static str,
    /// As typed.
    pub from: String,
    /// As typed.
    pub until: String,
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
            for (typed, range) in day.iter_mut().zip(hours.day(weekday)) {
                *typed = Typed { from: clock_face(range.starts()), until: clock_face(range.ends()) };
            }
        }
        form
    }

    /// The hours that it says.
    ///
    /// # Errors
    /// The sentences, by the keys of ranges and, for a quick choice that does not fit, by `fill`.
    pub fn parse(&self) -> Result<SentHours, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut ranges: Vec<(i16, Range)> = Vec::new();
        for (weekday, (day, (_, keys))) in (0..).zip(self.days.iter().zip(DAYS)) {
            for (typed, key) in day.iter().zip(keys).filter(|(typed, _)| !typed.is_empty()) {
                let Some(range) = errors.take(key, typed.parse()) else { continue };
                if ranges.iter().any(|(other, earlier)| *other == weekday && earlier.overlaps(range)) {
                    errors.add(key, HoursError::Overlap.to_string());
                }
                ranges.push((weekday, range));
            }
        }
        let fill = QuickHours::ALL.into_iter().find(|quick| quick.word() == self.fill);
        let hours = if errors.is_empty() { WeeklyHours::of(ranges) } else { return Err(errors) };
        let hours = hours.and_then(|hours| fill.map_or(Ok(hours.clone()), |quick| quick.add_to(hours)));
        match errors.take("fill", hours.map_err(|error| error.to_string())) {
            Some(hours) => Ok(SentHours { hours, fill }),
            None => Err(errors),
        }
    }

    /// The days with their ranges for the template: what is filled in, and one empty range where there is room.
    pub fn rows(&self) -> Vec<DayRows> {
        let row = |((typed, key), ordinal): ((&Typed, &'static str), &'static str)| RangeRow {
            key,
            ordinal,
            from: typed.from.clone(),
            until: typed.until.clone(),
        };
        let shown =
            |day: &[Typed; MOST_RANGES]| 1 + day.iter().rposition(|typed| !typed.is_empty()).map_or(0, |at| at + 1);
        let rows = |(day, (name, keys)): (&[Typed; MOST_RANGES], Day)| DayRows {
            name,
            ranges: day.iter().zip(keys).zip(ORDINALS).take(shown(day)).map(row).collect(),
        };
        self.days.iter().zip(DAYS).map(rows).collect()
    }
}

impl From<Vec<(String, String)>> for HoursForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        let mut typed: std::collections::HashMap<_, _> = fields.into_iter().collect();
        form.fill = typed.remove("fill").unwrap_or_default();
        for (day, (_, keys)) in form.days.iter_mut().zip(DAYS) {
            for (range, key) in day.iter_mut().zip(keys) {
                range.from = typed.remove(&format!("{key}-from")).unwrap_or_default();
                range.until = typed.remove(&format!("{key}-until")).unwrap_or_default();
            }
        }
        form
    }
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
    fn each_wrong_range_gets_its_sentence() {
        let errors = form(&[
            ("mon-1-from", "18:00"),
            ("tue-1-from", "18:07"),
            ("tue-1-until", "20:00"),
            ("wed-1-from", "20:00"),
            ("wed-1-until", "18:00"),
            ("thu-1-from", "18:00"),
            ("thu-1-until", "20:00"),
            ("thu-2-from", "19:00"),
            ("thu-2-until", "21:00"),
        ])
        .parse()
        .unwrap_err();
        assert_eq!(errors.text("mon-1"), INCOMPLETE);
        assert_eq!(errors.text("tue-1"), HoursError::Grain.to_string());
        assert_eq!(errors.text("wed-1"), HoursError::Backwards.to_string());
        assert_eq!(errors.of("thu-1"), None);
        assert_eq!(errors.text("thu-2"), HoursError::Overlap.to_string());
    }

    #[test]
    fn a_quick_choice_joins_what_is_typed() {
        let sent = form(&[("mon-1-from", "17:00"), ("mon-1-until", "19:00"), ("fill", "weekday-evenings")]);
        let sent = sent.parse().unwrap();
        assert_eq!(sent.fill, Some(QuickHours::WeekdayEvenings));
        assert_eq!(sent.hours.day(0), [Range::new(17 * 60, 22 * 60).unwrap()]);
        assert_eq!(sent.hours.minutes(), (5 + 4 * 4) * 60);
    }

    #[test]
    fn a_day_shows_one_empty_range_more_while_there_is_room() {
        let shown = |hours: &[(i16, i16)]| {
            let ranges = hours.iter().map(|(from, until)| (0, Range::new(*from, *until).unwrap()));
            HoursForm::showing(&WeeklyHours::of(ranges).unwrap()).rows()[0].ranges.len()
        };
        assert_eq!(shown(&[]), 1);
        assert_eq!(shown(&[(0, 60)]), 2);
        assert_eq!(shown(&[(0, 60), (120, 180), (240, 300)]), 3);
    }
}
