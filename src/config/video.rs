//! Where sessions meet by video.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::{Environment, Source, federation::is_trustworthy};

const TRUSTWORTHY: &str = "an https:// URL without query (http:// on this machine, in development)";

/// The providers of rooms. Jitsi is always there: others fall back on it.
#[derive(Debug, Clone)]
pub struct VideoConfig {
    /// `JITSI_...`
    pub jitsi: JitsiConfig,
    /// `VIDEO_PROVIDER`, with what it needs.
    pub provider: VideoProviderConfig,
}

/// Who makes rooms.
#[derive(Debug, Clone)]
pub enum VideoProviderConfig {
    /// Nobody has to: the address is the room.
    Jitsi,
    /// Daily.co.
    Daily(DailyConfig),
    /// Zoom.
    Zoom(ZoomConfig),
}

/// A Jitsi Meet server.
#[derive(Clone)]
pub struct JitsiConfig {
    /// `JITSI_URL`: rooms are below it.
    pub url: Url,
    /// `JITSI_APP_ID` and `JITSI_SECRET`, for a server that admits only who shows a token.
    pub app: Option<(String, String)>,
}

/// An account at Daily.co.
#[derive(Clone)]
pub struct DailyConfig {
    /// `DAILY_URL`: the API.
    pub url: Url,
    /// `DAILY_API_KEY`
    pub api_key: String,
    /// `DAILY_WEBHOOK_SECRET`, decoded. Without it no webhook is believed.
    pub webhook_secret: Option<Vec<u8>>,
}

/// A server-to-server app at Zoom.
#[derive(Clone)]
pub struct ZoomConfig {
    /// `ZOOM_URL`: the API.
    pub url: Url,
    /// `ZOOM_OAUTH_URL`: where access tokens come from.
    pub oauth_url: Url,
    /// `ZOOM_ACCOUNT_ID`
    pub account_id: String,
    /// `ZOOM_CLIENT_ID`
    pub client_id: String,
    /// `ZOOM_CLIENT_SECRET`
    pub client_secret: String,
    /// `ZOOM_USER`: whose meetings they are; `me` is the owner of the app.
    pub user: String,
    /// `ZOOM_WEBHOOK_SECRET`. Without it no webhook is believed.
    pub webhook_secret: Option<String>,
}

impl VideoConfig {
    pub(super) fn read(source: &mut Source, environment: Environment) -> Self {
        let jitsi = JitsiConfig::read(source, environment);
        let (daily, zoom) = (DailyConfig::settings(source, environment), ZoomConfig::settings(source, environment));
        let name = source.text("VIDEO_PROVIDER").unwrap_or_else(|| "jitsi".to_owned());
        let provider = match name.as_str() {
            "jitsi" => Some(VideoProviderConfig::Jitsi),
            "daily" => daily.demanded(source).map(VideoProviderConfig::Daily),
            "zoom" => zoom.demanded(source).map(VideoProviderConfig::Zoom),
            _ => {
                source.refuse("VIDEO_PROVIDER", "`jitsi`, `daily` or `zoom`");
                None
            }
        };
        // Where something is missing it has been refused by name, and nothing starts with this.
        Self { jitsi, provider: provider.unwrap_or(VideoProviderConfig::Jitsi) }
    }
}

impl JitsiConfig {
    fn read(source: &mut Source, environment: Environment) -> Self {
        let url = url_of(source, environment, "JITSI_URL", "https://meet.jit.si");
        let app = match (source.text("JITSI_APP_ID"), source.text("JITSI_SECRET")) {
            (Some(id), Some(secret)) => Some((id, secret)),
            (Some(_), None) => {
                source.refuse("JITSI_SECRET", "a value, because JITSI_APP_ID is set");
                None
            }
            (None, Some(_)) => {
                source.refuse("JITSI_APP_ID", "a value, because JITSI_SECRET is set");
                None
            }
            (None, None) => None,
        };
        Self { url, app }
    }
}

/// What is set of an account, whole or not.
struct DailySettings {
    url: Url,
    api_key: Option<String>,
    webhook_secret: Option<Vec<u8>>,
}

struct ZoomSettings {
    url: Url,
    oauth_url: Url,
    account_id: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    user: String,
    webhook_secret: Option<String>,
}

impl DailyConfig {
    fn settings(source: &mut Source, environment: Environment) -> DailySettings {
        DailySettings {
            url: url_of(source, environment, "DAILY_URL", "https://api.daily.co/v1"),
            api_key: source.text("DAILY_API_KEY"),
            webhook_secret: source.parse(
                "DAILY_WEBHOOK_SECRET",
                "the secret in base64, as it was given to Daily in `hmac`",
                |text| STANDARD.decode(text).ok().filter(|secret| !secret.is_empty()),
            ),
        }
    }
}

impl DailySettings {
    fn demanded(self, source: &mut Source) -> Option<DailyConfig> {
        let api_key = needed(source, "DAILY_API_KEY", self.api_key, "daily")?;
        Some(DailyConfig { url: self.url, api_key, webhook_secret: self.webhook_secret })
    }
}

