//! A line to a member's account over there: requests with the tokens of a connection, which are renewed when they end.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Request, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::oauth::{self, Tokens};
use super::{PeerError, ProviderName};
use crate::agenda::connection::{self, Connected, ConnectionId};
use crate::clock::Instant;
use crate::config::{CalendarPeerConfig, CalendarsConfig};
use crate::outbound::{Answer, Outbound};
use crate::state::AppState;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of an answer: a page of changes takes some hundred thousand.
const LARGEST: usize = 4 * 1024 * 1024;
/// An access token is renewed when it is good for less than this, in minutes.
const EARLY: i64 = 1;
/// Seconds to wait when they do not say how long, and at most.
const WAIT: (i64, i64) = (60, 3_600);
/// Seconds to wait while somebody else renews.
const WHILE_RENEWING: i64 = 5;

/// What Microsoft is asked with everything: ids that last, times in UTC, and pages that are not tiny.
const PREFERENCES: &str = "IdType=\"ImmutableId\", outlook.timezone=\"UTC\", odata.maxpagesize=100";

/// Something to be asked.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    operation: &'static str,
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Wish {
    /// `path` is what comes after the API's address.
    pub(super) fn new(operation: &'static str, method: Method, path: impl Into<String>) -> Self {
        Self { operation, method, path: path.into(), query: Vec::new(), body: None }
    }

    /// With a parameter of the query.
    pub(super) fn asking(mut self, name: &'static str, value: &str) -> Self {
        self.query.push((name, value.to_owned()));
        self
    }

    /// With a body.
    pub(super) fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// See the module.
pub(in crate::agenda) struct Line {
    state: AppState,
    provider: ProviderName,
    config: CalendarPeerConfig,
    outbound: Outbound,
    connection: ConnectionId,
    row_key: uuid::Uuid,
    tokens: Tokens,
    expires_at: Instant,
}

/// How a provider is reached, when the settings name it.
pub(in crate::agenda) fn offered(
    state: &AppState,
    provider: ProviderName,
) -> anyhow::Result<Option<(CalendarPeerConfig, Outbound)>> {
    let Some(config) = config_of(&state.config.calendars, provider) else { return Ok(None) };
    let peer = match provider {
        ProviderName::Google => "google calendar",
        ProviderName::Microsoft => "microsoft calendar",
    };
    Ok(Some((config.clone(), state.peers.of(peer, PATIENCE, LARGEST)?)))
}

fn config_of(config: &CalendarsConfig, provider: ProviderName) -> Option<&CalendarPeerConfig> {
    match provider {
        ProviderName::Google => config.google.as_ref(),
        ProviderName::Microsoft => config.microsoft.as_ref(),
    }
}

impl Line {
    /// To the account behind a connection; `None` when its provider is not configured any more.
    pub(in crate::agenda) fn to(state: &AppState, connected: &Connected) -> anyhow::Result<Option<Self>> {
        let Some((config, outbound)) = offered(state, connected.provider)? else { return Ok(None) };
        Ok(Some(Self {
            state: state.clone(),
            provider: connected.provider,
            config,
            outbound,
            connection: connected.id,
            row_key: connected.row_key,
            tokens: connected.tokens(&state.secret)?,
            expires_at: connected.expires_at,
        }))
    }

    pub(super) fn provider(&self) -> ProviderName {
        self.provider
    }

    /// A wish for what an answer has named by its whole address. Our tokens go nowhere but to the API.
    pub(super) fn wish_at(&self, operation: &'static str, address: &str) -> Result<Wish, PeerError> {
        let path = address.strip_prefix(self.config.api_url.as_str()).filter(|path| path.starts_with('/'));
        let path = path.ok_or_else(|| PeerError::Unusable("it leads to another address".to_owned()))?;
        Ok(Wish::new(operation, Method::GET, path))
    }

    /// What is answered; nothing where there is nothing to say.
    pub(super) async fn ask(&mut self, wish: Wish) -> Result<Vec<u8>, PeerError> {
        if self.expires_at <= self.state.clock.now().plus_minutes(EARLY) {
            self.renew().await?;
        }
        let mut answer = self.send(&wish).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            self.renew().await?;
            answer = self.send(&wish).await?;
        }
        understood(answer)
    }

    async fn send(&self, wish: &Wish) -> Result<Answer, PeerError> {
        let mut url = Url::parse(&format!("{}{}", self.config.api_url, wish.path))
            .map_err(|error| PeerError::Unusable(format!("an address: {error}")))?;
        if !wish.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&wish.query);
        }
        let mut request = Request::new(wish.method.clone(), url);
        let unusable = |_| PeerError::Unusable("a token that no header takes".to_owned());
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", self.tokens.access)).map_err(unusable)?;
        bearer.set_sensitive(true);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if self.provider == ProviderName::Microsoft {
            headers.insert(HeaderName::from_static("prefer"), HeaderValue::from_static(PREFERENCES));
        }
        if let Some(body) = &wish.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.to_string().into());
        }
        Ok(self.outbound.send(wish.operation, request).await?)
    }

    /// New tokens, which are kept. One at a time: the others wait, and find them.
    async fn renew(&mut self) -> Result<(), PeerError> {
        let now = self.state.clock.now();
        let unreachable = |error: crate::db::DbError| PeerError::Internal(error.into());
        let mut conn = self.state.db.get().await.map_err(unreachable)?;
        let Some(connected) = connection::claim_renewal(&mut conn, now, self.connection, self.row_key).await? else {
            return Err(PeerError::Busy(WHILE_RENEWING));
        };
        drop(conn);
        if connected.expires_at > self.expires_at {
            self.tokens = connected.tokens(&self.state.secret)?;
            self.expires_at = connected.expires_at;
            let mut conn = self.state.db.get().await.map_err(unreachable)?;
            return Ok(connection::leave_renewal(&mut conn, self.connection).await?);
        }
        let renewed = oauth::renew(&self.config, &self.outbound, &self.tokens, now).await;
        let mut conn = self.state.db.get().await.map_err(unreachable)?;
        match renewed {
            Ok((tokens, expires_at)) => {
                let kept = (self.connection, self.row_key);
                connection::keep_tokens(&mut conn, &self.state.secret, kept, &tokens, expires_at).await?;
                (self.tokens, self.expires_at) = (tokens, expires_at);
                Ok(())
            }
            Err(error) => {
                connection::leave_renewal(&mut conn, self.connection).await?;
                Err(error)
            }
        }
    }
}

