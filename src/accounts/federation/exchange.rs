//! The protocol: where to send somebody, and who came back. Authorization code with PKCE (S256), `state` and `nonce`.

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, Scope, SignatureVerificationError, TokenResponse,
};
use url::Url;

use super::FederationError;
use super::errand::Secrets;
use super::issuer::ExchangeError;
use super::provider::{Provider, ProviderName};

/// Signatures that count. The shared client secret is no key for them.
const SIGNATURES: [CoreJwsSigningAlgorithm; 2] =
    [CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, CoreJwsSigningAlgorithm::EcdsaP256Sha256];

/// Who a provider says that somebody is.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) provider: ProviderName,
    /// The provider's own, lasting name for the person.
    pub(super) subject: String,
    /// In lower case.
    pub(super) email: Option<String>,
    /// Whether the provider has proven the address.
    pub(super) is_email_proven: bool,
    pub(super) name: Option<String>,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl Provider {
    /// The address to send somebody to.
    pub(super) async fn address_for(&self, secrets: &Secrets) -> Result<Url, FederationError> {
        let metadata = self.issuer.metadata().await.map_err(|error| self.away(&error))?;
        let client = self.client(&metadata);
        let (state, nonce) = (CsrfToken::new(secrets.state.clone()), Nonce::new(secrets.nonce.clone()));
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new("email".to_owned()));
        if self.uses_pkce {
            let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
            request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        if let Some((name, value)) = self.extra_parameter() {
            request = request.add_extra_param(name, value);
        }
        Ok(request.url().0)
    }

    /// Who came back with `code`.
    pub(super) async fn identity(
        &self,
        code: String,
        nonce: String,
        verifier: String,
    ) -> Result<Identity, FederationError> {
        let metadata = self.issuer.metadata().await.map_err(|error| self.away(&error))?;
        let token = self.redeem(&metadata, code, verifier).await?;
        let nonce = Nonce::new(nonce);
        match self.claims(&metadata, &token, &nonce) {
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                // Issuers change their keys now and then.
                let metadata = self.issuer.metadata_with_new_keys().await.map_err(|error| self.unverified(&error))?;
                self.claims(&metadata, &token, &nonce)
            }
            first => first,
        }
        .map_err(|error| self.unverified(&error))
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Client {
        let secret = Some(self.client_secret.clone());
        CoreClient::from_provider_metadata(metadata.clone(), self.client_id.clone(), secret)
            .set_redirect_uri(self.redirect_url.clone())
            // LinkedIn takes nothing else, Google both.
            .set_auth_type(AuthType::RequestBody)
    }

    async fn redeem(
        &self,
        metadata: &CoreProviderMetadata,
        code: String,
        verifier: String,
    ) -> Result<CoreIdToken, FederationError> {
        let client = self.client(metadata);
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|error| self.unverified(&error))?;
        let request = if self.uses_pkce { request.set_pkce_verifier(PkceCodeVerifier::new(verifier)) } else { request };
        let response =
            request.request_async(&|request| self.issuer.send("token", request)).await.map_err(
                |error| match error {
                    RequestTokenError::Request(ExchangeError::Outbound(error)) => self.away(&error),
                    other => self.unverified(&other),
                },
            )?;
        response.id_token().cloned().ok_or_else(|| self.unverified("there is no ID token"))
    }

    /// What the ID token says, when its signature, issuer, audience, time and nonce are right. Its time is the
    /// provider's, so it is held against the system's clock and not against ours, which can be moved.
    fn claims(
        &self,
        metadata: &CoreProviderMetadata,
        token: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<Identity, ClaimsVerificationError> {
        // "Public" means: symmetric signatures, for which our own secret would be the key, do not count.
        let verifier = CoreIdTokenVerifier::new_public_client(
            self.client_id.clone(),
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        )
        .set_allowed_algs(SIGNATURES);
        let claims = token.claims(&verifier, |found: Option<&Nonce>| self.check_nonce(nonce, found))?;
        if claims.authorized_party().is_some_and(|party| *party != self.client_id) {
            return Err(ClaimsVerificationError::InvalidAudience("it was made for another party".to_owned()));
        }
        Ok(self.identity_of(claims))
    }

    fn check_nonce(&self, sent: &Nonce, found: Option<&Nonce>) -> Result<(), String> {
        match found {
            Some(found) if found.secret() == sent.secret() => Ok(()),
            Some(_) => Err("it is another errand's".to_owned()),
            None if self.repeats_nonce() => Err("it is missing".to_owned()),
            None => Ok(()),
        }
    }

    fn identity_of(&self, claims: &CoreIdTokenClaims) -> Identity {
        let name = claims.name().and_then(|names| names.get(None)).map(|name| name.as_str().to_owned());
        Identity {
            provider: self.name,
            subject: claims.subject().as_str().to_owned(),
            email: claims.email().map(|email| email.as_str().trim().to_lowercase()),
            is_email_proven: claims.email_verified().unwrap_or(false),
            name,
        }
    }

    fn away(&self, error: &(impl std::fmt::Display + ?Sized)) -> FederationError {
        tracing::warn!(provider = self.name.as_str(), %error, "a provider is away");
        FederationError::Away(self.name)
    }

    fn unverified(&self, error: &(impl std::fmt::Display + ?Sized)) -> FederationError {
        tracing::warn!(provider = self.name.as_str(), %error, "what a provider sent cannot be believed");
        FederationError::Unverified(self.name)
    }
}