impl ZoomConfig {
    fn settings(source: &mut Source, environment: Environment) -> ZoomSettings {
        let is_user = |text: &str| !text.contains(['/', '?', '#', '%']);
        ZoomSettings {
            url: url_of(source, environment, "ZOOM_URL", "https://api.zoom.us/v2"),
            oauth_url: url_of(source, environment, "ZOOM_OAUTH_URL", "https://zoom.us/oauth/token"),
            account_id: source.text("ZOOM_ACCOUNT_ID"),
            client_id: source.text("ZOOM_CLIENT_ID"),
            client_secret: source.text("ZOOM_CLIENT_SECRET"),
            user: source.parse_or("ZOOM_USER", "a user's id or address, or `me`", "me".to_owned(), |text| {
                is_user(text).then(|| text.to_owned())
            }),
            webhook_secret: source.text("ZOOM_WEBHOOK_SECRET"),
        }
    }
}

impl ZoomSettings {
    fn demanded(self, source: &mut Source) -> Option<ZoomConfig> {
        // Each that is missing is named, not the first only.
        let account_id = needed(source, "ZOOM_ACCOUNT_ID", self.account_id, "zoom");
        let client_id = needed(source, "ZOOM_CLIENT_ID", self.client_id, "zoom");
        let client_secret = needed(source, "ZOOM_CLIENT_SECRET", self.client_secret, "zoom");
        Some(ZoomConfig {
            url: self.url,
            oauth_url: self.oauth_url,
            account_id: account_id?,
            client_id: client_id?,
            client_secret: client_secret?,
            user: self.user,
            webhook_secret: self.webhook_secret,
        })
    }
}

fn needed(source: &mut Source, name: &'static str, value: Option<String>, provider: &str) -> Option<String> {
    if value.is_none() {
        source.refuse(name, &format!("a value, because VIDEO_PROVIDER is {provider}"));
    }
    value
}

fn url_of(source: &mut Source, environment: Environment, name: &'static str, usual: &'static str) -> Url {
    let parse = |text: &str| is_trustworthy(text, environment).then(|| Url::parse(text).ok()).flatten();
    let given = source.parse(name, TRUSTWORTHY, parse);
    // The usual ones are constants.
    #[allow(clippy::expect_used)]
    given.unwrap_or_else(|| Url::parse(usual).expect("a URL"))
}

impl std::fmt::Debug for JitsiConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JitsiConfig").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for DailyConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DailyConfig").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ZoomConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ZoomConfig").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::VideoProviderConfig;
    use crate::config::{Config, Source};

    fn refusal(pairs: &[(&str, &str)]) -> String {
        Config::from_source(Source::of_all(pairs.iter().copied())).unwrap_err().to_string()
    }

    #[test]
    fn nothing_configured_is_jitsi() {
        let config = Config::from_source(Source::of([])).unwrap();
        assert!(matches!(config.video.provider, VideoProviderConfig::Jitsi));
        assert_eq!(config.video.jitsi.url.as_str(), "https://meet.jit.si/");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_and_no_secret_is_repeated() {
        assert!(refusal(&[("VIDEO_PROVIDER", "skype")]).contains("VIDEO_PROVIDER: expected `jitsi`"));
        assert!(refusal(&[("VIDEO_PROVIDER", "daily")]).contains("DAILY_API_KEY: expected a value"));
        let zoom = refusal(&[("VIDEO_PROVIDER", "zoom"), ("ZOOM_CLIENT_ID", "hunter2")]);
        assert!(zoom.contains("ZOOM_ACCOUNT_ID") && zoom.contains("ZOOM_CLIENT_SECRET"), "{zoom}");
        assert!(!zoom.contains("hunter2") && !zoom.contains("ZOOM_CLIENT_ID:"), "{zoom}");
        assert!(refusal(&[("JITSI_APP_ID", "a")]).contains("JITSI_SECRET"));
        assert!(refusal(&[("JITSI_SECRET", "a")]).contains("JITSI_APP_ID"));
        assert!(refusal(&[("DAILY_WEBHOOK_SECRET", "not base64!")]).contains("DAILY_WEBHOOK_SECRET"));
        for name in ["JITSI_URL", "DAILY_URL", "ZOOM_URL", "ZOOM_OAUTH_URL"] {
            assert!(refusal(&[(name, "http://video.example")]).contains(name), "{name}");
        }
    }

    #[test]
    fn settings_of_who_is_not_chosen_wait() {
        let config = Config::from_source(Source::of([("DAILY_API_KEY", "k"), ("ZOOM_CLIENT_ID", "c")])).unwrap();
        assert!(matches!(config.video.provider, VideoProviderConfig::Jitsi));
        let chosen =
            [("VIDEO_PROVIDER", "daily"), ("DAILY_API_KEY", "hunter2"), ("DAILY_URL", "http://127.0.0.1:9/v1")];
        let config = Config::from_source(Source::of(chosen)).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
        let VideoProviderConfig::Daily(daily) = config.video.provider else { panic!("not Daily") };
        assert_eq!(daily.url.as_str(), "http://127.0.0.1:9/v1");
    }
}
