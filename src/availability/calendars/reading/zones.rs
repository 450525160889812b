//! Whose wall clock a time is told by: a zone of the IANA database, one that Windows names, or one that the file itself
//! describes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::lines::{Component, Kind};
use super::recurrence::{Budget, Rule};
use super::stamps::Stamp;
use super::{ReadingError, windows_zones};

/// Changes of a described zone are known up to this moment.
const DESCRIBED_YEARS_AHEAD: i64 = 3;

/// A zone.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Zone {
    /// One that our tables know.
    Known(TimeZone),
    /// One that a VTIMEZONE describes.
    Described(Changes),
}

/// The changes of a described zone, in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Changes {
    /// Seconds ahead of UTC before the first change.
    before: i64,
    changes: Vec<Change>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Change {
    /// Seconds since the epoch.
    at: i64,
    from: i64,
    to: i64,
}

/// The zones of one VCALENDAR.
pub(super) struct Zones {
    own: Arc<Zone>,
    utc: Arc<Zone>,
    described: HashMap<String, Arc<Zone>>,
    known: RefCell<HashMap<String, Arc<Zone>>>,
    /// Names that mean nothing to anybody.
    unknown: RefCell<Vec<String>>,
}

impl Zone {
    /// When the wall clock shows `wall`. A time that is skipped is told by the clock before the change, one that is
    /// repeated is the first (RFC 5545, section 3.3.5).
    pub(super) fn instant(&self, wall: DateTime) -> Option<Timestamp> {
        match self {
            Self::Known(zone) => Some(zone.to_ambiguous_timestamp(wall).compatible().ok()?),
            Self::Described(changes) => {
                let local = seconds_of(wall)?;
                Timestamp::from_second(local - changes.at_local(local)).ok()
            }
        }
    }

    /// What the wall clock shows at a moment.
    pub(super) fn wall(&self, at: Timestamp) -> Option<DateTime> {
        match self {
            Self::Known(zone) => Some(zone.to_datetime(at)),
            Self::Described(changes) => {
                let seconds = at.as_second();
                let offset =
                    changes.changes.iter().rfind(|change| change.at <= seconds).map_or(changes.before, |c| c.to);
                let shifted = at.checked_add(SignedDuration::from_secs(offset)).ok()?;
                Some(Offset::UTC.to_datetime(shifted))
            }
        }
    }
}

impl Changes {
    fn at_local(&self, local: i64) -> i64 {
        let in_force = self.changes.iter().rfind(|change| local >= change.at + change.from.max(change.to));
        in_force.map_or(self.before, |change| change.to)
    }
}

impl Zones {
    /// The zones of a VCALENDAR whose components are given, for somebody who lives in `home`. Times without a zone are
    /// told by the one that the calendar names as its own, else by `home`.
    ///
    /// # Errors
    /// When describing them takes too long.
    pub(super) fn of(
        components: &[Component],
        home: &TimeZone,
        now: Timestamp,
        budget: &Budget,
    ) -> Result<Self, ReadingError> {
        let own = components.first().and_then(|calendar| calendar.value("X-WR-TIMEZONE")).and_then(known);
        let mut zones = Self {
            own: Arc::new(Zone::Known(own.unwrap_or_else(|| home.clone()))),
            utc: Arc::new(Zone::Known(TimeZone::UTC)),
            described: HashMap::new(),
            known: RefCell::default(),
            unknown: RefCell::default(),
        };
        let until = now.checked_add(SignedDuration::from_hours(24 * 366 * DESCRIBED_YEARS_AHEAD)).unwrap_or(now);
        for (at, zone) in components.iter().enumerate().filter(|(_, component)| component.kind == Kind::Zone) {
            let Some(name) = zone.value("TZID") else { continue };
            let observances = components.iter().skip(at + 1).take_while(|next| next.kind == Kind::Observance);
            let located = zone.value("X-LIC-LOCATION").and_then(known).map(Zone::Known);
            let described = match located {
                Some(zone) => Some(zone),
                None => describe(observances, &zones, until, budget)?,
            };
            zones.described.extend(described.map(|zone| (name.to_owned(), Arc::new(zone))));
        }
        Ok(zones)
    }

    /// The zone of times that name none.
    pub(super) fn own(&self) -> Arc<Zone> {
        Arc::clone(&self.own)
    }

    /// UTC.
    pub(super) fn utc(&self) -> Arc<Zone> {
        Arc::clone(&self.utc)
    }

    /// The zone of a TZID. One that means nothing is read as the calendar's own, and remembered.
    pub(super) fn named(&self, name: &str) -> Arc<Zone> {
        let name = name.trim();
        if let Some(zone) = self.known.borrow().get(name) {
            return Arc::clone(zone);
        }
        let zone = known(name).map(|zone| Arc::new(Zone::Known(zone))).or_else(|| self.described.get(name).cloned());
        let zone = zone.unwrap_or_else(|| {
            self.unknown.borrow_mut().push(name.chars().take(60).collect());
            self.own()
        });
        self.known.borrow_mut().insert(name.to_owned(), Arc::clone(&zone));
        zone
    }

