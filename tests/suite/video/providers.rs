//! Daily and Zoom on a loopback port: they speak as much of their APIs as we do, keep what they are told, and fail when a
//! test says so.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::{Value, json};

pub const DAILY_KEY: &str = "a daily key";
/// "a daily secret"
pub const DAILY_SECRET: &str = "YSBkYWlseSBzZWNyZXQ=";
pub const ZOOM_SECRET: &str = "a zoom secret";

/// How requests are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// 500, and nothing is done.
    Broken,
    /// Everything is done and 500 answered: as if the answer were lost.
    Forgetful,
    /// No answer at all.
    Silent,
    /// 401: the key does not count.
    Unimpressed,
}

pub struct Providers {
    pub base: String,
    kept: Arc<Mutex<Kept>>,
    handle: ServerHandle,
}

struct Kept {
    mood: Mood,
    /// Rooms by name, meetings by id.
    rooms: BTreeMap<String, Value>,
    meetings: BTreeMap<String, Value>,
    calls: Vec<String>,
    token_bodies: Vec<Value>,
    /// How long access tokens last, how many were given, and the one that counts.
    lasts: u64,
    tokens: u32,
}

impl Providers {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let kept = Arc::new(Mutex::new(Kept {
            mood: Mood::Well,
            rooms: BTreeMap::new(),
            meetings: BTreeMap::new(),
            calls: Vec::new(),
            token_bodies: Vec::new(),
            lasts: 3600,
            tokens: 0,
        }));
        let shared = Data::new(Arc::clone(&kept));
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(answer)));
        let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { base, kept, handle }
    }

    /// Settings that make Daily the provider.
    pub fn daily(&self) -> Vec<(String, String)> {
        pairs(&[
            ("VIDEO_PROVIDER", "daily"),
            ("DAILY_URL", &format!("{}/v1", self.base)),
            ("DAILY_API_KEY", DAILY_KEY),
            ("DAILY_WEBHOOK_SECRET", DAILY_SECRET),
        ])
    }

    /// Settings that make Zoom the provider.
    pub fn zoom(&self) -> Vec<(String, String)> {
        pairs(&[
            ("VIDEO_PROVIDER", "zoom"),
            ("ZOOM_URL", &format!("{}/v2", self.base)),
            ("ZOOM_OAUTH_URL", &format!("{}/oauth/token", self.base)),
            ("ZOOM_ACCOUNT_ID", "an account"),
            ("ZOOM_CLIENT_ID", "a client"),
            ("ZOOM_CLIENT_SECRET", "a client secret"),
            ("ZOOM_WEBHOOK_SECRET", ZOOM_SECRET),
        ])
    }

    pub fn be(&self, mood: Mood) {
        self.kept.lock().unwrap().mood = mood;
    }

    /// Lets access tokens last so many seconds.
    pub fn tokens_last(&self, seconds: u64) {
        self.kept.lock().unwrap().lasts = seconds;
    }

    /// Lets the access token that was given out count no more.
    pub fn revoke_tokens(&self) {
        self.kept.lock().unwrap().tokens += 100;
    }

    /// Rooms of Daily, by name.
    pub fn rooms(&self) -> BTreeMap<String, Value> {
        self.kept.lock().unwrap().rooms.clone()
    }

    /// Meetings of Zoom, by id.
    pub fn meetings(&self) -> BTreeMap<String, Value> {
        self.kept.lock().unwrap().meetings.clone()
    }

    /// What was asked for when tokens of Daily were made.
    pub fn token_bodies(&self) -> Vec<Value> {
        self.kept.lock().unwrap().token_bodies.clone()
    }

    /// `METHOD path` of every request so far that has `part` in it.
    pub fn calls(&self, part: &str) -> Vec<String> {
        self.kept.lock().unwrap().calls.iter().filter(|call| call.contains(part)).cloned().collect()
    }
}

