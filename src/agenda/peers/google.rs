//! Google Calendar, version 3 of its API. The scope lets us see and write only calendars that we made.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::line::{Line, Wish, parsed, percent};
use super::{CALENDAR, Change, Changes, Entry, MOST_PAGES, PeerError};
use crate::clock::Instant;

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    items: Vec<Item>,
    #[serde(rename = "nextPageToken")]
    next_page: Option<String>,
    #[serde(rename = "nextSyncToken")]
    next_sync: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    etag: String,
    start: Option<Moment>,
    end: Option<Moment>,
}

#[derive(Deserialize)]
struct Moment {
    #[serde(rename = "dateTime")]
    date_time: Option<String>,
}

impl Moment {
    /// `None` for a day.
    fn at(&self) -> Option<Instant> {
        self.date_time.as_ref()?.parse::<jiff::Timestamp>().ok().map(Instant::from)
    }
}

impl Item {
    fn change(self) -> (String, Change) {
        if self.status == "cancelled" {
            return (self.id, Change::Deleted);
        }
        let at = |moment: Option<Moment>| moment.and_then(|moment| moment.at());
        (self.id, Change::Stands { times: at(self.start).zip(at(self.end)), version: self.etag })
    }
}

pub(super) async fn make_calendar(line: &mut Line) -> Result<String, PeerError> {
    let made =
        line.ask(Wish::new("make_calendar", Method::POST, "/calendars").with(json!({ "summary": CALENDAR }))).await?;
    Ok(parsed::<Named>(&made)?.id)
}

pub(super) async fn see_calendar(line: &mut Line, calendar: &str) -> Result<(), PeerError> {
    let path = format!("/calendars/{}", percent(calendar));
    line.ask(Wish::new("see_calendar", Method::GET, path)).await.map(drop)
}

pub(super) async fn remove_calendar(line: &mut Line, calendar: &str) -> Result<(), PeerError> {
    let path = format!("/calendars/{}", percent(calendar));
    line.ask(Wish::new("remove_calendar", Method::DELETE, path)).await.map(drop)
}

/// The id is ours to choose, so that what was tried twice is there once. One that was deleted is there again afterwards.
pub(super) async fn write(line: &mut Line, calendar: &str, entry: &Entry) -> Result<String, PeerError> {
    let events = format!("/calendars/{}/events", percent(calendar));
    let anew = Wish::new("change_event", Method::PUT, format!("{events}/{}", entry.key)).with(body(entry));
    match line.ask(anew.clone()).await {
        Err(PeerError::Gone) => {}
        done => return done.map(|_| entry.key.clone()),
    }
    match line.ask(Wish::new("make_event", Method::POST, events).with(body(entry))).await {
        // Another try of ours was faster.
        Err(PeerError::Exists) => line.ask(anew).await,
        done => done,
    }?;
    Ok(entry.key.clone())
}

pub(super) async fn remove(line: &mut Line, calendar: &str, id: &str) -> Result<(), PeerError> {
    let path = format!("/calendars/{}/events/{}", percent(calendar), percent(id));
    line.ask(Wish::new("remove_event", Method::DELETE, path)).await.map(drop)
}

pub(super) async fn changes(line: &mut Line, calendar: &str, cursor: Option<&str>) -> Result<Changes, PeerError> {
    let path = format!("/calendars/{}/events", percent(calendar));
    let mut page_token: Option<String> = None;
    let mut changes = Changes { is_first: cursor.is_none(), ..Changes::default() };
    for _ in 0..MOST_PAGES {
        let mut wish = Wish::new("changes", Method::GET, path.clone()).asking("maxResults", "250");
        if let Some(cursor) = cursor {
            wish = wish.asking("syncToken", cursor);
        }
        if let Some(token) = &page_token {
            wish = wish.asking("pageToken", token);
        }
        let page: Page = parsed(&line.ask(wish).await?)?;
        changes.entries.extend(page.items.into_iter().map(Item::change));
        match (page.next_sync, page.next_page) {
            (Some(cursor), _) => {
                changes.cursor = cursor;
                return Ok(changes);
            }
            (None, Some(token)) => page_token = Some(token),
            (None, None) => return Err(PeerError::Unusable("a page without a token".to_owned())),
        }
    }
    Err(PeerError::Unusable("more pages than we read".to_owned()))
}

fn body(entry: &Entry) -> Value {
    json!({
        "id": entry.key,
        "status": "confirmed",
        "summary": entry.title,
        "description": entry.text,
        "location": entry.link,
        "start": { "dateTime": entry.starts_at.timestamp().to_string(), "timeZone": "UTC" },
        "end": { "dateTime": entry.ends_at.timestamp().to_string(), "timeZone": "UTC" },
        "source": { "title": CALENDAR, "url": entry.link },
    })
}
