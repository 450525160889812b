//! Google Calendar's events.

use actix_web::web::{Data, Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Fields, RemoteEvent, Shared, World, admit, admitted};

/// An event of Google's as it is written.
fn from_google(world: &mut World, calendar: &str, body: &Value) -> RemoteEvent {
    world.made += 1;
    let id = body["id"].as_str().unwrap();
    assert!(
        (5..=1024).contains(&id.len()) && id.chars().all(|c| matches!(c, 'a'..='v' | '0'..='9')),
        "base32hex: {id}"
    );
    let at = |end: &str| body[end]["dateTime"].as_str().unwrap().parse().unwrap();
    RemoteEvent {
        id: id.to_owned(),
        calendar: calendar.to_owned(),
        title: body["summary"].as_str().unwrap().to_owned(),
        text: body["description"].as_str().unwrap().to_owned(),
        start: at("start"),
        end: at("end"),
        is_deleted: false,
        version: world.made,
        transaction: String::new(),
        key: String::new(),
    }
}

pub(super) async fn update(
    world: Data<Shared>,
    request: HttpRequest,
    path: Path<(String, String)>,
    Json(body): Json<Value>,
) -> HttpResponse {
    let mut world = admit!(world, request);
    let event = from_google(&mut world, &path.0, &body);
    match world.events.iter_mut().find(|one| one.calendar == path.0 && one.id == path.1) {
        // One that was cancelled is there again.
        Some(known) => {
            *known = event;
            HttpResponse::Ok().json(body)
        }
        None => HttpResponse::NotFound().finish(),
    }
}

pub(super) async fn insert(
    world: Data<Shared>,
    request: HttpRequest,
    calendar: Path<String>,
    Json(body): Json<Value>,
) -> HttpResponse {
    let mut world = admit!(world, request);
    let event = from_google(&mut world, &calendar, &body);
    if !world.calendars.contains(&calendar) {
        return HttpResponse::NotFound().finish();
    }
    if world.events.iter().any(|one| one.id == event.id) {
        return HttpResponse::Conflict().finish();
    }
    world.events.push(event);
    HttpResponse::Ok().json(body)
}

pub(super) async fn delete(world: Data<Shared>, request: HttpRequest, path: Path<(String, String)>) -> HttpResponse {
    let mut world = admit!(world, request);
    world.made += 1;
    let version = world.made;
    match world.events.iter_mut().find(|one| one.id == path.1) {
        None => HttpResponse::NotFound().finish(),
        Some(event) if event.is_deleted => HttpResponse::Gone().finish(),
        Some(event) => {
            (event.is_deleted, event.version) = (true, version);
            HttpResponse::NoContent().finish()
        }
    }
}

pub(super) async fn changes(
    world: Data<Shared>,
    request: HttpRequest,
    calendar: Path<String>,
    Query(asked): Query<Fields>,
) -> HttpResponse {
    let world = admit!(world, request);
    if !world.calendars.contains(&calendar) {
        return HttpResponse::NotFound().finish();
    }
    let since: usize = asked.get("syncToken").map_or(0, |token| token.parse().unwrap());
    if since > 0 && since < world.oldest_cursor {
        return HttpResponse::Gone().finish();
    }
    // A page each, so that whoever reads one only misses something.
    let mut changed: Vec<_> =
        world.events.iter().filter(|event| event.calendar == *calendar && event.version > since).collect();
    changed.retain(|event| since > 0 || !event.is_deleted);
    let page: usize = asked.get("pageToken").map_or(0, |token| token.parse().unwrap());
    let items: Vec<Value> = changed.iter().skip(page).take(1).map(|event| as_google(event)).collect();
    let mut answer = json!({ "items": items });
    if page + 1 < changed.len() {
        answer["nextPageToken"] = json!((page + 1).to_string());
    } else {
        answer["nextSyncToken"] = json!(world.made.to_string());
    }
    HttpResponse::Ok().json(answer)
}

fn as_google(event: &RemoteEvent) -> Value {
    if event.is_deleted {
        return json!({ "id": event.id, "status": "cancelled", "etag": event.version.to_string() });
    }
    // As Google does: in the calendar's own zone.
    let zoned = |at: Timestamp| at.to_zoned(jiff::tz::TimeZone::get("Europe/Berlin").unwrap());
    let written = |at: Timestamp| zoned(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    json!({
        "id": event.id, "status": "confirmed", "etag": event.version.to_string(),
        "start": { "dateTime": written(event.start) }, "end": { "dateTime": written(event.end) },
    })
}
