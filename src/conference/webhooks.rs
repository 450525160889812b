//! What providers tell us by themselves: signed with a secret that both know, not older than five minutes. An event has
//! an id, so that whoever keeps it can tell whether it was told before.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock::Instant;

/// How far the moment of a webhook may be from ours.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// Ids longer than this are nobody's.
const LONGEST_ID: usize = 200;

/// What a webhook is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something that happened in a room.
    Event(Happening),
    /// A question whether we are there, with the JSON to answer.
    Challenge(String),
    /// Nothing that we care for.
    Nothing,
}

/// Something that happened in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The provider's id of this event.
    pub event_id: String,
    /// The provider's id of the room.
    pub outside_id: String,
    /// What.
    pub what: Happened,
    /// When.
    pub at: Instant,
    /// The guest whom the provider names; `None` when it does not know.
    pub guest: Option<i64>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// Somebody came.
    Joined,
    /// Somebody went.
    Left,
    /// A recording has begun.
    RecordingStarted,
    /// A recording is there, under this id.
    RecordingReady(String),
}

/// Why a webhook is not believed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WebhookError {
    /// No secret is known, or the signature is not by it.
    #[error("not signed with the secret")]
    Unsigned,
    /// Signed too long ago, or in the future.
    #[error("not of this moment")]
    TooOld,
    /// Signed, and not JSON of an event.
    #[error("not an event")]
    Unreadable,
}

#[derive(Deserialize)]
struct DailyEvent {
    #[serde(default)]
    id: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    event_ts: f64,
    #[serde(default)]
    payload: DailyPayload,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct DailyPayload {
    room: String,
    room_name: String,
    user_id: Option<String>,
    joined_at: Option<f64>,
    duration: Option<f64>,
    start_ts: Option<f64>,
    recording_id: String,
}

#[derive(Deserialize)]
struct ZoomEvent {
    #[serde(default)]
    event: String,
    /// Milliseconds.
    #[serde(default)]
    event_ts: i64,
    #[serde(default)]
    payload: ZoomPayload,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ZoomPayload {
    plain_token: String,
    object: ZoomObject,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ZoomObject {
    /// A number in some events, a text in others.
    id: Value,
    uuid: String,
    participant: ZoomParticipant,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ZoomParticipant {
    join_time: Option<String>,
    leave_time: Option<String>,
}

/// Daily signs `<timestamp>.<body>`, with HMAC-SHA-256, in base64.
pub(super) fn daily(
    secret: Option<&[u8]>,
    now: Instant,
    header: impl Fn(&str) -> Option<String>,
    body: &[u8],
) -> Result<Heard, WebhookError> {
    // How it asks whether we are there, before there is a webhook to sign for. It does nothing.
    if serde_json::from_slice::<Value>(body).is_ok_and(|body| body == json!({ "test": "test" })) {
        return Ok(Heard::Nothing);
    }
    let secret = secret.ok_or(WebhookError::Unsigned)?;
    let signature = header("x-webhook-signature").and_then(|text| STANDARD.decode(text).ok());
    let timestamp = header("x-webhook-timestamp").ok_or(WebhookError::Unsigned)?;
    let signature = signature.ok_or(WebhookError::Unsigned)?;
    verify(secret, &[timestamp.as_bytes(), b".", body], &signature)?;
    must_be_recent(now, &timestamp)?;
    let event: DailyEvent = serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
    Ok(event.heard(now))
}

/// Zoom signs `v0:<timestamp>:<body>`, with HMAC-SHA-256, in hexadecimal digits behind `v0=`.
pub(super) fn zoom(
    secret: Option<&str>,
    now: Instant,
    header: impl Fn(&str) -> Option<String>,
    body: &[u8],
) -> Result<Heard, WebhookError> {
    let secret = secret.ok_or(WebhookError::Unsigned)?;
    let signature = header("x-zm-signature").ok_or(WebhookError::Unsigned)?;
    let signature = signature.strip_prefix("v0=").and_then(|digits| hex::decode(digits).ok());
    let timestamp = header("x-zm-request-timestamp").ok_or(WebhookError::Unsigned)?;
    let signature = signature.ok_or(WebhookError::Unsigned)?;
    verify(secret.as_bytes(), &[b"v0:", timestamp.as_bytes(), b":", body], &signature)?;
    must_be_recent(now, &timestamp)?;
    let event: ZoomEvent = serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
    if event.event == "endpoint.url_validation" {
        let token = event.payload.plain_token;
        let encrypted = hex::encode(sign(secret.as_bytes(), &[token.as_bytes()])?.finalize().into_bytes());
        return Ok(Heard::Challenge(json!({ "plainToken": token, "encryptedToken": encrypted }).to_string()));
    }
    Ok(event.heard(now, body))
}

fn sign(secret: &[u8], parts: &[&[u8]]) -> Result<Hmac<Sha256>, WebhookError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| WebhookError::Unsigned)?;
    for part in parts {
        mac.update(part);
    }
    Ok(mac)
}

/// In constant time.
fn verify(secret: &[u8], parts: &[&[u8]], signature: &[u8]) -> Result<(), WebhookError> {
    sign(secret, parts)?.verify_slice(signature).map_err(|_| WebhookError::Unsigned)
}

/// Unix time in seconds or milliseconds; providers have changed their minds about that.
fn must_be_recent(now: Instant, timestamp: &str) -> Result<(), WebhookError> {
    let at: f64 = timestamp.trim().parse().map_err(|_| WebhookError::TooOld)?;
    let at = moment(if at > 100_000_000_000.0 { at / 1000.0 } else { at }).ok_or(WebhookError::TooOld)?;
    if now.since(at).abs() > TOLERANCE { Err(WebhookError::TooOld) } else { Ok(()) }
}

/// Seconds since 1970, with a fraction.
fn moment(seconds: f64) -> Option<Instant> {
    let since = SignedDuration::try_from_secs_f64(seconds).ok()?;
    (seconds > 0.0).then(|| Instant::from_microseconds(0).plus(since))
}

fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.chars().count()) && !text.contains('\0')
}

