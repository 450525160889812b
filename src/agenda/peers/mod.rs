//! The two who keep calendars for members, and what we ask of them. Whatever differs between them ends here.

mod google;
mod line;
mod microsoft;
mod oauth;

pub(super) use line::{Line, offered};
pub(super) use oauth::{Departure, Tokens, redeem};

use crate::clock::Instant;
use crate::db::text_enum;
use crate::outbound::OutboundError;

/// What the calendar that we make is called there.
const CALENDAR: &str = "Skillswap";
/// Pages of changes that are read in one go: what is more comes the next time.
const MOST_PAGES: usize = 20;

text_enum!(
    /// Who keeps calendars.
    ProviderName {
        /// Google Calendar.
        Google = "google",
        /// Outlook, and what else Microsoft Graph reaches.
        Microsoft = "microsoft",
    }
);

impl std::fmt::Display for ProviderName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Google => "Google Calendar",
            Self::Microsoft => "Outlook",
        })
    }
}

/// A session, to be written there.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The same for the same session, whatever is tried how often: 40 letters of `0-9a-f`.
    pub key: String,
    pub title: String,
    pub text: String,
    pub link: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
}

/// What became of an entry over there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// It is not there any more.
    Deleted,
    /// It is there; without times when it lasts whole days.
    Stands {
        times: Option<(Instant, Instant)>,
        /// Another for every other version.
        version: String,
    },
}

/// What has changed since a cursor, by the ids of entries.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub entries: Vec<(String, Change)>,
    /// From where to ask the next time.
    pub cursor: String,
    /// Whether that begins anew.
    pub is_first: bool,
}

/// Why something was not done over there.
#[derive(Debug, thiserror::Error)]
pub(super) enum PeerError {
    /// The member has taken our access back, there or by deleting what we made.
    #[error("access was taken back")]
    Revoked,
    /// What is asked about is not there.
    #[error("it is not there")]
    Gone,
    /// What is to be made is there already.
    #[error("it is there already")]
    Exists,
    /// The cursor is too old.
    #[error("the cursor is too old")]
    Stale,
    /// To be tried again in so many seconds.
    #[error("to be tried again in {0} s")]
    Busy(i64),
    /// Something that we do not understand.
    #[error("an answer that is of no use: {0}")]
    Unusable(String),
    /// No answer.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// Ours.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// Ours as well.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Line {
    /// Makes our calendar there; gives its id.
    pub(super) async fn make_calendar(&mut self) -> Result<String, PeerError> {
        match self.provider() {
            ProviderName::Google => google::make_calendar(self).await,
            ProviderName::Microsoft => microsoft::make_calendar(self).await,
        }
    }

    /// Whether our calendar is still there.
    pub(super) async fn has_calendar(&mut self, calendar: &str) -> Result<bool, PeerError> {
        let asked = match self.provider() {
            ProviderName::Google => google::see_calendar(self, calendar).await,
            ProviderName::Microsoft => microsoft::see_calendar(self, calendar).await,
        };
        match asked {
            Ok(()) => Ok(true),
            // Of another account's calendar it may also be said that it is not ours to see.
            Err(PeerError::Gone | PeerError::Stale | PeerError::Revoked) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes our calendar with all that is in it.
    pub(super) async fn remove_calendar(&mut self, calendar: &str) -> Result<(), PeerError> {
        unless_gone(match self.provider() {
            ProviderName::Google => google::remove_calendar(self, calendar).await,
            ProviderName::Microsoft => microsoft::remove_calendar(self, calendar).await,
        })
    }

    /// Writes an entry, anew when it is known by `id`; gives its id. `Gone` when it is known and was deleted.
    pub(super) async fn write(&mut self, calendar: &str, id: Option<&str>, entry: &Entry) -> Result<String, PeerError> {
        match self.provider() {
            ProviderName::Google => google::write(self, calendar, entry).await,
            ProviderName::Microsoft => microsoft::write(self, calendar, id, entry).await,
        }
    }

    /// Takes an entry out.
    pub(super) async fn remove(&mut self, calendar: &str, id: &str) -> Result<(), PeerError> {
        unless_gone(match self.provider() {
            ProviderName::Google => google::remove(self, calendar, id).await,
            ProviderName::Microsoft => microsoft::remove(self, id).await,
        })
    }

    /// What has changed since `cursor`; `Stale` when it is to be asked without.
    pub(super) async fn changes(
        &mut self,
        calendar: &str,
        cursor: Option<&str>,
        now: Instant,
    ) -> Result<Changes, PeerError> {
        match self.provider() {
            ProviderName::Google => google::changes(self, calendar, cursor).await,
            ProviderName::Microsoft => microsoft::changes(self, calendar, cursor, now).await,
        }
    }
}

fn unless_gone(done: Result<(), PeerError>) -> Result<(), PeerError> {
    match done {
        Err(PeerError::Gone | PeerError::Stale) => Ok(()),
        other => other,
    }
}