impl Drop for Providers {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Settings as `TestApp` takes them.
pub fn as_settings(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

async fn answer(kept: Data<Arc<Mutex<Kept>>>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let mood = {
        let mut kept = kept.lock().unwrap();
        kept.calls.push(format!("{} {}", request.method(), request.uri()));
        kept.mood
    };
    match mood {
        Mood::Silent => std::future::pending().await,
        Mood::Broken => HttpResponse::InternalServerError().finish(),
        Mood::Unimpressed => HttpResponse::Unauthorized().finish(),
        Mood::Well | Mood::Forgetful => {
            let done = kept.lock().unwrap().act(&request, &body);
            if mood == Mood::Forgetful { HttpResponse::InternalServerError().finish() } else { done }
        }
    }
}

impl Kept {
    fn act(&mut self, request: &HttpRequest, body: &[u8]) -> HttpResponse {
        let authorization = request.headers().get("authorization").map_or("", |value| value.to_str().unwrap());
        let path: Vec<&str> = request.path().split('/').skip(1).collect();
        let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
        match path.as_slice() {
            ["v1", rest @ ..] if authorization == format!("Bearer {DAILY_KEY}") => {
                self.daily(request.method().as_str(), rest, body)
            }
            // "a client:a client secret"
            ["oauth", "token"] if authorization == "Basic YSBjbGllbnQ6YSBjbGllbnQgc2VjcmV0" => {
                self.tokens += 1;
                let token = format!("token-{}", self.tokens);
                HttpResponse::Ok()
                    .json(json!({ "access_token": token, "token_type": "bearer", "expires_in": self.lasts }))
            }
            ["v2", rest @ ..] if authorization == format!("Bearer token-{}", self.tokens) => {
                self.zoom(request.method().as_str(), rest, body)
            }
            _ => HttpResponse::Unauthorized().finish(),
        }
    }

    fn daily(&mut self, method: &str, path: &[&str], mut body: Value) -> HttpResponse {
        match (method, path) {
            ("POST", ["rooms"]) => {
                let name = body["name"].as_str().unwrap().to_owned();
                if self.rooms.contains_key(&name) {
                    let info = format!("a room named {name} already exists");
                    return HttpResponse::BadRequest().json(json!({ "error": "invalid-request-error", "info": info }));
                }
                body["url"] = json!(format!("https://swap.daily.example/{name}"));
                self.rooms.insert(name, body.clone());
                HttpResponse::Ok().json(body)
            }
            ("POST", ["rooms", name]) => match self.rooms.get_mut(*name) {
                Some(room) => {
                    room["properties"] = body["properties"].clone();
                    HttpResponse::Ok().json(room.clone())
                }
                None => HttpResponse::NotFound().finish(),
            },
            ("DELETE", ["rooms", name]) => match self.rooms.remove(*name) {
                Some(_) => HttpResponse::Ok().json(json!({ "deleted": true, "name": name })),
                None => HttpResponse::NotFound().finish(),
            },
            ("POST", ["meeting-tokens"]) => {
                self.token_bodies.push(body);
                HttpResponse::Ok().json(json!({ "token": format!("token-{}", self.token_bodies.len()) }))
            }
            ("POST", ["rooms", _, "recordings", "stop"]) | ("DELETE", ["recordings", _]) => {
                HttpResponse::Ok().json(json!({}))
            }
            _ => HttpResponse::build(StatusCode::IM_A_TEAPOT).finish(),
        }
    }

    fn zoom(&mut self, method: &str, path: &[&str], mut body: Value) -> HttpResponse {
        match (method, path) {
            ("POST", ["users", "me", "meetings"]) => {
                let id = 80_000_000_000 + self.meetings.len();
                body["id"] = json!(id);
                body["join_url"] = json!(format!("https://zoom.example/j/{id}?pwd=x"));
                self.meetings.insert(id.to_string(), body.clone());
                HttpResponse::Created().json(body)
            }
            ("GET", ["users", "me", "meetings"]) => {
                let meetings: Vec<&Value> = self.meetings.values().collect();
                HttpResponse::Ok().json(json!({ "meetings": meetings, "next_page_token": "" }))
            }
            (_, ["meetings", _, "recordings"]) => HttpResponse::NoContent().finish(),
            (_, ["live_meetings", _, "events"]) => HttpResponse::Accepted().finish(),
            (method, ["meetings", id]) => match (method, self.meetings.get_mut(*id)) {
                (_, None) => HttpResponse::NotFound().finish(),
                ("GET", Some(meeting)) => HttpResponse::Ok().json(meeting.clone()),
                ("PATCH", Some(meeting)) => {
                    for (name, value) in body.as_object().unwrap() {
                        meeting[name] = value.clone();
                    }
                    HttpResponse::NoContent().finish()
                }
                ("DELETE", Some(_)) => {
                    self.meetings.remove(*id);
                    HttpResponse::NoContent().finish()
                }
                _ => HttpResponse::MethodNotAllowed().finish(),
            },
            _ => HttpResponse::build(StatusCode::IM_A_TEAPOT).finish(),
        }
    }
}
