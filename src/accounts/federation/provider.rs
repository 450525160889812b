//! The providers that are configured, and what is particular about each.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::{ClientId, ClientSecret, IssuerUrl, RedirectUrl};

use super::issuer::Issuer;
use crate::config::{FederationConfig, ProviderConfig, ServerConfig};
use crate::db::text_enum;
use crate::outbound::Outbound;

/// How long a provider may take for an answer: somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of an answer. Key sets and ID tokens take a few thousand.
const LARGEST_ANSWER: usize = 256 * 1024;

text_enum!(
    /// Who says who a person is.
    ProviderName {
        /// Google.
        Google = "google",
        /// LinkedIn.
        Linkedin = "linkedin",
    }
);

impl std::fmt::Display for ProviderName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Google => "Google",
            Self::Linkedin => "LinkedIn",
        })
    }
}

/// A configured provider.
pub(super) struct Provider {
    pub(super) name: ProviderName,
    pub(super) client_id: ClientId,
    pub(super) client_secret: ClientSecret,
    pub(super) redirect_url: RedirectUrl,
    pub(super) uses_pkce: bool,
    pub(super) issuer: Issuer,
}

/// The configured providers. Cheap to clone.
#[derive(Clone)]
pub struct Federation(Arc<[Provider]>);

/// The names of those that the settings name.
pub(in crate::accounts) fn offered(config: &FederationConfig) -> Vec<ProviderName> {
    configured(config).map(|(name, _)| name).collect()
}

fn configured(config: &FederationConfig) -> impl Iterator<Item = (ProviderName, &ProviderConfig)> {
    let named = [(ProviderName::Google, &config.google), (ProviderName::Linkedin, &config.linkedin)];
    named.into_iter().filter_map(|(name, config)| config.as_ref().map(|config| (name, config)))
}

impl Federation {
    /// Those that the settings name. Nobody is asked anything yet.
    ///
    /// # Errors
    /// When a URL or the system's TLS cannot be used.
    pub fn new(config: &FederationConfig, server: &ServerConfig) -> anyhow::Result<Self> {
        let providers: anyhow::Result<Vec<_>> =
            configured(config).map(|(name, config)| Provider::new(name, config, server)).collect();
        Ok(Self(providers?.into()))
    }

    pub(super) fn provider(&self, name: ProviderName) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.name == name)
    }
}

impl Provider {
    fn new(name: ProviderName, config: &ProviderConfig, server: &ServerConfig) -> anyhow::Result<Self> {
        let outbound = Outbound::new(name.as_str(), PATIENCE, LARGEST_ANSWER)?;
        Ok(Self {
            name,
            client_id: ClientId::new(config.client_id.clone()),
            client_secret: ClientSecret::new(config.client_secret.clone()),
            redirect_url: RedirectUrl::new(server.absolute(&format!("/login/{}/callback", name.as_str())))?,
            uses_pkce: config.uses_pkce,
            issuer: Issuer::new(IssuerUrl::new(config.issuer.clone())?, outbound),
        })
    }

    /// Whether the ID token brings back the nonce that we sent. LinkedIn's has none (2026); a wrong one is refused all
    /// the same, and there the code is held to the errand by `state`, the client secret and PKCE.
    pub(super) fn repeats_nonce(&self) -> bool {
        self.name != ProviderName::Linkedin
    }

    /// What is asked beyond the protocol.
    pub(super) fn extra_parameter(&self) -> Option<(&'static str, &'static str)> {
        // Who has several accounts there should see which one it will be.
        (self.name == ProviderName::Google).then_some(("prompt", "select_account"))
    }
}
