//! Rooms to meet in by video, at whoever the settings name: Jitsi (nobody has to be asked: the address is the room),
//! Daily.co or Zoom (made, moved and deleted by their APIs). What a room is for is the caller's; providers learn no more
//! of it than times, and of a person no more than their name.

mod daily;
mod jitsi;
mod peer;
mod webhooks;
mod zoom;

use std::sync::Arc;

use reqwest::StatusCode;

use self::daily::Daily;
use self::jitsi::Jitsi;
use self::zoom::Zoom;
use crate::clock::Instant;
use crate::config::{VideoConfig, VideoProviderConfig};
use crate::db::text_enum;
use crate::outbound::OutboundError;

pub use webhooks::{Happened, Happening, Heard, WebhookError};

text_enum!(
    /// Who makes rooms.
    ProviderName {
        /// Jitsi Meet.
        Jitsi = "jitsi",
        /// Daily.co.
        Daily = "daily",
        /// Zoom.
        Zoom = "zoom",
    }
);

/// The chosen provider, and Jitsi for when it fails. Cheap to clone.
#[derive(Clone)]
pub struct Conference {
    jitsi: Arc<Jitsi>,
    chosen: Provider,
}

/// A provider, and how we talk to it.
#[derive(Clone)]
enum Provider {
    Jitsi,
    Daily(Arc<Daily>),
    Zoom(Arc<Zoom>),
}

/// A room as it is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// What nobody can guess and nobody else's room has: hexadecimal digits.
    pub key: &'a str,
    /// From when one may enter.
    pub opens_at: Instant,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// Until when one may enter.
    pub expires_at: Instant,
    /// Whether it may be recorded.
    pub is_recorded: bool,
}

/// What is known of a room at a provider.
#[derive(Debug, Clone, Copy)]
pub enum Known<'a> {
    /// Nothing was ever asked for.
    Nothing,
    /// One was asked for, and no answer is known.
    Perhaps,
    /// It is there, or was, under the provider's own id.
    Under(&'a str),
}

/// A room at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The provider's own id for it; none where nothing is kept there.
    pub outside_id: Option<String>,
    /// Where one enters; whoever needs a token gets [`Conference::entrance`].
    pub url: String,
}

/// Somebody who enters.
#[derive(Debug, Clone, Copy)]
pub struct Guest<'a> {
    /// Comes back in webhooks, where the provider repeats it.
    pub id: i64,
    /// What others in the call see.
    pub name: &'a str,
}

/// Why a provider did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ConferenceError {
    /// No usable answer.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// An answer that says no.
    #[error("{peer} answered {operation} with {status}")]
    Refused {
        /// Who.
        peer: &'static str,
        /// To what.
        operation: &'static str,
        /// How.
        status: StatusCode,
    },
    /// An answer that is not understood.
    #[error("{peer} answered {operation} with what is not understood: {why}")]
    Unreadable {
        /// Who.
        peer: &'static str,
        /// To what.
        operation: &'static str,
        /// What was looked for.
        why: String,
    },
    /// Nothing of that kind is configured (any more).
    #[error("{} is not configured", .0.words())]
    NotConfigured(ProviderName),
}

impl ConferenceError {
    /// Whether the provider is left alone for a while, so that asking again soon is of no use.
    pub fn is_resting(&self) -> bool {
        matches!(self, Self::Outbound(OutboundError::Resting(_)))
    }
}

impl ProviderName {
    /// As pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Jitsi => "Jitsi Meet",
            Self::Daily => "Daily",
            Self::Zoom => "Zoom",
        }
    }

    /// Whether a room there can be recorded for its guests.
    pub fn records(self) -> bool {
        self != Self::Jitsi
    }
}

impl Conference {
    /// The provider that `config` names. Nobody is asked anything yet.
    ///
    /// # Errors
    /// When the system gives no TLS.
    pub fn new(config: &VideoConfig) -> anyhow::Result<Self> {
        let chosen = match &config.provider {
            VideoProviderConfig::Jitsi => Provider::Jitsi,
            VideoProviderConfig::Daily(config) => Provider::Daily(Arc::new(Daily::new(config)?)),
            VideoProviderConfig::Zoom(config) => Provider::Zoom(Arc::new(Zoom::new(config)?)),
        };
        Ok(Self { jitsi: Arc::new(Jitsi::new(&config.jitsi)), chosen })
    }

