//! From the bytes of an .ics file to the times at which somebody is busy (RFC 5545). Pure: it knows no database and no
//! network, and what a file may cost is bounded in bytes, components, steps and time.
//!
//! What counts: events and busy periods, unless they are cancelled, transparent, or said to be free; what repeats is
//! counted out, with what is left out, added, moved and cancelled. Titles and places are not even read.

mod event;
mod lines;
mod recurrence;
mod stamps;
mod windows_zones;
mod zones;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::clock::Instant;
use event::{Event, Occurrence};
use lines::{Component, Kind};
use recurrence::Budget;
use stamps::{Length, Stamp};
use zones::Zones;

/// Bytes of a file at most.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Times that are kept of one file at most.
const MOST_TIMES: usize = 5_000;

/// What is asked of a file.
#[derive(Debug, Clone)]
pub struct Question {
    /// Where the reader lives: times without a zone and whole days are told by it, unless the file names its own.
    pub home: TimeZone,
    /// From when on.
    pub from: Instant,
    /// Until when, not included.
    pub until: Instant,
    /// The host that our own sessions have in their UIDs: they are not busy time, they are the sessions themselves.
    pub own_host: String,
}

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// When somebody is busy, in order, apart from each other, inside of what was asked.
    pub busy: Vec<(Instant, Instant)>,
    /// Events that could not be understood, or not wholly.
    pub unread_events: usize,
    /// Zones that nobody knows: their times were read as if they were told where the reader lives.
    pub unknown_zones: Vec<String>,
}

/// Why a file says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// It is something else.
    #[error("This is not a calendar: files of calendars begin with BEGIN:VCALENDAR and mostly end in .ics.")]
    NotACalendar,
    /// It was cut off.
    #[error("The calendar ends in the middle. Export it once more.")]
    Unfinished,
    /// More than [`MOST_BYTES`].
    #[error("The calendar is larger than 2 MB. Share one that holds less, for example without past years.")]
    TooLarge,
    /// More than we look at.
    #[error("The calendar holds more than 20,000 entries. Share one that holds less, for example without past years.")]
    TooManyComponents,
    /// More than we keep.
    #[error("The calendar holds more than 5,000 separate busy times. Share one that holds less.")]
    TooManyTimes,
    /// It repeats without end.
    #[error(
        "The calendar repeats so often that we stopped counting. Look for an event that repeats every second or minute."
    )]
    TooMuchWork,
    /// The reader itself broke down over it.
    #[error("The calendar could not be read. Export it once more, or share another one.")]
    Unreadable,
}

/// When somebody is busy, as `file` says it.
///
/// # Errors
/// When it is no calendar, or more than we read.
pub fn read(file: &[u8], question: &Question) -> Result<Reading, ReadingError> {
    if file.len() > MOST_BYTES {
        return Err(ReadingError::TooLarge);
    }
    let budget = Budget::of_a_file();
    let components = lines::components(file)?;
    let mut times = Vec::new();
    let mut reading = Reading::default();
    for calendar in components.chunk_by(|_, next| next.kind != Kind::Calendar) {
        read_calendar(calendar, question, &budget, &mut times, &mut reading)?;
    }
    reading.busy = merged(times, question)?;
    Ok(reading)
}

/// Reads on another thread than those that answer people. See [`read`].
///
/// # Errors
/// As [`read`].
pub async fn read_aside(file: bytes::Bytes, question: Question) -> Result<Reading, ReadingError> {
    let reading = tokio::task::spawn_blocking(move || read(&file, &question)).await;
    reading.unwrap_or_else(|error| {
        tracing::error!(%error, "reading a calendar broke down");
        Err(ReadingError::Unreadable)
    })
}

/// What one VCALENDAR adds.
fn read_calendar(
    components: &[Component],
    question: &Question,
    budget: &Budget,
    times: &mut Vec<(Timestamp, Timestamp)>,
    reading: &mut Reading,
) -> Result<(), ReadingError> {
    let zones = Zones::of(components, &question.home, question.until.timestamp(), budget)?;
    let mut by_uid: HashMap<String, Vec<Event>> = HashMap::new();
    for component in components {
        match component.kind {
            Kind::Event => match Event::read(component, &zones) {
                Some(event) if is_ours(&event.uid, &question.own_host) => {}
                Some(event) => {
                    reading.unread_events += usize::from(event.is_partly_unread);
                    by_uid.entry(event.uid.clone()).or_default().push(event);
                }
                None => reading.unread_events += 1,
            },
            Kind::FreeBusy => times.extend(busy_periods(component, &zones)),
            _ => {}
        }
    }
    for events in by_uid.values() {
        times.extend(busy_of(events, question, budget)?);
    }
    reading.unknown_zones.extend(zones.unknown());
    Ok(())
}

