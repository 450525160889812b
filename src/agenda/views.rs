//! The page of a member's calendar.

use askama::Template;

use super::connection::Shown;
use super::feed::Feed;
use super::peers::ProviderName;
use crate::config::CalendarsConfig;
use crate::state::AppState;
use crate::web::Page;
use crate::web::dates::{self, Local};

/// `/me/calendar`
#[derive(Template)]
#[template(path = "agenda/calendar.html")]
pub(super) struct CalendarPage {
    pub page: Page,
    pub feed: Option<FeedShown>,
    pub connections: Vec<ConnectionShown>,
}

/// "On to Google Calendar": goes on by itself, with a link for whoever stays.
#[derive(Template)]
#[template(path = "agenda/departure.html")]
pub(super) struct DeparturePage<'a> {
    pub page: Page,
    pub provider: ProviderName,
    pub address: &'a str,
}

/// An account over there that is connected, or could be.
pub(super) struct ConnectionShown {
    pub provider: ProviderName,
    pub standing: Standing,
}

/// How it is with it.
pub(super) enum Standing {
    /// Not connected.
    Offered,
    /// Since when; when it was looked at last, once there is a calendar.
    Connected { since: String, looked: Option<String>, is_ready: bool },
    /// Access was taken back then.
    Broken { since: String },
}

impl ConnectionShown {
    /// Those that the settings name, and those that are there all the same.
    pub(super) fn all(config: &CalendarsConfig, connections: Vec<Shown>, local: Local<'_>) -> Vec<Self> {
        let offered = |provider| match provider {
            ProviderName::Google => config.google.is_some(),
            ProviderName::Microsoft => config.microsoft.is_some(),
        };
        let row = |provider: &ProviderName| {
            let there = connections.iter().find(|shown| shown.provider == *provider);
            (there.is_some() || offered(*provider)).then(|| Self {
                provider: *provider,
                standing: there.map_or(Standing::Offered, |shown| Standing::of(shown, local)),
            })
        };
        ProviderName::ALL.iter().filter_map(row).collect()
    }
}

impl Standing {
    fn of(shown: &Shown, local: Local<'_>) -> Self {
        match shown.broken_at {
            Some(at) => Self::Broken { since: dates::moment(at, local) },
            None => Self::Connected {
                since: dates::date(shown.connected_at, local),
                looked: shown.looked_at.map(|at| dates::moment(at, local)),
                is_ready: shown.calendar.is_some(),
            },
        }
    }
}

/// The feed's address, in the two ways in which calendars take it.
pub(super) struct FeedShown {
    pub address: String,
    pub webcal: String,
    pub made: String,
    pub fetched: Option<String>,
}

impl FeedShown {
    pub(super) fn new(feed: &Feed, state: &AppState, local: Local<'_>) -> Self {
        let address = state.config.server.absolute(&format!("/calendars/{}.ics", feed.token(&state.secret)));
        let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
        Self {
            webcal: format!("webcal://{rest}"),
            made: dates::moment(feed.made_at, local),
            fetched: feed.fetched_at.map(|at| dates::moment(at, local)),
            address,
        }
    }
}
