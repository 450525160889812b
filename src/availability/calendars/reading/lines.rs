//! Content lines of RFC 5545, section 3.1: unfolded, taken apart, and put under the component that they are of. It is
//! kept flat, so that no nesting can be too deep, and forgives what real programs write: LF alone, a byte order mark,
//! bytes that are no UTF-8, lines that are no property.

use super::ReadingError;

/// Components in a file at most.
const MOST_COMPONENTS: usize = 20_000;
/// Components inside of each other at most. Calendars need three.
const DEEPEST: usize = 16;
/// Bytes of one property at most that we look at: the longest that means anything is a list of dates.
const LONGEST_LINE: usize = 256 * 1024;

/// What a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Calendar,
    Event,
    FreeBusy,
    Zone,
    /// A STANDARD or DAYLIGHT of the zone before it.
    Observance,
    Other,
}

/// A component that matters, with the properties that matter.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) kind: Kind,
    pub(super) properties: Vec<Property>,
}

/// `NAME;PARAMETER=value:value`, names in upper case.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) name: String,
    parameters: Vec<(String, String)>,
    pub(super) value: String,
}

/// What is looked at; nothing else is kept, least of all what events are called.
const MATTERING: [&str; 19] = [
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "UID",
    "SEQUENCE",
    "STATUS",
    "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS",
    "FREEBUSY",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "X-LIC-LOCATION",
    "X-WR-TIMEZONE",
    "METHOD",
];

impl Kind {
    fn named(name: &str) -> Self {
        match name {
            "VCALENDAR" => Self::Calendar,
            "VEVENT" => Self::Event,
            "VFREEBUSY" => Self::FreeBusy,
            "VTIMEZONE" => Self::Zone,
            "STANDARD" | "DAYLIGHT" => Self::Observance,
            _ => Self::Other,
        }
    }
}

impl Component {
    /// The first property of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The value of the first property of this name, without space around it.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|property| property.value.trim())
    }

    /// Every property of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }
}

impl Property {
    /// The value of a parameter, by its name in upper case.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn parse(line: &str) -> Option<Self> {
        let end = line.find([';', ':'])?;
        let (name, mut rest) = line.split_at_checked(end)?;
        let mut parameters = Vec::new();
        while let Some(parameter) = rest.strip_prefix(';') {
            let end = end_of_parameter(parameter)?;
            let (parameter, after) = parameter.split_at_checked(end)?;
            if let Some((name, value)) = parameter.split_once('=') {
                parameters.push((name.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned()));
            }
            rest = after;
        }
        let value = rest.strip_prefix(':')?.to_owned();
        Some(Self { name: name.trim().to_ascii_uppercase(), parameters, value })
    }
}

/// Where a parameter ends: at the first `;` or `:` that is not between quotes.
fn end_of_parameter(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    text.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        !is_quoted && (byte == b';' || byte == b':')
    })
}

/// The components of a file that matter, each VCALENDAR before what is in it and each zone before its observances.
///
/// # Errors
/// When it is no calendar, ends in the middle of one, or has too many components.
pub(super) fn components(file: &[u8]) -> Result<Vec<Component>, ReadingError> {
    let mut found: Vec<Component> = Vec::new();
    // What we are in: its name, and where its properties go.
    let mut open: Vec<(String, Option<usize>)> = Vec::new();
    for line in unfolded(file) {
        let Some(property) = Property::parse(&line) else { continue };
        match property.name.as_str() {
            "BEGIN" => {
                let name = property.value.trim().to_ascii_uppercase();
                let kind = Kind::named(&name);
                if (open.is_empty() && kind != Kind::Calendar) || open.len() >= DEEPEST {
                    return Err(ReadingError::NotACalendar);
                }
                let matters = kind != Kind::Other;
                open.push((name, matters.then_some(found.len())));
                if matters {
                    found.push(Component { kind, properties: Vec::new() });
                }
                if found.len() > MOST_COMPONENTS {
                    return Err(ReadingError::TooManyComponents);
                }
            }
            "END" => {
                // One that was not closed is closed by what it is in.
                let name = property.value.trim().to_ascii_uppercase();
                if let Some(at) = open.iter().rposition(|(open, _)| *open == name) {
                    open.truncate(at);
                }
            }
            // Other things than a calendar come first: a page of a log-in, for one.
            _ if open.is_empty() && found.is_empty() => return Err(ReadingError::NotACalendar),
            name => {
                let into = open.last().and_then(|(_, into)| *into).and_then(|into| found.get_mut(into));
                if let Some(component) = into.filter(|_| MATTERING.contains(&name)) {
                    component.properties.push(property);
                }
            }
        }
    }
    match (found.is_empty(), open.is_empty()) {
        (true, _) => Err(ReadingError::NotACalendar),
        (false, false) => Err(ReadingError::Unfinished),
        (false, true) => Ok(found),
    }
}