/// Whether we made the event that has this UID.
fn is_ours(uid: &str, own_host: &str) -> bool {
    !own_host.is_empty() && uid.rsplit_once('@').is_some_and(|(_, host)| host.eq_ignore_ascii_case(own_host))
}

/// When the events that share a UID keep busy: those that stand for themselves, and those that replace one time of
/// theirs.
fn busy_of(
    events: &[Event],
    question: &Question,
    budget: &Budget,
) -> Result<Vec<(Timestamp, Timestamp)>, ReadingError> {
    let (replacing, masters): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|event| event.replaces.is_some());
    let mut busy = Vec::new();
    let mut replaced = HashSet::new();
    let mut latest: HashMap<Timestamp, &Event> = HashMap::new();
    for event in replacing {
        let Some(at) = event.replaces.as_ref().and_then(|replaces| replaces.start.instant()) else { continue };
        replaced.insert(at);
        let known = latest.entry(at).or_insert(event);
        if event.sequence >= known.sequence {
            *known = event;
        }
    }
    let moves: Vec<(Timestamp, &Event)> = {
        let following = latest.iter().filter(|(_, event)| event.replaces.as_ref().is_some_and(|r| r.and_following));
        let mut moves: Vec<_> = following.map(|(at, event)| (*at, *event)).collect();
        moves.sort_by_key(|(at, _)| *at);
        moves
    };
    for master in masters {
        let last = match master.start.zone.wall(question.until.timestamp()) {
            Some(last) if master.repeats() => last,
            _ => master.start.wall,
        };
        for occurrence in master.occurrences(last, budget)? {
            if replaced.contains(&occurrence.at) {
                continue;
            }
            match moves.iter().rfind(|(at, _)| *at < occurrence.at) {
                Some((_, by)) => busy.extend(by.is_busy.then(|| moved(&occurrence, by)).flatten()),
                None if master.is_busy => busy.extend(span(&occurrence.start, occurrence.length)),
                None => {}
            }
        }
    }
    busy.extend(latest.values().filter(|event| event.is_busy).filter_map(|event| span(&event.start, event.length)));
    Ok(busy)
}

/// An occurrence that moves with an earlier one: by as much of the wall clock, with its length.
fn moved(occurrence: &Occurrence, by: &Event) -> Option<(Timestamp, Timestamp)> {
    let replaced = by.replaces.as_ref()?;
    let shift = by.start.wall.duration_since(replaced.start.wall);
    span(&occurrence.start.shifted(shift)?, by.length)
}

fn span(start: &Stamp, length: Length) -> Option<(Timestamp, Timestamp)> {
    Some((start.instant()?, start.end_after(length)?))
}

/// The periods of a VFREEBUSY that are not free.
fn busy_periods(component: &Component, zones: &Zones) -> Vec<(Timestamp, Timestamp)> {
    let busy = component
        .all("FREEBUSY")
        .filter(|property| !property.parameter("FBTYPE").is_some_and(|kind| kind.eq_ignore_ascii_case("FREE")));
    let periods = busy.flat_map(|property| property.value.split(',').map(move |period| (period, property)));
    let read = periods.filter_map(|(period, property)| {
        let (start, end) = period.split_once('/')?;
        let start = Stamp::parse(start, property, zones)?;
        match Stamp::parse(end, property, zones) {
            Some(end) => Some((start.instant()?, end.instant()?)),
            None => span(&start, Length::parse(end)?),
        }
    });
    read.collect()
}

/// The times inside of what was asked, in order, those that touch as one.
fn merged(
    mut times: Vec<(Timestamp, Timestamp)>,
    question: &Question,
) -> Result<Vec<(Instant, Instant)>, ReadingError> {
    times.sort_unstable();
    let mut busy: Vec<(Instant, Instant)> = Vec::new();
    for (from, until) in times {
        let (from, until) = (Instant::from(from).max(question.from), Instant::from(until).min(question.until));
        if from >= until {
            continue;
        }
        match busy.last_mut() {
            Some((_, last)) if from <= *last => *last = until.max(*last),
            _ => busy.push((from, until)),
        }
    }
    if busy.len() > MOST_TIMES { Err(ReadingError::TooManyTimes) } else { Ok(busy) }
}

#[cfg(test)]
mod tests;
