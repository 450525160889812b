//! A week's hours as the page says them: in the viewer's time first, in the member's beside.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::queries::HoursRow;
use crate::web::dates::Locale;

const DAY: i32 = 24 * 60;
const WEEK: i32 = 7 * DAY;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Some hours of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursLine {
    /// In the reader's time: `Mon 18:00 to 21:00`.
    pub yours: String,
    /// In the member's time, when that is another: without the day when it is the same, `12:00 to 15:00`.
    pub theirs: Option<String>,
}

/// How far `theirs` is ahead of `yours` at `at`, in minutes; negative when it is behind.
pub fn minutes_ahead(theirs: &TimeZone, yours: &TimeZone, at: Timestamp) -> i32 {
    (theirs.to_offset(at).seconds() - yours.to_offset(at).seconds()) / 60
}

/// The week's hours for a reader whose clock is `ahead` minutes behind the member's, from Monday on in the reader's
/// time. The difference is that of this moment: across a change of clocks a line can be an hour off until it is past,
/// and slots are worked out by the instant.
pub fn lines(hours: &[HoursRow], ahead: i32, locale: Locale) -> Vec<HoursLine> {
    let mut lines: Vec<_> = hours.iter().map(|hours| (shifted(hours, ahead), line(hours, ahead, locale))).collect();
    lines.sort_by_key(|(starts, _)| *starts);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// `3 h ahead of you`, `5 h 30 min behind you`.
pub fn difference(ahead: i32) -> String {
    let (hours, minutes) = (ahead.abs() / 60, ahead.abs() % 60);
    let amount = match (hours, minutes) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    };
    if ahead > 0 { format!("{amount} ahead of you") } else { format!("{amount} behind you") }
}

fn line(hours: &HoursRow, ahead: i32, locale: Locale) -> HoursLine {
    let length = i32::from(hours.ends_minute) - i32::from(hours.starts_minute);
    let (yours, theirs) = (shifted(hours, ahead), shifted(hours, 0));
    let said = |starts| format!("{} {}", day(starts), times(starts, length, locale));
    let theirs_said = if day(yours) == day(theirs) { times(theirs, length, locale) } else { said(theirs) };
    HoursLine { yours: said(yours), theirs: (ahead != 0).then_some(theirs_said) }
}

/// The start in minutes since Monday's midnight.
fn shifted(hours: &HoursRow, ahead: i32) -> i32 {
    (i32::from(hours.weekday) * DAY + i32::from(hours.starts_minute) - ahead).rem_euclid(WEEK)
}

fn day(starts: i32) -> &'static str {
    usize::try_from(starts / DAY).ok().and_then(|day| DAYS.get(day)).copied().unwrap_or_default()
}

fn times(starts: i32, length: i32, locale: Locale) -> String {
    let (start, end) = (starts % DAY, (starts + length) % DAY);
    // Midnight at the end of a day is 24:00: "21:00 to 00:00" reads as if it had ended before it began.
    let end = if end == 0 { DAY } else { end };
    format!("{} to {}", locale.clock(start), locale.clock(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(weekday: i16, starts_minute: i16, ends_minute: i16) -> HoursRow {
        HoursRow { weekday, starts_minute, ends_minute }
    }

    #[test]
    fn hours_move_over_midnight_and_over_the_week() {
        // Tokyo's Monday morning is Lisbon's Sunday night.
        let shown = lines(&[row(0, 480, 600), row(2, 1080, 1260)], 9 * 60, Locale::DEFAULT);
        assert_eq!(shown[0].yours, "Wed 09:00 to 12:00");
        assert_eq!(shown[0].theirs.as_deref(), Some("18:00 to 21:00"));
        assert_eq!(shown[1].yours, "Sun 23:00 to 01:00");
        assert_eq!(shown[1].theirs.as_deref(), Some("Mon 08:00 to 10:00"));
    }

    #[test]
    fn in_one_zone_the_time_is_said_once() {
        let shown = lines(&[row(6, 1260, 1440)], 0, Locale::DEFAULT);
        assert_eq!(shown, [HoursLine { yours: "Sun 21:00 to 24:00".to_owned(), theirs: None }]);
    }

    #[test]
    fn the_difference_is_that_of_the_moment() {
        let (lisbon, new_york) = (TimeZone::get("Europe/Lisbon").unwrap(), TimeZone::get("America/New_York").unwrap());
        // Between the two changes of clocks in March the two are an hour closer.
        let (winter, gap) = ("2026-01-10T12:00:00Z".parse().unwrap(), "2026-03-20T12:00:00Z".parse().unwrap());
        assert_eq!(minutes_ahead(&new_york, &lisbon, winter), -300);
        assert_eq!(minutes_ahead(&new_york, &lisbon, gap), -240);
        assert_eq!(difference(-330), "5 h 30 min behind you");
        assert_eq!(difference(60), "1 h ahead of you");
    }
}
