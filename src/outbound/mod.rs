//! Requests to other people's servers: one small client for each peer, with a time limit, no redirects, a limit on what
//! is read, one more try where that is safe, a circuit breaker and metrics. What is asked and understood is the
//! caller's. Addresses that members give us are another matter: [`Internet`].

mod addresses;
mod breaker;
mod internet;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use reqwest::{Client, Request, Response, StatusCode};

use breaker::Breaker;

pub use addresses::is_public;
pub use internet::{FetchError, Fetched, Gate, Internet, PublicOnly, Version};

/// How long connecting may take, of the time that all may take.
const CONNECTING: Duration = Duration::from_secs(3);
/// Milliseconds before the second try.
const BEFORE_RETRY: std::ops::Range<u64> = 100..300;

/// A client for one peer. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    peer: &'static str,
    largest: usize,
    client: Client,
    breaker: Arc<Breaker>,
}

/// A client for each peer, made when it is asked for first: whoever talks to the same peer shares its circuit breaker. Cheap
/// to clone.
#[derive(Clone, Default)]
pub struct Peers(Arc<Mutex<HashMap<&'static str, Outbound>>>);

impl Peers {
    /// The client for `peer`; see [`Outbound::new`] for what counts when it is made.
    ///
    /// # Errors
    /// When the system gives no TLS.
    pub fn of(&self, peer: &'static str, time: Duration, largest: usize) -> anyhow::Result<Outbound> {
        let mut peers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = peers.get(peer) {
            return Ok(known.clone());
        }
        let made = Outbound::new(peer, time, largest)?;
        peers.insert(peer, made.clone());
        Ok(made)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Never one of 500 and above: those are [`OutboundError::Failed`].
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, whole.
    pub body: Vec<u8>,
}

/// Why nothing usable came back.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// It has failed several times in a row and is left alone for a while.
    #[error("{0} has failed several times in a row and is left alone for half a minute")]
    Resting(&'static str),
    /// No connection, or no answer in time.
    #[error("{peer} cannot be reached: {source}")]
    Unreachable {
        /// Who.
        peer: &'static str,
        /// What happened.
        source: reqwest::Error,
    },
    /// An answer of 500 or above.
    #[error("{peer} answered {status}")]
    Failed {
        /// Who.
        peer: &'static str,
        /// With what.
        status: StatusCode,
    },
    /// More than we read.
    #[error("{0} sent more than we read")]
    TooLarge(&'static str),
}

impl OutboundError {
    /// Whether a second try may end otherwise.
    fn may_pass(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Failed { .. })
    }
}

impl Outbound {
    /// A client for `peer` (its name in metrics). A request may take `time` in all and bring `largest` bytes.
    ///
    /// # Errors
    /// When the system gives no TLS.
    pub fn new(peer: &'static str, time: Duration, largest: usize) -> anyhow::Result<Self> {
        let client = Client::builder()
            .timeout(time)
            .connect_timeout(CONNECTING.min(time))
            // Whom we ask is configured; an answer cannot send us elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("skillswap/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { peer, largest, client, breaker: Arc::default() })
    }

    /// Sends a request once. `operation` is its name in metrics.
    ///
    /// # Errors
    /// When nothing usable comes back.
    pub async fn send(&self, operation: &'static str, request: Request) -> Result<Answer, OutboundError> {
        let started = Instant::now();
        if !self.breaker.allows(started) {
            self.count(operation, "resting");
            return Err(OutboundError::Resting(self.peer));
        }
        let answer = self.exchange(request).await;
        metrics::histogram!("outbound_seconds", "peer" => self.peer, "operation" => operation)
            .record(started.elapsed().as_secs_f64());
        match &answer {
            // The peer is well: it is the answer that is of no use.
            Ok(_) | Err(OutboundError::TooLarge(_)) => {
                self.breaker.note_success();
                self.count(operation, if answer.is_ok() { "answered" } else { "too_large" });
                metrics::gauge!("outbound_resting", "peer" => self.peer).set(0.0);
            }
            Err(error) => {
                tracing::warn!(%error, operation, "a request to another server failed");
                let is_open = self.breaker.note_failure(Instant::now());
                self.count(operation, "failed");
                metrics::gauge!("outbound_resting", "peer" => self.peer).set(if is_open { 1.0 } else { 0.0 });
            }
        }
        answer
    }

    /// As [`Outbound::send`], with one more try after a moment: for what changes nothing there.
    ///
    /// # Errors
    /// When nothing usable comes back the second time either.
    pub async fn ask(&self, operation: &'static str, request: Request) -> Result<Answer, OutboundError> {
        let again = request.try_clone();
        match (self.send(operation, request).await, again) {
            (Err(error), Some(again)) if error.may_pass() => {
                // Many may have failed at the same moment: they come back one after the other.
                tokio::time::sleep(Duration::from_millis(rand::random_range(BEFORE_RETRY))).await;
                self.send(operation, again).await
            }
            (answer, _) => answer,
        }
    }

    async fn exchange(&self, request: Request) -> Result<Answer, OutboundError> {
        let unreachable = |source| OutboundError::Unreachable { peer: self.peer, source };
        let mut response = self.client.execute(request).await.map_err(unreachable)?;
        let status = response.status();
        if status.is_server_error() {
            return Err(OutboundError::Failed { peer: self.peer, status });
        }
        let headers = std::mem::take(response.headers_mut());
        Ok(Answer { status, headers, body: self.read(response).await? })
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, OutboundError> {
        let mut body = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|source| OutboundError::Unreachable { peer: self.peer, source })?
        {
            if body.len() + chunk.len() > self.largest {
                return Err(OutboundError::TooLarge(self.peer));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn count(&self, operation: &'static str, outcome: &'static str) {
        metrics::counter!("outbound_requests_total", "peer" => self.peer, "operation" => operation, "outcome" => outcome)
            .increment(1);
    }
}