/// The lines of a file, each with those that go on with it. Folding cuts between bytes, so that letters are made of them
/// only afterwards.
fn unfolded(file: &[u8]) -> impl Iterator<Item = String> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let mut raw = file.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).peekable();
    std::iter::from_fn(move || {
        let mut line = raw.next()?.to_vec();
        while let Some([b' ' | b'\t', rest @ ..]) = raw.peek() {
            if line.len() < LONGEST_LINE {
                line.extend_from_slice(rest);
            }
            raw.next();
        }
        Some(String::from_utf8_lossy(&line).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart_whatever_its_parameters_hold() {
        let property = Property::parse(r#"dtstart;X="a;b:c";tzid="Europe/Berlin":20261123T100000"#).unwrap();
        assert_eq!((property.name.as_str(), property.value.as_str()), ("DTSTART", "20261123T100000"));
        assert_eq!(property.parameter("TZID"), Some("Europe/Berlin"));
        assert_eq!(property.parameter("X"), Some("a;b:c"));
        assert_eq!(Property::parse("no property"), None);
        assert_eq!(Property::parse("DTSTART;X=\"never closed:2026"), None);
    }

    #[test]
    fn folded_lines_are_one_also_inside_of_a_letter() {
        let file = b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nX-WR-TIMEZONE:Europe\r\n /Ber\n\tlin\nUID:\xc3\r\n \xa4\xff\r\nEND:VCALENDAR";
        let found = components(file).unwrap();
        assert_eq!(found[0].value("X-WR-TIMEZONE"), Some("Europe/Berlin"));
        assert_eq!(found[0].value("UID"), Some("ä\u{fffd}"));
    }

    #[test]
    fn properties_belong_to_the_component_that_they_are_in() {
        let file = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nDURATION:PT9H\nEND:VALARM\nDTSTART:20261123T100000Z\n\
                    BEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n";
        let found = components(file.as_bytes()).unwrap();
        assert_eq!(found.iter().map(|c| c.kind).collect::<Vec<_>>(), [Kind::Calendar, Kind::Event, Kind::Event]);
        assert!(found[1].get("DURATION").is_none(), "the alarm's");
        assert_eq!((found[1].value("DTSTART"), found[2].value("UID")), (Some("20261123T100000Z"), Some("2")));
    }

    #[test]
    fn what_is_no_calendar_or_half_of_one_is_refused() {
        for file in ["", "<!doctype html><title>Log in</title>", "BEGIN:VCARD\nEND:VCARD", "{\"a\": 1}", "PK\u{3}\u{4}"]
        {
            assert_eq!(components(file.as_bytes()).unwrap_err(), ReadingError::NotACalendar, "{file}");
        }
        let half = components(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n").unwrap_err();
        assert_eq!(half, ReadingError::Unfinished);
        let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:X\n".repeat(200_000));
        assert_eq!(components(deep.as_bytes()).unwrap_err(), ReadingError::NotACalendar);
        let many = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR", "BEGIN:VEVENT\nEND:VEVENT\n".repeat(20_001));
        assert_eq!(components(many.as_bytes()).unwrap_err(), ReadingError::TooManyComponents);
    }
}
