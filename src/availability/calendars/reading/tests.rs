//! What the files in tests/calendars and their second reader do not cover: what only we read, and what nobody should send.

use std::time::{Duration, Instant as Real};

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn question() -> Question {
    Question {
        home: TimeZone::get("Europe/Berlin").unwrap(),
        from: at("2026-10-01T00:00:00Z"),
        until: at("2027-01-01T00:00:00Z"),
        own_host: "swap.example".to_owned(),
    }
}

/// A calendar of events, each with its lines.
fn calendar(events: &[&str]) -> Vec<u8> {
    let events: String = events.iter().map(|lines| format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n")).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n").into_bytes()
}

fn busy(events: &[&str]) -> Vec<(Instant, Instant)> {
    read(&calendar(events), &question()).unwrap().busy
}

fn starts(events: &[&str]) -> Vec<String> {
    busy(events).iter().map(|(from, _)| from.to_string()).collect()
}

#[test]
fn weeks_are_counted_by_their_numbers() {
    let rule =
        "UID:1\r\nDTSTART:20260105T080000Z\r\nDTEND:20260105T081000Z\r\nRRULE:FREQ=YEARLY;BYWEEKNO=42,47;BYDAY=MO";
    assert_eq!(starts(&[rule]), ["2026-10-12T08:00:00Z", "2026-11-16T08:00:00Z"]);
}

#[test]
fn all_that_come_after_move_with_one_that_says_so() {
    let series = "UID:1\r\nDTSTART:20261001T080000Z\r\nDTEND:20261001T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=4";
    let later = "UID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261015T080000Z\r\nDTSTART:20261016T100000Z\r\nDTEND:20261016T103000Z";
    let found: Vec<String> = busy(&[series, later]).iter().map(|(from, until)| format!("{from} {until}")).collect();
    assert_eq!(
        found,
        [
            "2026-10-01T08:00:00Z 2026-10-01T09:00:00Z",
            "2026-10-08T08:00:00Z 2026-10-08T09:00:00Z",
            "2026-10-16T10:00:00Z 2026-10-16T10:30:00Z",
            "2026-10-23T10:00:00Z 2026-10-23T10:30:00Z",
        ]
    );
}

#[test]
fn the_newer_of_two_changes_to_one_time_counts() {
    let series = "UID:1\r\nDTSTART:20261001T080000Z\r\nDTEND:20261001T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=1";
    let change = |sequence: u8, hour: &str| {
        format!(
            "UID:1\r\nSEQUENCE:{sequence}\r\nRECURRENCE-ID:20261001T080000Z\r\nDTSTART:20261001T{hour}0000Z\r\nDURATION:PT1H"
        )
    };
    let (newer, older) = (change(3, "15"), change(2, "12"));
    assert_eq!(starts(&[series, &newer, &older]), ["2026-10-01T15:00:00Z"]);
}

#[test]
fn what_is_free_or_ours_takes_no_time() {
    let when = "DTSTART:20261001T080000Z\r\nDTEND:20261001T090000Z";
    for line in
        ["TRANSP:TRANSPARENT", "status:cancelled", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "UID:booking-7@Swap.example"]
    {
        assert_eq!(busy(&[&format!("{when}\r\n{line}")]), [], "{line}");
    }
    assert_eq!(busy(&[when]).len(), 1);
}

#[test]
fn periods_of_free_and_busy_are_read() {
    let file = "BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20261001T080000Z/PT1H,20261002T080000Z/20261002T093000Z\n\
                FREEBUSY;FBTYPE=FREE:20261003T080000Z/PT1H\nEND:VFREEBUSY\nEND:VCALENDAR";
    let found = read(file.as_bytes(), &question()).unwrap().busy;
    let minutes: Vec<i64> = found.iter().map(|(from, until)| until.since(*from).as_mins()).collect();
    assert_eq!(minutes, [60, 90]);
}

#[test]
fn what_cannot_be_understood_is_counted_and_the_rest_is_read() {
    let good = "UID:1\r\nDTSTART:20261001T080000Z\r\nDURATION:PT1H";
    let unsaid = "UID:2\r\nSUMMARY:When?";
    let odd = "UID:3\r\nDTSTART:20261002T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=FORTNIGHTLY";
    let elsewhere = "UID:4\r\nDTSTART;TZID=Middle-earth/Bree:20261003T080000\r\nDURATION:PT1H";
    let reading = read(&calendar(&[good, unsaid, odd, elsewhere]), &question()).unwrap();
    assert_eq!((reading.unread_events, reading.unknown_zones), (2, vec!["Middle-earth/Bree".to_owned()]));
    let starts: Vec<String> = reading.busy.iter().map(|(from, _)| from.to_string()).collect();
    assert_eq!(starts[2..], ["2026-10-03T06:00:00Z"], "by the reader's own clock");
    assert_eq!(starts[0], "2026-10-01T08:00:00Z");
}

