//! Settings, read once at start from the environment. One small struct per concern; a wrong value stops the start with
//! the setting's name and what was expected, all wrong ones at once. A setting left out has a default that runs the
//! whole product on this machine alone.

mod source;

mod calendars;
mod database;
mod federation;
mod logging;
mod mail;
mod redis;
mod secrets;
mod server;
mod storage;
mod video;

use std::path::PathBuf;

pub use calendars::{CalendarPeerConfig, CalendarsConfig};
pub use database::DatabaseConfig;
pub use federation::{FederationConfig, ProviderConfig};
pub use logging::{LogFormat, LoggingConfig};
pub use mail::MailConfig;
pub use redis::RedisConfig;
pub use secrets::SecretsConfig;
pub use server::{LimitsConfig, ServerConfig};
pub use source::{SettingError, SettingErrors, Source};
pub use storage::{S3Config, StorageConfig};
pub use video::{DailyConfig, JitsiConfig, VideoConfig, VideoProviderConfig, ZoomConfig};

/// Every setting of the process.
#[derive(Debug, Clone)]
pub struct Config {
    /// `ENVIRONMENT`: development shows the mailbox, the movable clock and the component page.
    pub environment: Environment,
    /// `DATA_DIR`: where the private PostgreSQL, files, mail and the secret live when nothing else is configured.
    pub data_dir: PathBuf,
    /// Address, public URL, proxies and limits.
    pub server: ServerConfig,
    /// PostgreSQL.
    pub database: DatabaseConfig,
    /// Redis, when given.
    pub redis: RedisConfig,
    /// Outgoing mail.
    pub mail: MailConfig,
    /// Where files are kept.
    pub storage: StorageConfig,
    /// The key that cookies are signed with.
    pub secrets: SecretsConfig,
    /// Whom people may log in through.
    pub federation: FederationConfig,
    /// Calendars that sessions can be written into.
    pub calendars: CalendarsConfig,
    /// Where sessions meet by video.
    pub video: VideoConfig,
    /// How logs look.
    pub logging: LoggingConfig,
}

/// What kind of installation this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's own machine: demo cast, mailbox page, movable clock.
    Development,
    /// For real people: HTTPS, a given secret, no development pages.
    Production,
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Every wrong or missing setting, by name.
    pub fn from_env() -> Result<Self, SettingErrors> {
        Self::from_source(Source::process())
    }

    /// Reads the given source; tests hand in a map.
    ///
    /// # Errors
    /// Every wrong or missing setting, by name.
    pub fn from_source(mut source: Source) -> Result<Self, SettingErrors> {
        let s = &mut source;
        let environment =
            s.parse_or("ENVIRONMENT", "`development` or `production`", Environment::Development, |text| match text {
                "development" => Some(Environment::Development),
                "production" => Some(Environment::Production),
                _ => None,
            });
        let data_dir =
            s.parse_or("DATA_DIR", "a folder's path", PathBuf::from("data"), |text| Some(PathBuf::from(text)));
        let config = Self {
            environment,
            server: ServerConfig::read(s, environment),
            database: DatabaseConfig::read(s),
            redis: RedisConfig::read(s),
            mail: MailConfig::read(s, &data_dir),
            storage: StorageConfig::read(s, &data_dir),
            secrets: SecretsConfig::read(s, environment),
            federation: FederationConfig::read(s, environment),
            calendars: CalendarsConfig::read(s, environment),
            video: VideoConfig::read(s, environment),
            logging: LoggingConfig::read(s),
            data_dir,
        };
        source.finish(config)
    }

    /// Whether the mails that this installation sends are to be read on a page of its own.
    pub fn shows_mailbox(&self) -> bool {
        self.is_development() && self.mail.smtp_url.is_none()
    }

    /// Whether development pages and helpers are on.
    pub fn is_development(&self) -> bool {
        self.environment == Environment::Development
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_configured_is_a_whole_development_installation() {
        let config = Config::from_source(Source::of([])).unwrap();
        assert!(config.is_development());
        assert_eq!(config.database.url, None);
        assert_eq!(config.server.public_url.as_str(), "http://localhost:8080/");
    }

    #[test]
    fn every_wrong_setting_is_named_with_what_was_expected() {
        let errors = Config::from_source(Source::of([
            ("BIND", "everywhere"),
            ("DATABASE_URL", "mysql://x"),
            ("SMTP_URL", "nonsense"),
        ]))
        .unwrap_err()
        .to_string();
        for name in ["BIND", "DATABASE_URL", "SMTP_URL"] {
            assert!(errors.contains(name), "{errors}");
        }
        assert!(errors.contains("postgres://"), "{errors}");
    }

    #[test]
    fn a_secret_in_a_wrong_setting_is_not_repeated() {
        let errors =
            Config::from_source(Source::of([("DATABASE_URL", "mysql://a:hunter2@db/x")])).unwrap_err().to_string();
        assert!(!errors.contains("hunter2"), "{errors}");
    }

    #[test]
    fn production_needs_https_and_a_secret() {
        let errors = Config::from_source(Source::of([("ENVIRONMENT", "production")])).unwrap_err().to_string();
        assert!(errors.contains("PUBLIC_URL") && errors.contains("SECRET_KEY"), "{errors}");
    }
}