    /// Who makes new rooms.
    pub fn chosen(&self) -> ProviderName {
        match self.chosen {
            Provider::Jitsi => ProviderName::Jitsi,
            Provider::Daily(_) => ProviderName::Daily,
            Provider::Zoom(_) => ProviderName::Zoom,
        }
    }

    /// The room at Jitsi that `key` names; it needs nobody's consent to be there.
    pub fn fallback(&self, key: &str) -> String {
        self.jitsi.room(key)
    }

    /// Brings the chosen provider to what is wished. Done twice it comes to one room.
    ///
    /// # Errors
    /// When it does not do so.
    pub async fn settle(&self, known: Known<'_>, wish: &Wish<'_>) -> Result<Meeting, ConferenceError> {
        match &self.chosen {
            Provider::Jitsi => Ok(Meeting { outside_id: None, url: self.jitsi.room(wish.key) }),
            Provider::Daily(daily) => daily.settle(known, wish).await,
            Provider::Zoom(zoom) => zoom.settle(known, wish).await,
        }
    }

    /// Deletes a room, which may be gone already.
    ///
    /// # Errors
    /// When the provider does not do so, or is not the configured one.
    pub async fn remove(&self, provider: ProviderName, outside_id: &str) -> Result<(), ConferenceError> {
        match &self.chosen {
            Provider::Daily(daily) if provider == ProviderName::Daily => daily.remove(outside_id).await,
            Provider::Zoom(zoom) if provider == ProviderName::Zoom => zoom.remove(outside_id).await,
            _ => Err(ConferenceError::NotConfigured(provider)),
        }
    }

    /// Stops the recording that is on, if there is one.
    ///
    /// # Errors
    /// When the provider does not do so, or is not the configured one.
    pub async fn stop_recording(&self, provider: ProviderName, outside_id: &str) -> Result<(), ConferenceError> {
        match &self.chosen {
            Provider::Daily(daily) if provider == ProviderName::Daily => daily.stop_recording(outside_id).await,
            Provider::Zoom(zoom) if provider == ProviderName::Zoom => zoom.stop_recording(outside_id).await,
            _ => Err(ConferenceError::NotConfigured(provider)),
        }
    }

    /// Deletes a recording, which may be gone already.
    ///
    /// # Errors
    /// When the provider does not do so, or is not the configured one.
    pub async fn delete_recording(&self, provider: ProviderName, id: &str) -> Result<(), ConferenceError> {
        match &self.chosen {
            Provider::Daily(daily) if provider == ProviderName::Daily => daily.delete_recording(id).await,
            Provider::Zoom(zoom) if provider == ProviderName::Zoom => zoom.delete_recording(id).await,
            _ => Err(ConferenceError::NotConfigured(provider)),
        }
    }

    /// The address that lets `guest` into the room at `url` (of `outside_id`, where the provider keeps one).
    ///
    /// # Errors
    /// When the provider gives no token, or is not the configured one.
    pub async fn entrance(
        &self,
        provider: ProviderName,
        url: &str,
        wish: &Wish<'_>,
        guest: Guest<'_>,
    ) -> Result<String, ConferenceError> {
        match (provider, &self.chosen) {
            (ProviderName::Jitsi, _) => Ok(self.jitsi.entrance(url, wish, guest)),
            (ProviderName::Daily, Provider::Daily(daily)) => daily.entrance(url, wish, guest).await,
            (ProviderName::Zoom, Provider::Zoom(_)) => Ok(url.to_owned()),
            _ => Err(ConferenceError::NotConfigured(provider)),
        }
    }

    /// Reads a webhook that says that it is `provider`'s.
    ///
    /// # Errors
    /// When it is not, or is too old, or is not configured, or cannot be understood.
    pub fn hear(
        &self,
        provider: ProviderName,
        now: Instant,
        header: impl Fn(&str) -> Option<String>,
        body: &[u8],
    ) -> Result<Heard, WebhookError> {
        match &self.chosen {
            Provider::Daily(daily) if provider == ProviderName::Daily => {
                webhooks::daily(daily.webhook_secret(), now, header, body)
            }
            Provider::Zoom(zoom) if provider == ProviderName::Zoom => {
                webhooks::zoom(zoom.webhook_secret(), now, header, body)
            }
            _ => Err(WebhookError::Unsigned),
        }
    }
}

/// Seconds since 1970, as providers count.
fn unix(at: Instant) -> i64 {
    at.timestamp().as_second()
}
