//! "Free on Tuesday evening": a stretch of the week by the viewer's clock, compared with hours that members gave by
//! theirs.
//!
//! The rule: a member is free then when the hours that they gave, moved by how the two clocks differ today, leave at
//! least an hour of the stretch. Across a change of clocks that is an hour off until it is past; slots are worked out by
//! the instant.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::db::text_enum;
use crate::profiles::zones;

/// The grain of `member_search.free`.
const HALF_HOURS_A_DAY: usize = 48;
const HALF_HOURS_A_WEEK: usize = 7 * HALF_HOURS_A_DAY;

text_enum!(
    /// A day of the week.
    Day {
        /// Monday.
        Monday = "mon",
        /// Tuesday.
        Tuesday = "tue",
        /// Wednesday.
        Wednesday = "wed",
        /// Thursday.
        Thursday = "thu",
        /// Friday.
        Friday = "fri",
        /// Saturday.
        Saturday = "sat",
        /// Sunday.
        Sunday = "sun",
    }
);

text_enum!(
    /// A quarter of a day.
    Part {
        /// 6 to 12.
        Morning = "morning",
        /// 12 to 18.
        Afternoon = "afternoon",
        /// 18 to 24.
        Evening = "evening",
        /// 0 to 6.
        Night = "night",
    }
);

/// A stretch of the week: a part of a day, of every day, or a whole day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FreeTime {
    /// Every day when `None`.
    pub day: Option<Day>,
    /// The whole day when `None`.
    pub part: Option<Part>,
}

impl Day {
    /// How pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }
}

impl Part {
    /// How pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Morning => "Morning, 6 to 12",
            Self::Afternoon => "Afternoon, 12 to 18",
            Self::Evening => "Evening, 18 to 24",
            Self::Night => "Night, 0 to 6",
        }
    }

    fn half_hours(self) -> std::ops::Range<usize> {
        match self {
            Self::Night => 0..12,
            Self::Morning => 12..24,
            Self::Afternoon => 24..36,
            Self::Evening => 36..48,
        }
    }
}

impl FreeTime {
    /// The stretch, when a day or a part is given.
    pub fn new(day: Option<Day>, part: Option<Part>) -> Option<Self> {
        (day.is_some() || part.is_some()).then_some(Self { day, part })
    }

    /// The stretch as bits of the week from Monday's midnight on, twice in a row: a window of one week somewhere in it is
    /// the stretch by another clock.
    pub fn two_weeks(self) -> String {
        let is_meant = |half_hour: usize| {
            let (day, within) = (half_hour / HALF_HOURS_A_DAY, half_hour % HALF_HOURS_A_DAY);
            self.day.is_none_or(|meant| Day::ALL.get(day) == Some(&meant))
                && self.part.is_none_or(|part| part.half_hours().contains(&within))
        };
        let week: String =
            (0..HALF_HOURS_A_WEEK).map(|half_hour| if is_meant(half_hour) { '1' } else { '0' }).collect();
        week.repeat(2)
    }
}

/// For each zone, where in [`FreeTime::two_weeks`] the week by its clocks begins, at `at`, for a viewer in `yours`: a
/// JSON object of half hours by zone. Zones off the half hour are taken for the half hour before.
pub fn windows(yours: &TimeZone, at: Timestamp) -> String {
    let own = yours.to_offset(at).seconds();
    let window = |zone: &TimeZone| {
        let behind = (own - zone.to_offset(at).seconds()).div_euclid(30 * 60);
        behind.rem_euclid(i32::try_from(HALF_HOURS_A_WEEK).unwrap_or(i32::MAX))
    };
    let windows: serde_json::Map<_, _> = zones::zones()
        .iter()
        .filter_map(|(name, _)| Some((name.clone(), window(&TimeZone::get(name).ok()?).into())))
        .collect();
    serde_json::Value::Object(windows).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(free: FreeTime, window: usize) -> Vec<usize> {
        let two_weeks = free.two_weeks();
        let week = &two_weeks[window..window + HALF_HOURS_A_WEEK];
        week.match_indices('1').map(|(at, _)| at).collect()
    }

    #[test]
    fn a_stretch_of_mine_is_at_another_time_by_their_clock() {
        let evening = FreeTime { day: Some(Day::Monday), part: Some(Part::Evening) };
        let at = "2026-01-10T12:00:00Z".parse().unwrap();
        let windows: serde_json::Value =
            serde_json::from_str(&windows(&TimeZone::get("Europe/Lisbon").unwrap(), at)).unwrap();
        let window = |zone: &str| usize::try_from(windows[zone].as_u64().unwrap()).unwrap();
        // 18 to 24 on my Monday is 13 to 19 in New York, 3 to 9 of Tuesday in Tokyo, 23:30 on in Kolkata.
        for (zone, first) in [("Europe/Lisbon", 36), ("America/New_York", 26), ("Asia/Tokyo", 54), ("Asia/Kolkata", 47)]
        {
            assert_eq!(bits(evening, window(zone)), (first..first + 12).collect::<Vec<_>>(), "{zone}");
        }
    }

    #[test]
    fn the_week_goes_round() {
        let night = FreeTime { day: Some(Day::Monday), part: Some(Part::Night) };
        // By a clock an hour behind mine it begins on Sunday at 23.
        assert_eq!(bits(night, 2), [vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9], vec![334, 335]].concat());
        assert_eq!(bits(FreeTime { day: None, part: Some(Part::Evening) }, 0).len(), 7 * 12);
        assert_eq!(FreeTime::new(None, None), None);
    }
}
