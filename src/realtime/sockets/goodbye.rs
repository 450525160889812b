//! Why a socket ends, and what the page is told. htmx comes back after 1001, 1012 and 1013, not after 1008 and 4001.

use actix_ws::{CloseCode, CloseReason, ProtocolError};

/// Why a socket ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Goodbye {
    /// This process stops; another takes over.
    Restart,
    /// The log-in ended, or the member may not be here any more.
    LoggedOut,
    /// The page takes nothing.
    TooSlow,
    /// The page gives no sign of life.
    Idle,
    /// The page does not keep to the protocol.
    Misbehaved(&'static str),
    /// The page says goodbye.
    Theirs,
    /// The connection is gone already.
    Gone,
}

impl Goodbye {
    /// What to tell the page; [`None`] when nobody is there.
    pub(super) fn reason(&self) -> Option<CloseReason> {
        let (code, why) = match self {
            Self::Restart => (CloseCode::Restart, "restarting"),
            Self::LoggedOut => (CloseCode::Other(4001), "logged out"),
            Self::TooSlow => (CloseCode::Again, "try again later"),
            Self::Idle => (CloseCode::Away, "no sign of life"),
            Self::Misbehaved(why) => (CloseCode::Policy, *why),
            Self::Theirs => (CloseCode::Normal, ""),
            Self::Gone => return None,
        };
        Some(CloseReason { code, description: (!why.is_empty()).then(|| why.to_owned()) })
    }
}

impl From<ProtocolError> for Goodbye {
    fn from(error: ProtocolError) -> Self {
        match error {
            ProtocolError::Io(_) => Self::Gone,
            ProtocolError::Overflow => Self::Misbehaved("message too big"),
            _ => Self::Misbehaved("not the WebSocket protocol"),
        }
    }
}
