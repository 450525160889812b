//! Google Calendar and Microsoft Graph on a loopback port: enough of both, as their references describe them, with one
//! account, and with an owner who does things there.

mod google;
mod graph;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::dev::ServerHandle;
use actix_web::web::{Data, Form, Json, Path, delete, get, patch, post, put};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skillswap::clock::Instant;

use super::Departure;

pub(super) type Fields = BTreeMap<String, String>;

/// How our site is called there.
const CLIENT: (&str, &str) = ("skillswap-test", "a client secret");

/// An event as it stands there.
#[derive(Debug, Clone)]
pub struct RemoteEvent {
    pub id: String,
    pub calendar: String,
    pub title: String,
    pub text: String,
    pub start: Timestamp,
    pub end: Timestamp,
    pub is_deleted: bool,
    version: usize,
    transaction: String,
    key: String,
}

/// The account, and how the server is to behave.
#[derive(Default)]
struct World {
    base: String,
    /// Codes with the challenge of their errand.
    codes: BTreeMap<String, String>,
    access: String,
    refresh: String,
    made: usize,
    is_revoked: bool,
    /// Answers to give before any other: status and seconds to wait.
    refusals: Vec<(u16, u32)>,
    calendars: Vec<String>,
    events: Vec<RemoteEvent>,
    /// Cursors below are too old.
    oldest_cursor: usize,
    /// Renewals, and renewals with a token that was used already.
    renewals: (usize, usize),
    requests: Vec<String>,
    /// Where the next page of changes leads instead.
    leads_to: Option<String>,
}

type Shared = Arc<Mutex<World>>;

/// See the module. It ends with the value.
pub struct CalendarPeer {
    world: Shared,
    handle: ServerHandle,
}

impl Drop for CalendarPeer {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

impl CalendarPeer {
    /// Starts one with an empty account.
    pub fn start() -> Self {
        let world = Shared::default();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        world.lock().unwrap().base = format!("http://{}", listener.local_addr().unwrap());
        let data = Data::new(Arc::clone(&world));
        let server = HttpServer::new(move || App::new().app_data(data.clone()).configure(routes))
            .workers(1)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { world, handle }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// The settings that have the site write into it, as Google and as Microsoft.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let base = self.world().base.clone();
        vec![
            ("GOOGLE_CALENDAR_CLIENT_ID", CLIENT.0.to_owned()),
            ("GOOGLE_CALENDAR_CLIENT_SECRET", CLIENT.1.to_owned()),
            ("GOOGLE_CALENDAR_AUTHORIZE_URL", format!("{base}/authorize")),
            ("GOOGLE_CALENDAR_TOKEN_URL", format!("{base}/token")),
            ("GOOGLE_CALENDAR_API_URL", format!("{base}/google")),
            ("MICROSOFT_CALENDAR_CLIENT_ID", CLIENT.0.to_owned()),
            ("MICROSOFT_CALENDAR_CLIENT_SECRET", CLIENT.1.to_owned()),
            ("MICROSOFT_CALENDAR_AUTHORIZE_URL", format!("{base}/authorize")),
            ("MICROSOFT_CALENDAR_TOKEN_URL", format!("{base}/token")),
            ("MICROSOFT_CALENDAR_API_URL", format!("{base}/graph")),
        ]
    }

    /// The owner agrees to what a departure asks; the path and query that they come back to.
    pub fn agree(&self, departure: &Departure) -> String {
        let mut world = self.world();
        world.made += 1;
        world.is_revoked = false;
        let code = format!("code-{}", world.made);
        assert_eq!(departure.parameter("code_challenge_method"), "S256");
        world.codes.insert(code.clone(), departure.parameter("code_challenge"));
        let back = departure.parameter("redirect_uri");
        let path = &back[back.find("/me/").unwrap()..];
        format!("{path}?code={code}&state={}", departure.parameter("state"))
    }

    /// The owner takes our access back.
    pub fn revoke(&self) {
        let mut world = self.world();
        world.is_revoked = true;
        world.access = "none".to_owned();
    }

    /// The access token ends before its time.
    pub fn end_access(&self) {
        self.world().access = "none".to_owned();
    }

    /// The next requests to the API are answered so: status, seconds to wait.
    pub fn refuse(&self, refusals: &[(u16, u32)]) {
        self.world().refusals = refusals.to_vec();
    }

    /// Cursors that were given out so far are too old from now on.
    pub fn forget_cursors(&self) {
        let mut world = self.world();
        world.made += 1;
        world.oldest_cursor = world.made;
    }

    /// The next page of Graph's changes leads to another server.
    pub fn lead_to(&self, address: &str) {
        self.world().leads_to = Some(address.to_owned());
    }

    /// What stands there.
    pub fn events(&self) -> Vec<RemoteEvent> {
        self.world().events.iter().filter(|event| !event.is_deleted).cloned().collect()
    }

    /// The one event that stands there.
    #[track_caller]
    pub fn event(&self) -> RemoteEvent {
        let events = self.events();
        assert_eq!(events.len(), 1, "{events:?}");
        events.into_iter().next().unwrap()
    }

    /// How many calendars stand there.
    pub fn calendars(&self) -> usize {
        self.world().calendars.len()
    }

    /// Tokens renewed, and tries with a renewal token that was used already.
    pub fn renewals(&self) -> (usize, usize) {
        self.world().renewals
    }

    /// Requests to the API so far: method and path.
    pub fn requests(&self) -> Vec<String> {
        self.world().requests.clone()
    }

