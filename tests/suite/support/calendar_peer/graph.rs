//! Microsoft Graph's events.

use actix_web::web::{Bytes, Data, Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Fields, RemoteEvent, Shared, admit, admitted};

fn graph_times(body: &Value) -> (Timestamp, Timestamp) {
    let at = |end: &str| {
        assert_eq!(body[end]["timeZone"], "UTC");
        format!("{}Z", body[end]["dateTime"].as_str().unwrap()).parse().unwrap()
    };
    (at("start"), at("end"))
}

pub(super) async fn insert(
    world: Data<Shared>,
    request: HttpRequest,
    calendar: Path<String>,
    Json(body): Json<Value>,
) -> HttpResponse {
    let mut world = admit!(world, request);
    if !world.calendars.contains(&calendar) {
        return HttpResponse::NotFound().finish();
    }
    let transaction = body["transactionId"].as_str().unwrap().to_owned();
    if world.events.iter().any(|event| event.transaction == transaction) {
        return HttpResponse::Conflict().finish();
    }
    world.made += 1;
    let (start, end) = graph_times(&body);
    let event = RemoteEvent {
        id: format!("AAMk/{}=", world.made),
        calendar: calendar.into_inner(),
        title: body["subject"].as_str().unwrap().to_owned(),
        text: body["body"]["content"].as_str().unwrap().to_owned(),
        start,
        end,
        is_deleted: false,
        version: world.made,
        transaction,
        key: body["singleValueExtendedProperties"][0]["value"].as_str().unwrap().to_owned(),
    };
    let id = event.id.clone();
    world.events.push(event);
    HttpResponse::Created().json(json!({ "id": id }))
}

pub(super) async fn find(
    world: Data<Shared>,
    request: HttpRequest,
    calendar: Path<String>,
    Query(asked): Query<Fields>,
) -> HttpResponse {
    let world = admit!(world, request);
    if !world.calendars.contains(&calendar) {
        return HttpResponse::NotFound().finish();
    }
    let filter = &asked["$filter"];
    assert!(filter.starts_with("singleValueExtendedProperties/Any(ep: ep/id eq 'String {"), "{filter}");
    let key = filter.rsplit('\'').nth(1).unwrap();
    let found = world.events.iter().filter(|event| event.key == key && !event.is_deleted);
    let value: Vec<Value> = found.map(|event| json!({ "id": event.id })).collect();
    HttpResponse::Ok().json(json!({ "value": value }))
}

pub(super) async fn update(
    world: Data<Shared>,
    request: HttpRequest,
    id: Path<String>,
    Json(body): Json<Value>,
) -> HttpResponse {
    let mut world = admit!(world, request);
    world.made += 1;
    let version = world.made;
    let Some(event) = world.events.iter_mut().find(|event| event.id == *id && !event.is_deleted) else {
        return HttpResponse::NotFound().finish();
    };
    (event.start, event.end) = graph_times(&body);
    event.version = version;
    HttpResponse::Ok().json(json!({}))
}

pub(super) async fn see(world: Data<Shared>, request: HttpRequest, id: Path<String>) -> HttpResponse {
    let world = admit!(world, request);
    match world.events.iter().find(|event| event.id == *id && !event.is_deleted) {
        Some(event) => HttpResponse::Ok().json(as_graph(event)),
        None => HttpResponse::NotFound().finish(),
    }
}

pub(super) async fn delete(world: Data<Shared>, request: HttpRequest, id: Path<String>, _: Bytes) -> HttpResponse {
    let mut world = admit!(world, request);
    world.made += 1;
    let version = world.made;
    match world.events.iter_mut().find(|event| event.id == *id && !event.is_deleted) {
        Some(event) => {
            (event.is_deleted, event.version) = (true, version);
            HttpResponse::NoContent().finish()
        }
        None => HttpResponse::NotFound().finish(),
    }
}

pub(super) async fn changes(
    world: Data<Shared>,
    request: HttpRequest,
    calendar: Path<String>,
    Query(asked): Query<Fields>,
) -> HttpResponse {
    let mut world = admit!(world, request);
    if !world.calendars.contains(&calendar) {
        return HttpResponse::NotFound().finish();
    }
    let since: usize = asked.get("$deltatoken").map_or(0, |token| token.parse().unwrap());
    assert!(since > 0 || asked.contains_key("startDateTime") && asked.contains_key("endDateTime"));
    if since > 0 && since < world.oldest_cursor {
        return HttpResponse::Gone().json(json!({ "error": { "code": "syncStateNotFound" } }));
    }
    if let Some(address) = world.leads_to.take() {
        return HttpResponse::Ok().json(json!({ "value": [], "@odata.nextLink": address }));
    }
    let changed = world.events.iter().filter(|event| event.calendar == *calendar && event.version > since);
    let value: Vec<Value> = changed.filter(|event| since > 0 || !event.is_deleted).map(as_graph).collect();
    let link = format!("{}{}?$deltatoken={}", world.base, request.path(), world.made);
    HttpResponse::Ok().json(json!({ "value": value, "@odata.deltaLink": link }))
}

fn as_graph(event: &RemoteEvent) -> Value {
    if event.is_deleted {
        return json!({ "id": event.id, "@removed": { "reason": "deleted" } });
    }
    let moment =
        |at: Timestamp| json!({ "dateTime": at.strftime("%Y-%m-%dT%H:%M:%S.0000000").to_string(), "timeZone": "UTC" });
    json!({
        "id": event.id, "changeKey": event.version.to_string(), "isAllDay": false, "isCancelled": false,
        "start": moment(event.start), "end": moment(event.end),
    })
}
