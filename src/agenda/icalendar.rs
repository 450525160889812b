//! Writing iCalendar: RFC 5545 for the file, RFC 5546 for what a mail asks of it.

use crate::clock::Instant;

/// Octets of a line, its end not counted.
const LONGEST_LINE: usize = 75;
/// Who wrote the file.
const PRODUCT: &str = "-//Skillswap//Sessions//EN";

/// What a mail asks calendars to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Write the event, or write it anew.
    Request,
    /// Take it out.
    Cancel,
}

/// A session as calendars know events.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// The same for as long as there is the session.
    pub uid: String,
    /// Rises with each change.
    pub sequence: i32,
    /// When what is said here became so.
    pub stamp: Instant,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub summary: String,
    pub description: String,
    /// The session's page, which is where it takes place.
    pub link: String,
    pub is_cancelled: bool,
    /// Who invites and who is invited: name and address each.
    pub people: Option<Invited>,
}

/// Who is invited by whom: name and address each.
#[derive(Debug, Clone)]
pub(super) struct Invited {
    pub organizer: (String, String),
    pub attendee: (String, String),
}

impl Method {
    /// As the format has it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// The file of one event that a mail carries.
pub(super) fn invitation(method: Method, event: &Event) -> String {
    let mut file = File::begin();
    file.line("METHOD", method.as_str());
    file.event(event);
    file.end()
}

/// A file of events that is fetched again and again, under a name for people. `every` is how often that should be.
pub(super) fn feed(name: &str, events: &[Event]) -> String {
    let mut file = File::begin();
    file.text("NAME", name);
    file.text("X-WR-CALNAME", name);
    file.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    file.line("X-PUBLISHED-TTL", "PT1H");
    for event in events {
        file.event(event);
    }
    file.end()
}

struct File(String);

impl File {
    fn begin() -> Self {
        let mut file = Self(String::new());
        file.line("BEGIN", "VCALENDAR");
        file.line("VERSION", "2.0");
        file.line("PRODID", PRODUCT);
        file.line("CALSCALE", "GREGORIAN");
        file
    }

    fn end(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.0
    }

    fn event(&mut self, event: &Event) {
        self.line("BEGIN", "VEVENT");
        self.line("UID", &event.uid);
        self.line("SEQUENCE", &event.sequence.to_string());
        self.line("DTSTAMP", &stamp(event.stamp));
        self.line("DTSTART", &stamp(event.starts_at));
        self.line("DTEND", &stamp(event.ends_at));
        self.text("SUMMARY", &event.summary);
        self.text("DESCRIPTION", &event.description);
        self.text("LOCATION", &event.link);
        self.line("URL", &event.link);
        self.line("STATUS", if event.is_cancelled { "CANCELLED" } else { "CONFIRMED" });
        if let Some(people) = &event.people {
            let (name, address) = &people.organizer;
            self.line(&format!("ORGANIZER;CN={}", parameter(name)), &format!("mailto:{address}"));
            let (name, address) = &people.attendee;
            // They have agreed: nobody needs to ask them again.
            let standing = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE";
            self.line(&format!("ATTENDEE;{standing};CN={}", parameter(name)), &format!("mailto:{address}"));
        }
        self.line("END", "VEVENT");
    }

    /// A property whose value is for people.
    fn text(&mut self, name: &str, value: &str) {
        self.line(name, &escaped(value));
    }

    /// A property. Lines are folded between letters, at 75 octets.
    fn line(&mut self, name: &str, value: &str) {
        let mut room = LONGEST_LINE;
        for letter in format!("{name}:{value}").chars() {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            self.0.push(letter);
            room -= letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// `20261123T170000Z`
fn stamp(at: Instant) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// What a person typed, so that it stays one value: other control characters than the end of a line are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' => escaped.push_str("\\\\"),
            ';' => escaped.push_str("\\;"),
            ',' => escaped.push_str("\\,"),
            '\n' => escaped.push_str("\\n"),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A name as the quoted value of a parameter, with the signs of RFC 6868 for what cannot stand there.
fn parameter(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("^'"),
            '^' => quoted.push_str("^^"),
            other if other.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        let starts_at: Instant = "2026-11-23T17:00:00Z".parse().unwrap();
        Event {
            uid: "booking-7@skillswap.test".to_owned(),
            sequence: 3,
            stamp: starts_at.plus_hours(-2),
            starts_at,
            ends_at: starts_at.plus_minutes(60),
            summary: "Spanish: you teach Ben".to_owned(),
            description: "One; two, three \\ four\nfive".to_owned(),
            link: "https://skillswap.test/bookings/7".to_owned(),
            is_cancelled: false,
            people: Some(Invited {
                organizer: ("Skillswap".to_owned(), "hello@skillswap.test".to_owned()),
                attendee: ("Ana \"A\" O^Neil\r\nBcc: x; y, z:".to_owned(), "ana@example.org".to_owned()),
            }),
        }
    }

    fn unfolded(file: &str) -> Vec<String> {
        file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_invitation_says_what_when_and_for_whom() {
        let lines = unfolded(&invitation(Method::Request, &event()));
        for line in [
            "METHOD:REQUEST",
            "UID:booking-7@skillswap.test",
            "SEQUENCE:3",
            "DTSTAMP:20261123T150000Z",
            "DTSTART:20261123T170000Z",
            "DTEND:20261123T180000Z",
            "STATUS:CONFIRMED",
            "DESCRIPTION:One\\; two\\, three \\\\ four\\nfive",
            "ORGANIZER;CN=\"Skillswap\":mailto:hello@skillswap.test",
        ] {
            assert!(lines.iter().any(|one| one == line), "{line} in {lines:#?}");
        }
        let invited = lines.iter().find(|line| line.starts_with("ATTENDEE")).unwrap();
        assert!(invited.ends_with("CN=\"Ana ^'A^' O^^Neil  Bcc: x; y, z:\":mailto:ana@example.org"), "{invited}");
        let cancelled = unfolded(&invitation(Method::Cancel, &Event { is_cancelled: true, ..event() }));
        assert!(cancelled.contains(&"METHOD:CANCEL".to_owned()) && cancelled.contains(&"STATUS:CANCELLED".to_owned()));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_letter_is_cut() {
        let long = "Ünïcödé 林美咲 🎻 ".repeat(40);
        let file = feed(&long, &[Event { summary: long.clone(), ..event() }]);
        for line in file.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']));
        }
        assert!(unfolded(&file).contains(&format!("SUMMARY:{long}")));
    }
}