    /// The owner moves the one event.
    pub fn move_to(&self, start: Instant) {
        self.change(|event| {
            let length = event.end.duration_since(event.start);
            event.start = start.timestamp();
            event.end = event.start + length;
        });
    }

    /// The owner makes the one event longer.
    pub fn lengthen(&self) {
        self.change(|event| event.end += SignedDuration::from_mins(30));
    }

    /// The owner deletes the one event.
    pub fn delete_event(&self) {
        self.change(|event| event.is_deleted = true);
    }

    /// The owner deletes the whole calendar.
    pub fn delete_calendar(&self) {
        let mut world = self.world();
        world.calendars.clear();
        world.events.clear();
    }

    #[track_caller]
    fn change(&self, change: impl FnOnce(&mut RemoteEvent)) {
        let mut world = self.world();
        world.made += 1;
        let version = world.made;
        let event = world.events.iter_mut().find(|event| !event.is_deleted).expect("no event stands there");
        change(event);
        event.version = version;
    }
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/token", post().to(token))
        .route("/google/calendars", post().to(make_calendar))
        .route("/google/calendars/{calendar}", get().to(see_calendar))
        .route("/google/calendars/{calendar}", delete().to(remove_calendar))
        .route("/google/calendars/{calendar}/events", get().to(google::changes))
        .route("/google/calendars/{calendar}/events", post().to(google::insert))
        .route("/google/calendars/{calendar}/events/{event}", put().to(google::update))
        .route("/google/calendars/{calendar}/events/{event}", delete().to(google::delete))
        .route("/graph/me/calendars", post().to(make_calendar))
        .route("/graph/me/calendars/{calendar}", get().to(see_calendar))
        .route("/graph/me/calendars/{calendar}", delete().to(remove_calendar))
        .route("/graph/me/calendars/{calendar}/events", post().to(graph::insert))
        .route("/graph/me/calendars/{calendar}/events", get().to(graph::find))
        .route("/graph/me/calendars/{calendar}/calendarView/delta", get().to(graph::changes))
        .route("/graph/me/events/{event}", patch().to(graph::update))
        .route("/graph/me/events/{event}", get().to(graph::see))
        .route("/graph/me/events/{event}", delete().to(graph::delete));
}

async fn token(world: Data<Shared>, Form(form): Form<Fields>) -> HttpResponse {
    let mut world = world.lock().unwrap();
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if (field("client_id"), field("client_secret")) != CLIENT {
        return HttpResponse::Unauthorized().json(json!({ "error": "invalid_client" }));
    }
    let is_good = match field("grant_type") {
        "authorization_code" => {
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
            world.codes.remove(field("code")) == Some(challenge)
        }
        "refresh_token" => {
            let is_good = field("refresh_token") == world.refresh && !world.is_revoked;
            world.renewals.0 += usize::from(is_good);
            world.renewals.1 += usize::from(!is_good && !world.is_revoked);
            is_good
        }
        _ => false,
    };
    if !is_good {
        return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant" }));
    }
    world.made += 1;
    world.access = format!("access-tokenmarker-{}", world.made);
    world.refresh = format!("refresh-tokenmarker-{}", world.made);
    HttpResponse::Ok().json(json!({
        "access_token": world.access, "refresh_token": world.refresh, "token_type": "Bearer", "expires_in": 3600,
    }))
}

/// The account, for whoever has its token, unless something else is to be answered first.
fn admitted<'a>(world: &'a Shared, request: &HttpRequest) -> Result<MutexGuard<'a, World>, Box<HttpResponse>> {
    let mut world = world.lock().unwrap();
    world.requests.push(format!("{} {}", request.method(), request.path()));
    if !world.refusals.is_empty() {
        let (status, wait) = world.refusals.remove(0);
        let status = actix_web::http::StatusCode::from_u16(status).unwrap();
        return Err(Box::new(HttpResponse::build(status).insert_header(("Retry-After", wait.to_string())).finish()));
    }
    let shown = request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned());
    if shown != Some(format!("Bearer {}", world.access)) {
        return Err(Box::new(HttpResponse::Unauthorized().finish()));
    }
    if request.path().starts_with("/graph") {
        let prefer = request.headers().get("prefer").unwrap().to_str().unwrap();
        assert!(prefer.contains("IdType=\"ImmutableId\""), "{prefer}");
    }
    Ok(world)
}

macro_rules! admit {
    ($world:expr, $request:expr) => {
        match admitted(&$world, &$request) {
            Ok(world) => world,
            Err(refusal) => return *refusal,
        }
    };
}
use admit;

async fn make_calendar(world: Data<Shared>, request: HttpRequest, Json(_): Json<Value>) -> HttpResponse {
    let mut world = admit!(world, request);
    world.made += 1;
    let id = format!("calendar/{}@group", world.made);
    world.calendars.push(id.clone());
    HttpResponse::Created().json(json!({ "id": id }))
}

async fn see_calendar(world: Data<Shared>, request: HttpRequest, calendar: Path<String>) -> HttpResponse {
    let world = admit!(world, request);
    if world.calendars.contains(&calendar) {
        HttpResponse::Ok().json(json!({}))
    } else {
        HttpResponse::NotFound().finish()
    }
}

async fn remove_calendar(world: Data<Shared>, request: HttpRequest, calendar: Path<String>) -> HttpResponse {
    let mut world = admit!(world, request);
    world.calendars.retain(|one| *one != *calendar);
    world.events.retain(|event| event.calendar != *calendar);
    HttpResponse::NoContent().finish()
}
