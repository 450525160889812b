//! One VEVENT: when it is, how often, and whether it keeps anybody busy.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::ReadingError;
use super::lines::{Component, Property};
use super::recurrence::{Budget, Rule};
use super::stamps::{Length, Stamp};
use super::zones::Zones;

/// What an event says of time.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) uid: String,
    pub(super) start: Stamp,
    pub(super) length: Length,
    pub(super) is_busy: bool,
    pub(super) replaces: Option<Replaced>,
    pub(super) sequence: i64,
    rules: Vec<Rule>,
    additions: Vec<(Stamp, Option<Length>)>,
    exceptions: Vec<Stamp>,
    /// Whether a rule or a date in it could not be understood: the rest of it is taken.
    pub(super) is_partly_unread: bool,
}

/// The occurrence that another event is put in the place of.
#[derive(Debug)]
pub(super) struct Replaced {
    pub(super) start: Stamp,
    /// Whether all that come after it move with it.
    pub(super) and_following: bool,
}

/// One time at which an event takes place.
#[derive(Debug, Clone)]
pub(super) struct Occurrence {
    pub(super) start: Stamp,
    pub(super) at: Timestamp,
    pub(super) length: Length,
}

impl Event {
    /// Reads a VEVENT. None when it does not say when it is.
    pub(super) fn read(component: &Component, zones: &Zones) -> Option<Self> {
        let stamp = |name: &str| {
            let property = component.get(name)?;
            Stamp::parse(&property.value, property, zones)
        };
        let start = stamp("DTSTART")?;
        let length = length_of(component, &start, stamp("DTEND"))?;
        let mut is_partly_unread = false;
        let mut rules = Vec::new();
        for property in component.all("RRULE") {
            let rule = Rule::parse(&property.value, start.wall, |at| start.zone.wall(at));
            is_partly_unread |= rule.is_none();
            rules.extend(rule);
        }
        let mut listed = |name: &'static str| -> Vec<(Stamp, Option<Length>)> {
            let values = component.all(name).flat_map(|property| property.value.split(',').map(move |v| (v, property)));
            let read: Vec<_> = values.map(|(value, property)| addition(value, property, zones)).collect();
            is_partly_unread |= read.iter().any(Option::is_none);
            read.into_iter().flatten().collect()
        };
        let (additions, exceptions) = (listed("RDATE"), listed("EXDATE"));
        let replaces = component.get("RECURRENCE-ID").and_then(|property| {
            let start = Stamp::parse(&property.value, property, zones)?;
            Some(Replaced { start, and_following: property.parameter("RANGE") == Some("THISANDFUTURE") })
        });
        Some(Self {
            uid: component.value("UID").unwrap_or_default().to_owned(),
            is_busy: keeps_busy(component),
            sequence: component.value("SEQUENCE").and_then(|n| n.parse().ok()).unwrap_or_default(),
            exceptions: exceptions.into_iter().map(|(stamp, _)| stamp).collect(),
            start,
            length,
            replaces,
            rules,
            additions,
            is_partly_unread,
        })
    }

    /// Whether more than its own start may be one of its times.
    pub(super) fn repeats(&self) -> bool {
        !self.rules.is_empty() || !self.additions.is_empty()
    }

    /// When it takes place, up to the wall clock `last` where it is.
    ///
    /// # Errors
    /// When counting takes too long.
    pub(super) fn occurrences(&self, last: DateTime, budget: &Budget) -> Result<Vec<Occurrence>, ReadingError> {
        let mut starts: Vec<(Stamp, Length)> = Vec::new();
        if self.rules.is_empty() {
            starts.push((self.start.clone(), self.length));
        }
        for rule in &self.rules {
            starts.extend(rule.walls(last, budget)?.into_iter().map(|wall| (self.start.at(wall), self.length)));
        }
        starts.extend(self.additions.iter().map(|(stamp, own)| (stamp.clone(), own.unwrap_or(self.length))));
        let (moments, days) = self.excepted();
        let mut seen = HashSet::new();
        let mut occurrences = Vec::new();
        for (start, length) in starts {
            budget.step()?;
            let Some(at) = start.instant() else { continue };
            if !moments.contains(&at) && !days.contains(&start.wall.date()) && seen.insert(at) {
                occurrences.push(Occurrence { start, at, length });
            }
        }
        Ok(occurrences)
    }

    /// The moments that are left out, and the days: some programs leave out a time by its date alone.
    fn excepted(&self) -> (HashSet<Timestamp>, HashSet<jiff::civil::Date>) {
        let days = self.exceptions.iter().filter(|stamp| stamp.is_date).map(|stamp| stamp.wall.date()).collect();
        (self.exceptions.iter().filter(|stamp| !stamp.is_date).filter_map(Stamp::instant).collect(), days)
    }
}

/// A time of RDATE or EXDATE, which may be a period.
fn addition(value: &str, property: &Property, zones: &Zones) -> Option<(Stamp, Option<Length>)> {
    let Some((start, end)) = value.split_once('/') else {
        return Some((Stamp::parse(value, property, zones)?, None));
    };
    let start = Stamp::parse(start, property, zones)?;
    let length = match Stamp::parse(end, property, zones) {
        Some(end) => Length::between(&start, &end)?,
        None => Length::parse(end)?,
    };
    Some((start, Some(length)))
}

/// By DTEND, else by DURATION; without both a date is a day and a time is a moment. Programs that end a day where it
/// begins mean the day.
fn length_of(component: &Component, start: &Stamp, end: Option<Stamp>) -> Option<Length> {
    let said = match (end, component.value("DURATION")) {
        (Some(end), _) => Length::between(start, &end)?,
        (None, Some(duration)) => Length::parse(duration)?,
        (None, None) => Length::NONE,
    };
    Some(if start.is_date && !said.is_positive() { Length::DAY } else { said })
}

fn keeps_busy(component: &Component) -> bool {
    let says = |name: &str, word: &str| component.value(name).is_some_and(|value| value.eq_ignore_ascii_case(word));
    !says("STATUS", "CANCELLED") && !says("TRANSP", "TRANSPARENT") && !says("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
}
