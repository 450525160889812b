//! Zoom: meetings by its REST API, with the token of a server-to-server app. Zoom names its meetings itself, so one whose
//! making was not answered is looked for before another is made.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use url::Url;

use super::peer::{Call, Peer, Tries};
use super::{ConferenceError, Known, Meeting, Wish};
use crate::config::ZoomConfig;
use crate::outbound::Answer;

/// A token is asked for anew so long before it ends.
const BEFORE_END: Duration = Duration::from_secs(60);
/// Pages of meetings that are looked through for one, of three hundred each.
const MOST_PAGES: usize = 10;

/// A server-to-server app.
pub(super) struct Zoom {
    peer: Peer,
    oauth_url: Url,
    account_id: String,
    credentials: String,
    user: String,
    webhook_secret: Option<String>,
    token: Mutex<Option<Token>>,
}

struct Token {
    authorization: String,
    renew_at: Instant,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: u64,
}

#[derive(Deserialize)]
struct Made {
    id: i64,
    join_url: String,
    #[serde(default)]
    agenda: String,
}

#[derive(Deserialize)]
struct Listed {
    meetings: Vec<Made>,
    #[serde(default)]
    next_page_token: String,
}

impl Zoom {
    pub(super) fn new(config: &ZoomConfig) -> anyhow::Result<Self> {
        let credentials = STANDARD.encode(format!("{}:{}", config.client_id, config.client_secret));
        Ok(Self {
            peer: Peer::new("zoom", &config.url)?,
            oauth_url: config.oauth_url.clone(),
            account_id: config.account_id.clone(),
            credentials: format!("Basic {credentials}"),
            user: config.user.clone(),
            webhook_secret: config.webhook_secret.clone(),
            token: Mutex::new(None),
        })
    }

    pub(super) fn webhook_secret(&self) -> Option<&str> {
        self.webhook_secret.as_deref()
    }

    pub(super) async fn settle(&self, known: Known<'_>, wish: &Wish<'_>) -> Result<Meeting, ConferenceError> {
        let found = match known {
            Known::Nothing => None,
            Known::Perhaps => self.look_for(wish.key).await?.map(|made| made.id.to_string()),
            Known::Under(id) => Some(id.to_owned()),
        };
        if let Some(id) = found
            && let Some(changed) = self.change(&id, wish).await?
        {
            return Ok(changed);
        }
        self.make(wish).await
    }

    async fn make(&self, wish: &Wish<'_>) -> Result<Meeting, ConferenceError> {
        let path = ["users", self.user.as_str(), "meetings"];
        // Once: a second one would be a second meeting. Whoever gets no answer looks for it first.
        let answer = self.call("make_meeting", Method::POST, (&path, &[]), Some(meeting(wish)), Tries::Once).await?;
        Ok(self.peer.read::<Made>("make_meeting", &answer)?.into())
    }

