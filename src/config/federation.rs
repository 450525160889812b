//! Whom people may log in through: providers of OpenID Connect.

use url::{Host, Url};

use super::{Environment, Source};

/// The providers that are configured. None of them: no buttons.
#[derive(Debug, Clone)]
pub struct FederationConfig {
    /// `GOOGLE_...`
    pub google: Option<ProviderConfig>,
    /// `LINKEDIN_...`
    pub linkedin: Option<ProviderConfig>,
}

/// What a provider knows us by, and where it is.
#[derive(Clone)]
pub struct ProviderConfig {
    /// `..._CLIENT_ID`.
    pub client_id: String,
    /// `..._CLIENT_SECRET`.
    pub client_secret: String,
    /// `..._ISSUER`: the issuer exactly as it stands in ID tokens; discovery begins there.
    pub issuer: String,
    /// `LINKEDIN_PKCE`: whether the proof of possession goes with the code. Always, where the provider takes it.
    pub uses_pkce: bool,
}

/// The names of a provider's settings.
struct Names {
    client_id: &'static str,
    client_secret: &'static str,
    issuer: &'static str,
}

impl FederationConfig {
    pub(super) fn read(source: &mut Source, environment: Environment) -> Self {
        let google =
            Names { client_id: "GOOGLE_CLIENT_ID", client_secret: "GOOGLE_CLIENT_SECRET", issuer: "GOOGLE_ISSUER" };
        let linkedin = Names {
            client_id: "LINKEDIN_CLIENT_ID",
            client_secret: "LINKEDIN_CLIENT_SECRET",
            issuer: "LINKEDIN_ISSUER",
        };
        let takes_pkce = source.parse_or("LINKEDIN_PKCE", "`true` or `false`", true, |text| text.parse().ok());
        let linkedin = ProviderConfig::read(source, environment, &linkedin, "https://www.linkedin.com/oauth");
        Self {
            google: ProviderConfig::read(source, environment, &google, "https://accounts.google.com"),
            linkedin: linkedin.map(|config| ProviderConfig { uses_pkce: takes_pkce, ..config }),
        }
    }

    /// Whether anybody can be logged in through.
    pub fn offers_any(&self) -> bool {
        self.google.is_some() || self.linkedin.is_some()
    }
}

impl ProviderConfig {
    fn read(source: &mut Source, environment: Environment, names: &Names, usual: &str) -> Option<Self> {
        let (client_id, client_secret) = (source.text(names.client_id), source.text(names.client_secret));
        let issuer = source.parse_or(
            names.issuer,
            "the issuer's https:// URL as it stands in its ID tokens (http:// on this machine, in development)",
            usual.to_owned(),
            |text| is_trustworthy(text, environment).then(|| text.to_owned()),
        );
        match (client_id, client_secret) {
            (Some(client_id), Some(client_secret)) => Some(Self { client_id, client_secret, issuer, uses_pkce: true }),
            (Some(_), None) => {
                source.refuse(names.client_secret, &format!("a value, because {} is set", names.client_id));
                None
            }
            (None, Some(_)) => {
                source.refuse(names.client_id, &format!("a value, because {} is set", names.client_secret));
                None
            }
            (None, None) => None,
        }
    }
}

/// Whoever can stand in for the issuer can log in as anybody: only TLS names it, or the machine itself.
pub(super) fn is_trustworthy(issuer: &str, environment: Environment) -> bool {
    let Ok(url) = Url::parse(issuer) else { return false };
    let is_here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let is_private =
        url.scheme() == "https" || url.scheme() == "http" && is_here && environment == Environment::Development;
    is_plain && is_private
}

impl std::fmt::Debug for ProviderConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderConfig").field("client_id", &self.client_id).field("issuer", &self.issuer).finish()
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Source};

    const KEY: &str = "0000000000000000000000000000000000000000000000000000000000000001";

    fn refusal(pairs: &[(&str, &str)]) -> String {
        Config::from_source(Source::of_all(pairs.iter().copied())).unwrap_err().to_string()
    }

    #[test]
    fn half_a_pair_is_refused_by_the_name_of_the_other_half() {
        let said = refusal(&[("GOOGLE_CLIENT_ID", "a"), ("LINKEDIN_CLIENT_SECRET", "hunter2")]);
        assert!(
            said.contains("GOOGLE_CLIENT_SECRET: expected") && said.contains("LINKEDIN_CLIENT_ID: expected"),
            "{said}"
        );
        assert!(!said.contains("hunter2"), "{said}");
    }

    #[test]
    fn an_issuer_without_tls_is_on_this_machine_and_in_development() {
        let pair = [("GOOGLE_CLIENT_ID", "a"), ("GOOGLE_CLIENT_SECRET", "b")];
        let with = |issuer| [pair[0], pair[1], ("GOOGLE_ISSUER", issuer)];
        for issuer in ["http://127.0.0.1:9400", "http://localhost:9400", "http://[::1]:9400", "https://login.example"] {
            let config = Config::from_source(Source::of(with(issuer))).unwrap();
            assert_eq!(config.federation.google.unwrap().issuer, issuer);
        }
        for issuer in [
            "http://login.example",
            "http://localhost.evil.example",
            "ftp://localhost",
            "nonsense",
            "https://x.example/?a",
        ] {
            assert!(refusal(&with(issuer)).contains("GOOGLE_ISSUER"), "{issuer}");
        }
        let production = [("ENVIRONMENT", "production"), ("PUBLIC_URL", "https://swap.example"), ("SECRET_KEY", KEY)];
        let all: Vec<_> = with("http://127.0.0.1:9400").into_iter().chain(production).collect();
        assert!(refusal(&all).contains("GOOGLE_ISSUER"));
    }

    #[test]
    fn nothing_configured_offers_nothing() {
        let config = Config::from_source(Source::of([])).unwrap();
        assert!(!config.federation.offers_any());
    }
}