/// An answer's body, or why there is none.
fn understood(answer: Answer) -> Result<Vec<u8>, PeerError> {
    match answer.status {
        status if status.is_success() => Ok(answer.body),
        StatusCode::NOT_FOUND => Err(PeerError::Gone),
        StatusCode::CONFLICT => Err(PeerError::Exists),
        StatusCode::GONE => Err(PeerError::Stale),
        StatusCode::TOO_MANY_REQUESTS => Err(PeerError::Busy(wait(&answer))),
        // Google says so too when there was too much.
        StatusCode::FORBIDDEN if is_about_limits(&answer.body) => Err(PeerError::Busy(wait(&answer))),
        // A token that was just made and is not taken, or one that may not: the member has said no.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(PeerError::Revoked),
        status => Err(PeerError::Unusable(status.to_string())),
    }
}

fn wait(answer: &Answer) -> i64 {
    let said = answer.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    said.and_then(|seconds| seconds.trim().parse().ok()).unwrap_or(WAIT.0).clamp(1, WAIT.1)
}

fn is_about_limits(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"].iter().any(|reason| text.contains(reason))
}

/// An answer's body as what it should be.
pub(super) fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, PeerError> {
    serde_json::from_slice(body).map_err(|error| PeerError::Unusable(format!("JSON: {error}")))
}

/// An id as a part of a path.
pub(super) fn percent(id: &str) -> String {
    let mut url = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;

    fn answer(status: u16, retry_after: &str, body: &str) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        Answer { status: StatusCode::from_u16(status).unwrap(), headers, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn how_long_to_wait_is_heard_and_bounded() {
        let waits = |status, said, body| match understood(answer(status, said, body)) {
            Err(PeerError::Busy(seconds)) => seconds,
            other => panic!("{other:?}"),
        };
        assert_eq!(waits(429, "7", ""), 7);
        assert_eq!(waits(429, "99999999", ""), 3_600);
        assert_eq!(waits(429, "Wed, 21 Oct 2026 07:28:00 GMT", ""), 60);
        assert_eq!(waits(403, "", r#"{"error":{"errors":[{"reason":"rateLimitExceeded"}]}}"#), 60);
        assert!(matches!(understood(answer(403, "", "{}")), Err(PeerError::Revoked)));
    }

    #[test]
    fn an_id_stays_one_part_of_a_path() {
        assert_eq!(percent("a/b?c=d#é@group.calendar"), "a%2Fb%3Fc%3Dd%23%C3%A9%40group.calendar");
    }
}