    /// None when it is gone.
    async fn change(&self, id: &str, wish: &Wish<'_>) -> Result<Option<Meeting>, ConferenceError> {
        let path = ["meetings", id];
        let answer = self.call("move_meeting", Method::PATCH, (&path, &[]), Some(meeting(wish)), Tries::Twice).await?;
        match answer.status {
            StatusCode::NOT_FOUND => return Ok(None),
            status if !status.is_success() => return Err(self.peer.refused("move_meeting", status)),
            _ => {}
        }
        // The answer to a change is empty: the address is read again.
        let answer = self.call("read_meeting", Method::GET, (&path, &[]), None, Tries::Twice).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(None),
            _ => Ok(Some(self.peer.read::<Made>("read_meeting", &answer)?.into())),
        }
    }

    /// The meeting that was made for `key`, if it was.
    async fn look_for(&self, key: &str) -> Result<Option<Made>, ConferenceError> {
        let path = ["users", self.user.as_str(), "meetings"];
        let (mark, mut page) = (agenda(key), String::new());
        for _ in 0..MOST_PAGES {
            let query = [("type", "upcoming"), ("page_size", "300"), ("next_page_token", page.as_str())];
            let query = if page.is_empty() { &query[..2] } else { &query[..] };
            let answer = self.call("list_meetings", Method::GET, (&path, query), None, Tries::Twice).await?;
            let listed: Listed = self.peer.read("list_meetings", &answer)?;
            if let Some(found) = listed.meetings.into_iter().find(|made| made.agenda == mark) {
                return Ok(Some(found));
            }
            if listed.next_page_token.is_empty() {
                return Ok(None);
            }
            page = listed.next_page_token;
        }
        Err(self.peer.unreadable("list_meetings", "more meetings than we look through".to_owned()))
    }

    pub(super) async fn remove(&self, id: &str) -> Result<(), ConferenceError> {
        let path = ["meetings", id];
        let answer = self.call("delete_meeting", Method::DELETE, (&path, &[]), None, Tries::Twice).await?;
        self.peer.done_or_gone("delete_meeting", &answer)
    }

    pub(super) async fn stop_recording(&self, id: &str) -> Result<(), ConferenceError> {
        let (path, body) = (["live_meetings", id, "events"], json!({ "method": "recording.stop" }));
        let answer = self.call("stop_recording", Method::PATCH, (&path, &[]), Some(body), Tries::Twice).await?;
        // 400: nobody is in it, so nothing is recorded.
        match answer.status {
            StatusCode::BAD_REQUEST => Ok(()),
            _ => self.peer.done_or_gone("stop_recording", &answer),
        }
    }

    /// All that was recorded of the meeting with this UUID.
    pub(super) async fn delete_recording(&self, uuid: &str) -> Result<(), ConferenceError> {
        // Zoom wants such ones encoded twice, so that they are one part of the path.
        let twice = uuid.starts_with('/') || uuid.contains("//");
        let once: String = url::form_urlencoded::byte_serialize(uuid.as_bytes()).collect();
        let path = ["meetings", if twice { once.as_str() } else { uuid }, "recordings"];
        let query = [("action", "delete")];
        let answer = self.call("delete_recording", Method::DELETE, (&path, &query), None, Tries::Twice).await?;
        self.peer.done_or_gone("delete_recording", &answer)
    }

    /// With the token that is known; when it does not count any more, with a new one.
    async fn call(
        &self,
        operation: &'static str,
        method: Method,
        (path, query): (&[&str], &[(&str, &str)]),
        body: Option<Value>,
        tries: Tries,
    ) -> Result<Answer, ConferenceError> {
        let call = Call { operation, method, path, query, body, tries };
        let authorization = self.authorization(None).await?;
        let answer = self.peer.call(&call, &authorization).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let renewed = self.authorization(Some(&authorization)).await?;
        self.peer.call(&call, &renewed).await
    }

    /// The token, but for the one that was refused. One request asks for it, the others wait for what it gets.
    async fn authorization(&self, refused: Option<&str>) -> Result<String, ConferenceError> {
        let mut token = self.token.lock().await;
        let known = token.as_ref().filter(|token| Instant::now() < token.renew_at);
        if let Some(known) = known.filter(|known| refused != Some(known.authorization.as_str())) {
            return Ok(known.authorization.clone());
        }
        let form = [("grant_type", "account_credentials"), ("account_id", self.account_id.as_str())];
        let answer = self.peer.post_form("token", &self.oauth_url, &self.credentials, &form).await?;
        let granted: Granted = self.peer.read("token", &answer)?;
        let lasts = Duration::from_secs(granted.expires_in).saturating_sub(BEFORE_END);
        let authorization = format!("Bearer {}", granted.access_token);
        *token = Some(Token { authorization: authorization.clone(), renew_at: Instant::now() + lasts });
        Ok(authorization)
    }
}

/// What a meeting is recognised by.
fn agenda(key: &str) -> String {
    format!("Skillswap room {key}")
}

fn meeting(wish: &Wish<'_>) -> Value {
    json!({
        "topic": "Skillswap session",
        "agenda": agenda(wish.key),
        // Scheduled, once.
        "type": 2,
        "start_time": wish.starts_at.datetime(),
        "duration": wish.ends_at.since(wish.starts_at).as_mins(),
        "timezone": "UTC",
        "settings": {
            // Nobody is there as a host: who comes first opens it.
            "join_before_host": true,
            "jbh_time": 15,
            "waiting_room": false,
            "meeting_authentication": false,
            "auto_recording": if wish.is_recorded { "cloud" } else { "none" },
        },
    })
}

impl From<Made> for Meeting {
    fn from(made: Made) -> Self {
        Self { outside_id: Some(made.id.to_string()), url: made.join_url }
    }
}