impl DailyEvent {
    fn heard(self, now: Instant) -> Heard {
        let told_at = moment(self.event_ts).unwrap_or(now);
        let payload = self.payload;
        let joined_at = payload.joined_at.and_then(moment);
        let lasted = payload.duration.and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok());
        let (what, at) = match self.kind.as_str() {
            "participant.joined" => (Happened::Joined, joined_at),
            "participant.left" => (Happened::Left, joined_at.zip(lasted).map(|(at, lasted)| at.plus(lasted))),
            "recording.started" => (Happened::RecordingStarted, payload.start_ts.and_then(moment)),
            "recording.ready-to-download" if is_id(&payload.recording_id) => {
                (Happened::RecordingReady(payload.recording_id), None)
            }
            _ => return Heard::Nothing,
        };
        let outside_id = if payload.room.is_empty() { payload.room_name } else { payload.room };
        if !is_id(&outside_id) || !is_id(&self.id) {
            return Heard::Nothing;
        }
        let guest = payload.user_id.and_then(|id| id.parse().ok());
        Heard::Event(Happening { event_id: self.id, outside_id, what, at: at.unwrap_or(told_at), guest })
    }
}

impl ZoomEvent {
    fn heard(self, now: Instant, body: &[u8]) -> Heard {
        let told_at = Instant::from_microseconds(self.event_ts.saturating_mul(1000));
        let told_at = if self.event_ts > 0 { told_at } else { now };
        let object = self.payload.object;
        let said = |time: Option<String>| time.and_then(|time| time.parse().ok());
        let (what, at) = match self.event.as_str() {
            "meeting.participant_joined" => (Happened::Joined, said(object.participant.join_time)),
            "meeting.participant_left" => (Happened::Left, said(object.participant.leave_time)),
            "recording.started" => (Happened::RecordingStarted, None),
            "recording.completed" if is_id(&object.uuid) => (Happened::RecordingReady(object.uuid), None),
            _ => return Heard::Nothing,
        };
        let outside_id = match object.id {
            Value::String(text) => text,
            number => number.to_string(),
        };
        if !is_id(&outside_id) {
            return Heard::Nothing;
        }
        // Zoom's events have no id; one that is sent again is the same, letter by letter.
        let event_id = hex::encode(Sha256::digest(body));
        Heard::Event(Happening { event_id, outside_id, what, at: at.unwrap_or(told_at), guest: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-24T18:00:00Z";

    fn signed_daily(timestamp: &str, body: &str, by: &[u8]) -> Result<Heard, WebhookError> {
        let mac = sign(by, &[timestamp.as_bytes(), b".", body.as_bytes()]).unwrap();
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let header = |name: &str| match name {
            "x-webhook-signature" => Some(signature.clone()),
            "x-webhook-timestamp" => Some(timestamp.to_owned()),
            _ => None,
        };
        daily(Some(b"secret"), NOW.parse().unwrap(), header, body.as_bytes())
    }

    #[test]
    fn the_moment_may_be_five_minutes_away_in_seconds_or_milliseconds() {
        let now = NOW.parse::<Instant>().unwrap().timestamp().as_second();
        for (away, is_taken) in [(0, true), (300, true), (-300, true), (301, false), (-301, false)] {
            for timestamp in [(now + away).to_string(), ((now + away) * 1000).to_string(), format!("{}.0", now + away)]
            {
                let outcome = signed_daily(&timestamp, "{}", b"secret");
                assert_eq!(outcome == Ok(Heard::Nothing), is_taken, "{timestamp}: {outcome:?}");
            }
        }
        for nonsense in ["", "soon", "NaN", "inf", "1e400", "-1"] {
            assert_eq!(signed_daily(nonsense, "{}", b"secret"), Err(WebhookError::TooOld), "{nonsense}");
        }
        assert_eq!(signed_daily(&now.to_string(), "{}", b"other"), Err(WebhookError::Unsigned));
        assert_eq!(signed_daily(&now.to_string(), "[", b"secret"), Err(WebhookError::Unreadable));
    }

    #[test]
    fn events_are_read_with_the_moment_at_which_they_happened() {
        let now = NOW.parse::<Instant>().unwrap();
        let read = |body: Value| signed_daily(&now.timestamp().as_second().to_string(), &body.to_string(), b"secret");
        let joined = json!({ "id": "e1", "type": "participant.joined", "event_ts": 1_795_543_201.5,
            "payload": { "room": "r", "user_id": "7", "joined_at": 1_795_543_190.25 } });
        let Ok(Heard::Event(event)) = read(joined) else { panic!("no event") };
        assert_eq!((event.event_id.as_str(), event.outside_id.as_str(), event.guest), ("e1", "r", Some(7)));
        assert_eq!(event.at.to_string(), "2026-11-24T17:59:50.25Z");
        let left = json!({ "id": "e2", "type": "participant.left", "event_ts": 1.0,
            "payload": { "room": "r", "user_id": "nobody", "joined_at": 1_795_543_190.0, "duration": 10.5 } });
        let Ok(Heard::Event(event)) = read(left) else { panic!("no event") };
        assert_eq!((event.at.to_string().as_str(), event.guest), ("2026-11-24T18:00:00.5Z", None));
        assert_eq!(
            read(json!({ "id": "e3", "type": "meeting.started", "payload": { "room": "r" } })),
            Ok(Heard::Nothing)
        );
        assert_eq!(read(json!({ "type": "participant.joined", "payload": { "room": "r" } })), Ok(Heard::Nothing));
    }
}
