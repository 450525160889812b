//! Daily.co: private rooms by its REST API, named by us, so that asking twice comes to one; nobody enters without a token
//! that is made for them.

use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::peer::{Call, Peer, Tries};
use super::{ConferenceError, Guest, Known, Meeting, Wish, unix};
use crate::config::DailyConfig;

/// An account.
pub(super) struct Daily {
    peer: Peer,
    authorization: String,
    webhook_secret: Option<Vec<u8>>,
}

#[derive(Deserialize)]
struct Room {
    name: String,
    url: String,
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

impl Daily {
    pub(super) fn new(config: &DailyConfig) -> anyhow::Result<Self> {
        Ok(Self {
            peer: Peer::new("daily", &config.url)?,
            authorization: format!("Bearer {}", config.api_key),
            webhook_secret: config.webhook_secret.clone(),
        })
    }

    pub(super) fn webhook_secret(&self) -> Option<&[u8]> {
        self.webhook_secret.as_deref()
    }

    /// Moves a room that is there, makes one that is not; the name says which of the two it is.
    pub(super) async fn settle(&self, known: Known<'_>, wish: &Wish<'_>) -> Result<Meeting, ConferenceError> {
        let name = format!("skillswap-{}", wish.key);
        if let Known::Nothing = known
            && let Some(made) = self.make(&name, wish).await?
        {
            return Ok(made);
        }
        match self.change(&name, wish).await? {
            Some(changed) => Ok(changed),
            // It has expired, or the request for it never arrived.
            None => {
                self.make(&name, wish).await?.ok_or_else(|| self.peer.refused("make_room", StatusCode::BAD_REQUEST))
            }
        }
    }

    /// None when there is one of that name already, which Daily says with 400.
    async fn make(&self, name: &str, wish: &Wish<'_>) -> Result<Option<Meeting>, ConferenceError> {
        let body = json!({ "name": name, "privacy": "private", "properties": properties(wish) });
        let answer = self.call("make_room", Method::POST, &["rooms"], Some(body)).await?;
        if answer.status == StatusCode::BAD_REQUEST {
            return Ok(None);
        }
        Ok(Some(self.peer.read::<Room>("make_room", &answer)?.into()))
    }

    /// None when there is none of that name.
    async fn change(&self, name: &str, wish: &Wish<'_>) -> Result<Option<Meeting>, ConferenceError> {
        let body = json!({ "privacy": "private", "properties": properties(wish) });
        let answer = self.call("change_room", Method::POST, &["rooms", name], Some(body)).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(self.peer.read::<Room>("change_room", &answer)?.into()))
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), ConferenceError> {
        let answer = self.call("delete_room", Method::DELETE, &["rooms", name], None).await?;
        self.peer.done_or_gone("delete_room", &answer)
    }

    pub(super) async fn stop_recording(&self, name: &str) -> Result<(), ConferenceError> {
        let path = ["rooms", name, "recordings", "stop"];
        let answer = self.call("stop_recording", Method::POST, &path, Some(json!({}))).await?;
        // 400: none is on.
        match answer.status {
            StatusCode::BAD_REQUEST => Ok(()),
            _ => self.peer.done_or_gone("stop_recording", &answer),
        }
    }

    pub(super) async fn delete_recording(&self, id: &str) -> Result<(), ConferenceError> {
        let answer = self.call("delete_recording", Method::DELETE, &["recordings", id], None).await?;
        self.peer.done_or_gone("delete_recording", &answer)
    }

    /// The address with a token for this guest alone, good as long as the room is.
    pub(super) async fn entrance(
        &self,
        url: &str,
        wish: &Wish<'_>,
        guest: Guest<'_>,
    ) -> Result<String, ConferenceError> {
        let body = json!({ "properties": {
            "room_name": format!("skillswap-{}", wish.key),
            "user_id": guest.id.to_string(),
            "user_name": guest.name,
            "nbf": unix(wish.opens_at),
            "exp": unix(wish.expires_at),
            "is_owner": false,
        }});
        let answer = self.call("make_token", Method::POST, &["meeting-tokens"], Some(body)).await?;
        let token: Token = self.peer.read("make_token", &answer)?;
        let is_plain = token.token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !is_plain {
            return Err(self.peer.unreadable("make_token", "a token of other characters".to_owned()));
        }
        Ok(format!("{url}?t={}", token.token))
    }

    /// Everything here comes to the same when it is sent again.
    async fn call(
        &self,
        operation: &'static str,
        method: Method,
        path: &[&str],
        body: Option<Value>,
    ) -> Result<crate::outbound::Answer, ConferenceError> {
        let call = Call { operation, method, path, query: &[], body, tries: Tries::Twice };
        self.peer.call(&call, &self.authorization).await
    }
}

fn properties(wish: &Wish<'_>) -> Value {
    json!({
        "nbf": unix(wish.opens_at),
        "exp": unix(wish.expires_at),
        "eject_at_room_exp": true,
        "enable_prejoin_ui": true,
        "enable_recording": recording(wish),
    })
}

/// Nothing is what takes a permission back.
fn recording(wish: &Wish<'_>) -> Value {
    if wish.is_recorded { json!("cloud") } else { Value::Null }
}

impl From<Room> for Meeting {
    fn from(room: Room) -> Self {
        Self { outside_id: Some(room.name), url: room.url }
    }
}
