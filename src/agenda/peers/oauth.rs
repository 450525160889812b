//! OAuth 2: a member agrees over there, a code becomes tokens, and tokens become new ones. Authorization code with PKCE
//! (S256) and `state`.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicRequestTokenError, BasicTokenResponse};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, TokenResponse, TokenUrl, http,
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{PeerError, ProviderName};
use crate::clock::Instant;
use crate::config::CalendarPeerConfig;
use crate::outbound::{Outbound, OutboundError};

/// Seconds for which an access token is taken to be good when its provider does not say.
const USUAL_LIFE: u64 = 3_000;

/// What opens a member's calendar. Sealed wherever it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::agenda) struct Tokens {
    pub access: String,
    pub refresh: String,
}

/// Somebody about to be sent over there.
pub(in crate::agenda) struct Departure {
    pub address: Url,
    pub state: String,
    pub verifier: String,
}

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

fn client(config: &CalendarPeerConfig, back_to: String) -> Result<Client, PeerError> {
    let wrong = |error: url::ParseError| PeerError::Unusable(format!("an address of the settings: {error}"));
    Ok(BasicClient::new(ClientId::new(config.client_id.clone()))
        .set_client_secret(ClientSecret::new(config.client_secret.clone()))
        .set_auth_uri(AuthUrl::new(config.authorize_url.clone()).map_err(wrong)?)
        .set_token_uri(TokenUrl::new(config.token_url.clone()).map_err(wrong)?)
        .set_redirect_uri(RedirectUrl::new(back_to).map_err(wrong)?)
        .set_auth_type(AuthType::RequestBody))
}

impl Departure {
    /// To `provider`, and back to `back_to`.
    pub(in crate::agenda) fn to(
        provider: ProviderName,
        config: &CalendarPeerConfig,
        back_to: String,
    ) -> Result<Self, PeerError> {
        let client = client(config, back_to)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge);
        request = match provider {
            // The calendars that we make, and no others. Without "consent" there is no renewal token the second time.
            ProviderName::Google => request
                .add_scope(Scope::new("https://www.googleapis.com/auth/calendar.app.created".to_owned()))
                .add_extra_param("access_type", "offline")
                .add_extra_param("prompt", "consent"),
            ProviderName::Microsoft => request
                .add_scope(Scope::new("offline_access".to_owned()))
                .add_scope(Scope::new("Calendars.ReadWrite".to_owned())),
        };
        let (address, state) = request.url();
        Ok(Self { address, state: state.into_secret(), verifier: verifier.into_secret() })
    }
}

/// The tokens for a code, and until when the first is good.
pub(in crate::agenda) async fn redeem(
    config: &CalendarPeerConfig,
    outbound: &Outbound,
    back_to: String,
    (code, verifier): (String, String),
    now: Instant,
) -> Result<(Tokens, Instant), PeerError> {
    let client = client(config, back_to)?;
    let request = client.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(PkceCodeVerifier::new(verifier));
    let response = request.request_async(&Exchange { outbound, operation: "redeem" }).await.map_err(why)?;
    let refresh = response.refresh_token().ok_or_else(|| PeerError::Unusable("no renewal token".to_owned()))?;
    Ok((Tokens { access: access_of(&response), refresh: refresh.secret().clone() }, end_of(&response, now)))
}

/// New tokens for old ones. Who renews the renewal token gets that as well; who does not goes on with the one there is.
pub(super) async fn renew(
    config: &CalendarPeerConfig,
    outbound: &Outbound,
    tokens: &Tokens,
    now: Instant,
) -> Result<(Tokens, Instant), PeerError> {
    let client = client(config, config.authorize_url.clone())?;
    let old = RefreshToken::new(tokens.refresh.clone());
    let request = client.exchange_refresh_token(&old);
    let response = request.request_async(&Exchange { outbound, operation: "renew" }).await.map_err(why)?;
    let refresh = response.refresh_token().map_or_else(|| tokens.refresh.clone(), |token| token.secret().clone());
    Ok((Tokens { access: access_of(&response), refresh }, end_of(&response, now)))
}

fn access_of(response: &BasicTokenResponse) -> String {
    response.access_token().secret().clone()
}

fn end_of(response: &BasicTokenResponse, now: Instant) -> Instant {
    let seconds = response.expires_in().map_or(USUAL_LIFE, |life| life.as_secs());
    now.plus(jiff::SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0)))
}

/// Why there is no answer to a request of the protocol's library.
#[derive(Debug, thiserror::Error)]
enum ExchangeError {
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("the request cannot be sent: {0}")]
    Request(#[from] reqwest::Error),
    #[error("the answer cannot be read: {0}")]
    Response(#[from] http::Error),
}

/// What the protocol's library sends its requests through, once each: codes can be spent once only.
struct Exchange<'a> {
    outbound: &'a Outbound,
    operation: &'static str,
}

impl<'c> AsyncHttpClient<'c> for Exchange<'_> {
    type Error = ExchangeError;
    type Future = BoxFuture<'c, Result<HttpResponse, ExchangeError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        async move {
            let answer = self.outbound.send(self.operation, reqwest::Request::try_from(request)?).await?;
            let mut response = http::Response::builder().status(answer.status).body(answer.body)?;
            *response.headers_mut() = answer.headers;
            Ok(response)
        }
        .boxed()
    }
}

fn why(error: BasicRequestTokenError<ExchangeError>) -> PeerError {
    match error {
        RequestTokenError::Request(ExchangeError::Outbound(error)) => error.into(),
        RequestTokenError::ServerResponse(said) if *said.error() == BasicErrorResponseType::InvalidGrant => {
            PeerError::Revoked
        }
        // Neither the tokens nor what was sent is repeated.
        RequestTokenError::ServerResponse(said) => PeerError::Unusable(said.error().to_string()),
        RequestTokenError::Request(error) => PeerError::Unusable(error.to_string()),
        RequestTokenError::Parse(..) => PeerError::Unusable("an answer that is no token".to_owned()),
        RequestTokenError::Other(what) => PeerError::Unusable(what),
    }
}