    /// The names that meant nothing.
    pub(super) fn unknown(&self) -> Vec<String> {
        self.unknown.borrow().clone()
    }
}

/// The zone that our tables have for a name: as it is, at the end of a path that other programs put before it, or as
/// Windows calls it.
fn known(name: &str) -> Option<TimeZone> {
    let name = name.trim().trim_matches('"');
    let iana = |name: &str| if name.is_empty() { None } else { TimeZone::get(name).ok() };
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    let ends = [3, 2].into_iter().filter_map(|n| parts.len().checked_sub(n).and_then(|from| parts.get(from..)));
    iana(name)
        .or_else(|| name.starts_with('/').then(|| ends.map(|end| end.join("/")).find_map(|end| iana(&end))).flatten())
        .or_else(|| windows_zones::iana_name(name).and_then(iana))
}

/// What the STANDARD and DAYLIGHT of a VTIMEZONE say.
fn describe<'a>(
    observances: impl Iterator<Item = &'a Component>,
    zones: &Zones,
    until: Timestamp,
    budget: &Budget,
) -> Result<Option<Zone>, ReadingError> {
    let mut changes = Vec::new();
    for observance in observances {
        let offset = |name| observance.value(name).and_then(parse_offset);
        let (Some(from), Some(to)) = (offset("TZOFFSETFROM"), offset("TZOFFSETTO")) else { continue };
        let Some(property) = observance.get("DTSTART") else { continue };
        let Some(start) = Stamp::parse(&property.value, property, zones) else { continue };
        let wall_of = |at: Timestamp| {
            at.checked_add(SignedDuration::from_secs(from)).ok().map(|shifted| Offset::UTC.to_datetime(shifted))
        };
        let Some(last) = wall_of(until) else { continue };
        let mut walls = vec![start.wall];
        for property in observance.all("RRULE") {
            if let Some(rule) = Rule::parse(&property.value, start.wall, wall_of) {
                walls.extend(rule.walls(last, budget)?);
            }
        }
        for property in observance.all("RDATE") {
            walls.extend(property.value.split(',').filter_map(|d| Some(Stamp::parse(d, property, zones)?.wall)));
        }
        changes.extend(walls.iter().filter_map(|wall| Some(Change { at: seconds_of(*wall)? - from, from, to })));
    }
    changes.sort_by_key(|change| change.at);
    changes.dedup();
    let before = changes.first().map(|first| first.from);
    Ok(before.map(|before| Zone::Described(Changes { before, changes })))
}

/// `+0100`, `-023000`: seconds ahead of UTC.
fn parse_offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text),
    };
    let is_right = matches!(digits.len(), 4 | 6) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let part = |from: usize| digits.get(from..from + 2).map_or(Some(0), |part| part.parse::<i64>().ok());
    let seconds = part(0)? * 3600 + part(2)? * 60 + part(4)?;
    (is_right && seconds < 86_400).then_some(sign * seconds)
}

fn seconds_of(wall: DateTime) -> Option<i64> {
    Some(Offset::UTC.to_timestamp(wall).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read() {
        for (text, seconds) in
            [("+0100", Some(3600)), ("-0330", Some(-12_600)), ("+013045", Some(5445)), ("0000", Some(0))]
        {
            assert_eq!(parse_offset(text), seconds, "{text}");
        }
        for text in ["", "+1", "+01:00", "+9900", "x"] {
            assert_eq!(parse_offset(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_known_in_many_spellings() {
        for (name, iana) in [
            ("Europe/Berlin", "Europe/Berlin"),
            ("/mozilla.org/20070129_1/Europe/Berlin", "Europe/Berlin"),
            ("/freeassociation.sourceforge.net/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
            ("W. Europe Standard Time", "Europe/Berlin"),
        ] {
            assert_eq!(known(name).unwrap().iana_name(), Some(iana), "{name}");
        }
        assert!(known("Customized Time Zone").is_none() && known("").is_none());
    }

    /// A described zone changes where the known one does, gap and repeated hour included.
    #[test]
    fn a_described_zone_is_the_one_that_it_describes() {
        let berlin = Zone::Known(TimeZone::get("Europe/Berlin").unwrap());
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_second();
        let described = Zone::Described(Changes {
            before: 3600,
            changes: vec![
                Change { at: at("2026-03-29T01:00:00Z"), from: 3600, to: 7200 },
                Change { at: at("2026-10-25T01:00:00Z"), from: 7200, to: 3600 },
            ],
        });
        for date in ["2026-03-29", "2026-07-01", "2026-10-25", "2026-12-01"] {
            for minute in (0..24 * 60).step_by(15) {
                let wall: DateTime = format!("{date}T{:02}:{:02}:00", minute / 60, minute % 60).parse().unwrap();
                assert_eq!(described.instant(wall), berlin.instant(wall), "{wall}");
                let at = berlin.instant(wall).unwrap();
                assert_eq!(described.wall(at), berlin.wall(at), "{at}");
            }
        }
    }
}
