//! The figure that stands beside a name: recent ratings weigh more.
//!
//! A rating is *recent* until the day three months after it was given, then *older* until the day twelve months after;
//! from then on it is listed and counted, but not in the figure. Days are those of UTC, months those of the calendar (31
//! January and a month is the last of February). The figure is 60 % of the mean of the recent ones and 40 % of the mean
//! of the older ones; where one of the two is empty, the other counts wholly; where both are, there is none. It is kept in
//! hundredths of a star, half up, worked out in whole numbers. `rating_figure` and `standings_refresh` in the database do
//! the same for many at once; a test holds them against this.

use jiff::ToSpan;
use jiff::civil::Date;

/// Percent of the figure that the recent ratings make.
pub const RECENT_PERCENT: i64 = 60;
/// Percent of the figure that the older ones make.
pub const OLDER_PERCENT: i64 = 100 - RECENT_PERCENT;
/// How long a rating is recent, in months.
pub const RECENT_MONTHS: i64 = 3;
/// How long a rating is in the figure, in months.
pub const MONTHS: i64 = 12;

/// Ratings of one window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// The sum of their overall marks.
    pub total: i64,
    /// How many there are.
    pub count: i64,
}

/// A member's ratings by window, on some day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figure {
    /// Of the last three months.
    pub recent: Window,
    /// Of the nine months before.
    pub older: Window,
    /// The day on which one of them leaves its window.
    pub until: Option<Date>,
}

impl Window {
    fn add(&mut self, overall: i16) {
        self.total += i64::from(overall);
        self.count += 1;
    }
}

impl Figure {
    /// Of `ratings`, each with the day (UTC) it was given on and its overall mark, as of `today`.
    pub fn of(ratings: impl IntoIterator<Item = (Date, i16)>, today: Date) -> Self {
        let mut figure = Self::default();
        for (given_on, overall) in ratings {
            let stops_being_recent = given_on.saturating_add(RECENT_MONTHS.months());
            let leaves = given_on.saturating_add(MONTHS.months());
            let (window, until) = if today < stops_being_recent {
                (&mut figure.recent, stops_being_recent)
            } else if today < leaves {
                (&mut figure.older, leaves)
            } else {
                continue;
            };
            window.add(overall);
            figure.until = Some(figure.until.map_or(until, |earlier| earlier.min(until)));
        }
        figure
    }

    /// How many ratings are in it.
    pub fn count(&self) -> i64 {
        self.recent.count + self.older.count
    }

    /// In hundredths of a star, half up; none without a rating in either window.
    pub fn hundredths(&self) -> Option<i64> {
        let (recent, older) = (self.recent, self.older);
        let (over, under) = if recent.count > 0 && older.count > 0 {
            (
                RECENT_PERCENT * recent.total * older.count + OLDER_PERCENT * older.total * recent.count,
                recent.count * older.count,
            )
        } else {
            (100 * (recent.total + older.total), self.count())
        };
        (2 * over + under).checked_div(2 * under)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(recent: (i64, i64), older: (i64, i64)) -> Option<i64> {
        let window = |(total, count)| Window { total, count };
        Figure { recent: window(recent), older: window(older), until: None }.hundredths()
    }

    #[test]
    fn recent_ratings_make_sixty_percent_and_an_empty_window_makes_nothing() {
        assert_eq!(figure((5, 1), (4, 1)), Some(460));
        assert_eq!(figure((5, 1), (400, 100)), Some(460));
        assert_eq!(figure((5, 1), (0, 0)), Some(500));
        assert_eq!(figure((0, 0), (7, 2)), Some(350));
        assert_eq!(figure((0, 0), (0, 0)), None);
    }

    #[test]
    fn half_a_hundredth_is_rounded_up() {
        // 4.625, 3.125 and 4.124.
        assert_eq!([figure((37, 8), (0, 0)), figure((25, 8), (0, 0))], [Some(463), Some(313)]);
        assert_eq!(figure((4124, 1000), (0, 0)), Some(412));
        // 0.6 * 4.5 + 0.4 * 3.0625 = 3.925
        assert_eq!(figure((9, 2), (49, 16)), Some(393));
        assert_eq!(figure((14, 3), (0, 0)), Some(467));
    }

    #[test]
    fn windows_end_on_a_day_of_the_calendar() {
        let on = |today: &str, given: &str| Figure::of([(given.parse().unwrap(), 5)], today.parse().unwrap());
        let [recent, older, neither] = ["2026-02-27", "2026-02-28", "2026-11-30"].map(|today| on(today, "2025-11-30"));
        assert_eq!((recent.recent.count, recent.until), (1, Some("2026-02-28".parse().unwrap())));
        assert_eq!((older.older.count, older.until), (1, Some("2026-11-30".parse().unwrap())));
        assert_eq!((neither.count(), neither.until), (0, None));
        // The 29th of February has its anniversary on the 28th.
        assert_eq!(on("2029-02-27", "2028-02-29").count(), 1);
        assert_eq!(on("2029-02-28", "2028-02-29").count(), 0);
    }
}
