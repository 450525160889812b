//! Microsoft Graph, version 1.0. Its ids are asked to last (`Prefer: IdType="ImmutableId"`), and its times to be in UTC.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::line::{Line, Wish, parsed, percent};
use super::{CALENDAR, Change, Changes, Entry, MOST_PAGES, PeerError};
use crate::clock::Instant;

/// The property of an event by which we find it again.
const KEY: &str = "String {6f1f1b0e-93c4-4b0c-9a7e-2f5f4d0e8a31} Name skillswap";
/// What is told of changes has a window, in days before and after the moment at which it was opened.
const WINDOW: (i64, i64) = (-2, 400);

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct List {
    value: Vec<Named>,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    value: Vec<Item>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    delta: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    #[serde(rename = "@removed")]
    removed: Option<Value>,
    #[serde(rename = "changeKey", default)]
    change_key: String,
    #[serde(rename = "isCancelled", default)]
    is_cancelled: bool,
    #[serde(rename = "isAllDay", default)]
    is_all_day: bool,
    start: Option<Moment>,
    end: Option<Moment>,
}

#[derive(Deserialize)]
struct Moment {
    #[serde(rename = "dateTime")]
    date_time: String,
    #[serde(rename = "timeZone")]
    time_zone: String,
}

impl Moment {
    /// `None` for what we do not understand.
    fn at(&self) -> Option<Instant> {
        let zone = TimeZone::get(&self.time_zone).ok()?;
        let civil: DateTime = self.date_time.trim_end_matches('Z').parse().ok()?;
        Some(Instant::from(zone.to_timestamp(civil).ok()?))
    }
}

impl Item {
    fn change(self) -> (String, Change) {
        if self.is_cancelled {
            return (self.id, Change::Deleted);
        }
        let at = |moment: Option<Moment>| moment.and_then(|moment| moment.at());
        let times = at(self.start).zip(at(self.end)).filter(|_| !self.is_all_day);
        (self.id, Change::Stands { times, version: self.change_key })
    }
}

pub(super) async fn make_calendar(line: &mut Line) -> Result<String, PeerError> {
    let wish = Wish::new("make_calendar", Method::POST, "/me/calendars").with(json!({ "name": CALENDAR }));
    match line.ask(wish).await {
        Ok(made) => Ok(parsed::<Named>(&made)?.id),
        // Left from an earlier time: names are there once.
        Err(PeerError::Exists) => {
            let filter = format!("name eq '{CALENDAR}'");
            let wish = Wish::new("find_calendar", Method::GET, "/me/calendars").asking("$filter", &filter);
            let found: List = parsed(&line.ask(wish).await?)?;
            found.value.into_iter().next().map(|one| one.id).ok_or(PeerError::Exists)
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn see_calendar(line: &mut Line, calendar: &str) -> Result<(), PeerError> {
    let path = format!("/me/calendars/{}", percent(calendar));
    line.ask(Wish::new("see_calendar", Method::GET, path)).await.map(drop)
}

pub(super) async fn remove_calendar(line: &mut Line, calendar: &str) -> Result<(), PeerError> {
    let path = format!("/me/calendars/{}", percent(calendar));
    line.ask(Wish::new("remove_calendar", Method::DELETE, path)).await.map(drop)
}

/// What is known is changed, what is not is looked for and made: the answer to an earlier try may have been lost. Of two
/// tries at the same moment Microsoft takes one, by their `transactionId`.
pub(super) async fn write(
    line: &mut Line,
    calendar: &str,
    id: Option<&str>,
    entry: &Entry,
) -> Result<String, PeerError> {
    let found = match id {
        Some(id) => Some(id.to_owned()),
        None => find(line, calendar, entry).await?,
    };
    if let Some(id) = found {
        let path = format!("/me/events/{}", percent(&id));
        line.ask(Wish::new("change_event", Method::PATCH, path).with(body(entry))).await?;
        return Ok(id);
    }
    let path = format!("/me/calendars/{}/events", percent(calendar));
    let mut made = body(entry);
    made["transactionId"] = json!(hex::encode(Sha256::digest(format!("{calendar} {}", entry.key))));
    made["singleValueExtendedProperties"] = json!([{ "id": KEY, "value": entry.key }]);
    let answer = line.ask(Wish::new("make_event", Method::POST, path).with(made)).await?;
    Ok(parsed::<Named>(&answer)?.id)
}

async fn find(line: &mut Line, calendar: &str, entry: &Entry) -> Result<Option<String>, PeerError> {
    let filter = format!("singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq '{}')", entry.key);
    let path = format!("/me/calendars/{}/events", percent(calendar));
    let wish = Wish::new("find_event", Method::GET, path).asking("$filter", &filter).asking("$select", "id");
    let found: List = parsed(&line.ask(wish).await?)?;
    Ok(found.value.into_iter().next().map(|one| one.id))
}

pub(super) async fn remove(line: &mut Line, id: &str) -> Result<(), PeerError> {
    let path = format!("/me/events/{}", percent(id));
    line.ask(Wish::new("remove_event", Method::DELETE, path)).await.map(drop)
}

pub(super) async fn changes(
    line: &mut Line,
    calendar: &str,
    cursor: Option<&str>,
    now: Instant,
) -> Result<Changes, PeerError> {
    let mut wish = match cursor {
        Some(link) => line.wish_at("changes", link)?,
        None => Wish::new("changes", Method::GET, format!("/me/calendars/{}/calendarView/delta", percent(calendar)))
            .asking("startDateTime", &now.plus_hours(24 * WINDOW.0).timestamp().to_string())
            .asking("endDateTime", &now.plus_hours(24 * WINDOW.1).timestamp().to_string()),
    };
    let mut changes = Changes { is_first: cursor.is_none(), ..Changes::default() };
    for _ in 0..MOST_PAGES {
        let page: Page = parsed(&line.ask(wish).await?)?;
        for item in page.value {
            let change = if item.removed.is_some() { look_again(line, &item.id).await? } else { item.change() };
            changes.entries.push(change);
        }
        match (page.delta, page.next) {
            (Some(link), _) => {
                changes.cursor = link;
                return Ok(changes);
            }
            (None, Some(link)) => wish = line.wish_at("changes", &link)?,
            (None, None) => return Err(PeerError::Unusable("a page without a link".to_owned())),
        }
    }
    Err(PeerError::Unusable("more pages than we read".to_owned()))
}

/// What has left the window is told as removed, too.
async fn look_again(line: &mut Line, id: &str) -> Result<(String, Change), PeerError> {
    match line.ask(Wish::new("see_event", Method::GET, format!("/me/events/{}", percent(id)))).await {
        Ok(found) => Ok(parsed::<Item>(&found)?.change()),
        Err(PeerError::Gone) => Ok((id.to_owned(), Change::Deleted)),
        Err(error) => Err(error),
    }
}

fn body(entry: &Entry) -> Value {
    let moment = |at: Instant| json!({ "dateTime": at.timestamp().strftime("%Y-%m-%dT%H:%M:%S").to_string(), "timeZone": "UTC" });
    json!({
        "subject": entry.title,
        "body": { "contentType": "text", "content": entry.text },
        "location": { "displayName": entry.link },
        "start": moment(entry.starts_at),
        "end": moment(entry.ends_at),
        "isAllDay": false,
    })
}
