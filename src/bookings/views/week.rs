//! A week of sessions as a calendar.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{SessionLine, Stage};
use crate::bookings::booking::State;
use crate::bookings::queries::SessionRow;
use crate::clock::Instant;
use crate::web::Page;
use crate::web::dates::{self, Local};

/// How far from today a week can be looked at, in days: two years.
const FARTHEST: i32 = 366 * 2;

/// A week of somebody's, from its Monday, on their clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bookings) struct Week {
    monday: Date,
}

/// `/sessions/week`
#[derive(Template)]
#[template(path = "bookings/week.html")]
pub(in crate::bookings) struct WeekPage {
    pub page: Page,
    /// `23 Nov 2026` of its first and its last day.
    pub first: String,
    pub last: String,
    pub days: Vec<Day>,
    /// The weeks beside it, as the address names them.
    pub before: String,
    pub after: String,
    pub is_this: bool,
    /// Proposals that wait for the viewer's answer.
    pub to_answer: i64,
}

/// A day of it.
pub(in crate::bookings) struct Day {
    pub name: String,
    pub date: String,
    pub is_today: bool,
    pub sessions: Vec<(String, SessionLine)>,
}

impl Week {
    /// The week that holds the date that `of` names; that of `now` when it names none, or one too far away.
    pub(in crate::bookings) fn of(of: Option<&str>, now: Instant, local: Local<'_>) -> Self {
        let today = today(now, local);
        let named: Option<Date> = of.and_then(|text| text.parse().ok());
        let near = named.filter(|date| date.duration_since(today).as_hours().abs() / 24 <= i64::from(FARTHEST));
        Self::holding(near.unwrap_or(today))
    }

    fn holding(date: Date) -> Self {
        let since = i32::from(date.weekday().to_monday_zero_offset());
        Self { monday: date.saturating_sub(since.days()) }
    }

    fn day(self, n: i32) -> Date {
        self.monday.saturating_add(n.days())
    }

    /// From its first moment to before the first of the next, on the viewer's clocks.
    pub(in crate::bookings) fn span(self, local: Local<'_>) -> (Instant, Instant) {
        let begin = |date: Date| {
            date.to_zoned(local.zone.clone()).map_or_else(
                |_| Instant::from_microseconds(0),
                |zoned| Instant::from_microseconds(zoned.timestamp().as_microsecond()),
            )
        };
        (begin(self.day(0)), begin(self.day(7)))
    }
}

impl WeekPage {
    /// Of the agreed sessions of the week, in order. One that began before the week is shown on its first day.
    pub(in crate::bookings) fn new(
        page: Page,
        week: Week,
        rows: &[SessionRow],
        to_answer: i64,
        (now, local): (Instant, Local<'_>),
    ) -> Self {
        let today = today(now, local);
        let days = (0..7).map(|n| {
            let date = week.day(n);
            let sessions = rows.iter().filter_map(|row| Some((row, row.starts_at?, row.ends_at?)));
            let sessions = sessions
                .filter(|(_, starts_at, _)| day_of(*starts_at, local).max(week.monday) == date)
                .map(|(row, starts_at, ends_at)| {
                    let span = format!("{}–{}", dates::time(starts_at, local), dates::time(ends_at, local));
                    (span, SessionLine::new(row, now, local))
                })
                .collect();
            Day {
                name: date.strftime("%A").to_string(),
                date: date.strftime("%-d %b").to_string(),
                is_today: date == today,
                sessions,
            }
        });
        let said = |date: Date| date.strftime("%-d %b %Y").to_string();
        Self {
            page,
            first: said(week.day(0)),
            last: said(week.day(6)),
            days: days.collect(),
            before: week.day(-7).to_string(),
            after: week.day(7).to_string(),
            to_answer,
            is_this: week == Week::holding(today),
        }
    }
}

fn day_of(instant: Instant, local: Local<'_>) -> Date {
    instant.timestamp().to_zoned(local.zone.clone()).date()
}

fn today(now: Instant, local: Local<'_>) -> Date {
    day_of(now, local)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::web::dates::Locale;

    fn week(zone: &str, of: Option<&str>, now: &str) -> (Week, i64) {
        let zone = TimeZone::get(zone).unwrap();
        let local = Local { zone: &zone, locale: Locale::DEFAULT };
        let week = Week::of(of, now.parse().unwrap(), local);
        let (from, until) = week.span(local);
        (week, until.since(from).as_hours())
    }

    #[test]
    fn a_week_begins_on_monday_where_the_viewer_is_and_has_an_hour_more_or_less_when_clocks_change() {
        let (sunday_there, hours) = week("Europe/Lisbon", None, "2026-11-22T23:30:00Z");
        assert_eq!((sunday_there.monday.to_string(), hours), ("2026-11-16".to_owned(), 168));
        assert_eq!(week("Asia/Tokyo", None, "2026-11-22T23:30:00Z").0.monday.to_string(), "2026-11-23");
        assert_eq!(week("Europe/Lisbon", Some("2026-10-25"), "2026-11-22T23:30:00Z").1, 169);
        assert_eq!(week("Europe/Lisbon", Some("2027-03-28"), "2026-11-22T23:30:00Z").1, 167);
    }

    #[test]
    fn a_week_that_is_none_or_far_away_is_this_one() {
        for of in ["", "yesterday", "9999-12-31", "-0001-01-01", "2029-01-01"] {
            assert_eq!(week("UTC", Some(of), "2026-11-24T10:00:00Z").0.monday.to_string(), "2026-11-23", "{of}");
        }
    }
}
