//! What is known of an issuer: its endpoints and keys, by discovery. Kept for an hour; a key that is not known is looked
//! for at once, and then at most once a minute, so that invented key ids ask nothing of anybody.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use governor::{DefaultDirectRateLimiter, Quota};
use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use openidconnect::{HttpRequest, HttpResponse, IssuerUrl};
use tokio::sync::Mutex;

use crate::outbound::{Outbound, OutboundError};

/// How long endpoints and keys are believed.
const FRESH: Duration = Duration::from_secs(3600);
/// How long they serve while the issuer cannot be asked.
const USABLE: Duration = Duration::from_secs(24 * 3600);

/// An issuer, and what was last heard from it.
pub(super) struct Issuer {
    url: IssuerUrl,
    outbound: Outbound,
    known: Mutex<Option<Heard>>,
    new_keys: DefaultDirectRateLimiter,
}

#[derive(Clone)]
struct Heard {
    metadata: Arc<CoreProviderMetadata>,
    at: Instant,
}

/// Why an issuer's endpoints or keys are not known.
#[derive(Debug, thiserror::Error)]
pub(super) enum IssuerError {
    /// It does not answer, or not with what discovery asks for.
    #[error("discovery: {0}")]
    Discovery(String),
    /// Its keys were asked for a short while ago.
    #[error("keys were asked for a moment ago")]
    TooSoon,
}

impl Issuer {
    pub(super) fn new(url: IssuerUrl, outbound: Outbound) -> Self {
        // One at a time, and a minute until the next.
        let new_keys = DefaultDirectRateLimiter::direct(Quota::per_minute(NonZeroU32::MIN));
        Self { url, outbound, known: Mutex::new(None), new_keys }
    }

    /// The issuer's URL, as it stands in tokens.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Endpoints and keys, as heard within the hour. One request asks, the others wait for what it hears.
    pub(super) async fn metadata(&self) -> Result<Arc<CoreProviderMetadata>, IssuerError> {
        let mut known = self.known.lock().await;
        if let Some(heard) = known.as_ref().filter(|heard| heard.at.elapsed() < FRESH) {
            return Ok(Arc::clone(&heard.metadata));
        }
        match self.discover().await {
            Ok(metadata) => Ok(Arc::clone(&known.insert(Heard::now(metadata)).metadata)),
            Err(error) => match known.as_ref().filter(|heard| heard.at.elapsed() < USABLE) {
                Some(heard) => {
                    tracing::warn!(%error, "an issuer cannot be asked; what it said before still serves");
                    Ok(Arc::clone(&heard.metadata))
                }
                None => Err(error),
            },
        }
    }

    /// The same with the keys of this moment, for a token signed by one that is not known.
    pub(super) async fn metadata_with_new_keys(&self) -> Result<Arc<CoreProviderMetadata>, IssuerError> {
        let metadata = self.metadata().await?;
        self.new_keys.check().map_err(|_| IssuerError::TooSoon)?;
        let keys = CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &|request| self.ask("keys", request))
            .await
            .map_err(|error| IssuerError::Discovery(error.to_string()))?;
        let renewed = CoreProviderMetadata::clone(&metadata).set_jwks(keys);
        Ok(Arc::clone(&self.known.lock().await.insert(Heard::now(renewed)).metadata))
    }

    /// Sends a request that the protocol's library has written, once: a code can be spent once only.
    pub(super) async fn send(
        &self,
        operation: &'static str,
        request: HttpRequest,
    ) -> Result<HttpResponse, ExchangeError> {
        let answer = self.outbound.send(operation, reqwest::Request::try_from(request)?).await?;
        into_response(answer)
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, IssuerError> {
        CoreProviderMetadata::discover_async(self.url.clone(), &|request| self.ask("discovery", request))
            .await
            .map_err(|error| IssuerError::Discovery(error.to_string()))
    }

    async fn ask(&self, operation: &'static str, request: HttpRequest) -> Result<HttpResponse, ExchangeError> {
        let answer = self.outbound.ask(operation, reqwest::Request::try_from(request)?).await?;
        into_response(answer)
    }
}

impl Heard {
    fn now(metadata: CoreProviderMetadata) -> Self {
        Self { metadata: Arc::new(metadata), at: Instant::now() }
    }
}

/// Why a request of the protocol's library has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExchangeError {
    /// Nothing usable came back.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// The request cannot be sent at all.
    #[error("the request cannot be sent: {0}")]
    Request(#[from] reqwest::Error),
    /// The answer cannot be handed on.
    #[error("the answer cannot be read: {0}")]
    Response(#[from] openidconnect::http::Error),
}

fn into_response(answer: crate::outbound::Answer) -> Result<HttpResponse, ExchangeError> {
    let mut response = openidconnect::http::Response::builder().status(answer.status).body(answer.body)?;
    *response.headers_mut() = answer.headers;
    Ok(response)
}