#[test]
fn what_is_no_calendar_is_refused_in_words() {
    let page = b"<!doctype html><title>Log in</title>";
    assert_eq!(read(page, &question()), Err(ReadingError::NotACalendar));
    assert_eq!(read(b"", &question()), Err(ReadingError::NotACalendar));
    assert_eq!(read(b"BEGIN:VCARD\nEND:VCARD", &question()), Err(ReadingError::NotACalendar));
    assert_eq!(read(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", &question()), Err(ReadingError::Unfinished));
    assert_eq!(read(&vec![b'A'; MOST_BYTES + 1], &question()), Err(ReadingError::TooLarge));
}

/// Files that are small and want to be a lot of work: each ends soon, with a refusal or with what fits.
#[test]
fn no_file_keeps_us_busy() {
    let when = "DTSTART:19700101T000000Z\r\nDTEND:19700101T000001Z";
    let often = format!("UID:1\r\n{when}\r\nRRULE:FREQ=SECONDLY");
    let never = format!("UID:1\r\n{when}\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30");
    let all: String = (0..60).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let wide = format!("UID:1\r\n{when}\r\nRRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8;BYMINUTE={all};BYSECOND={all}");
    let far = "UID:1\r\nDTSTART:00010101T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=MINUTELY;COUNT=99999999";
    let many: Vec<String> = (0..9_000)
        .map(|n| format!("UID:{n}\r\nDTSTART:20000101T{:02}0000Z\r\nDURATION:PT5M\r\nRRULE:FREQ=DAILY", n % 24))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for events in [&[often.as_str()][..], &[never.as_str()], &[wide.as_str()], &[far], &many] {
        let began = Real::now();
        let reading = read(&calendar(events), &question());
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}: {reading:?}", began.elapsed());
    }
    assert_eq!(read(&calendar(&[&often]), &question()), Err(ReadingError::TooMuchWork));
    let deep = "BEGIN:VCALENDAR\n".repeat(1_000);
    assert!(read(deep.as_bytes(), &question()).is_err());
    let crowd = "BEGIN:VEVENT\nEND:VEVENT\n".repeat(20_001);
    let crowd = format!("BEGIN:VCALENDAR\n{crowd}END:VCALENDAR");
    assert_eq!(read(crowd.as_bytes(), &question()), Err(ReadingError::TooManyComponents));
}

proptest! {
    /// Whatever arrives is read or refused, and what is read is in order, apart from each other and inside of the question.
    #[test]
    fn nothing_breaks_the_reader(lines in prop::collection::vec(
        prop_oneof![
            Just("BEGIN:VEVENT".to_owned()), Just("END:VEVENT".to_owned()), Just("BEGIN:VTIMEZONE".to_owned()),
            Just("END:VTIMEZONE".to_owned()), Just("BEGIN:STANDARD".to_owned()), Just("END:STANDARD".to_owned()),
            Just("TZOFFSETFROM:+0100".to_owned()), Just("TZOFFSETTO:-0930".to_owned()), Just("TZID:X".to_owned()),
            "(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)(;TZID=(X|Europe/Berlin|Pacific/Apia)|;VALUE=DATE)?:2026(09|10|11|12)[0-3][0-9](T[0-2][0-9][0-5][0-9]00Z?)?",
            "RRULE:FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);(COUNT=[0-9]{1,3}|INTERVAL=[0-9]{1,2}|BYDAY=-?[0-5]?(MO|SU)|BYSETPOS=-1|UNTIL=2026[01][0-9]0[1-9])",
            "DURATION:P([0-9]D)?(T[0-9]{1,4}[HMS])?", "UID:[ab]", "[ -~]{0,40}", ".{0,20}",
        ], 0..60,
    )) {
        let file = format!("BEGIN:VCALENDAR\n{}\nEND:VCALENDAR", lines.join("\n"));
        let question = question();
        if let Ok(reading) = read(file.as_bytes(), &question) {
            let mut last = question.from;
            for (place, (from, until)) in reading.busy.iter().enumerate() {
                prop_assert!(from < until && *until <= question.until);
                let is_apart = if place == 0 { last <= *from } else { last < *from };
                prop_assert!(is_apart);
                last = *until;
            }
        }
    }
}
