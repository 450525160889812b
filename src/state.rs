//! The handles that every slice works with. Made once by [`crate::app`]; slices see only this, never the assembly.

use std::sync::Arc;

use crate::clock::Clock;
use crate::conference::Conference;
use crate::config::Config;
use crate::crypto::Secret;
use crate::db::Db;
use crate::mail::Mailer;
use crate::outbound::{Internet, Peers};
use crate::realtime::Bus;
use crate::storage::Storage;
use crate::web::rate_limits::RateLimits;

/// Shared by all requests, sockets and jobs of this process. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The settings.
    pub config: Arc<Config>,
    /// The clock that everything timed asks.
    pub clock: Clock,
    /// PostgreSQL.
    pub db: Db,
    /// What nodes tell each other.
    pub bus: Bus,
    /// Outgoing mail.
    pub mailer: Mailer,
    /// Other people's servers that the settings name.
    pub peers: Peers,
    /// What is at addresses that members give us.
    pub internet: Internet,
    /// Rooms to meet in by video.
    pub conference: Conference,
    /// Members' files.
    pub storage: Storage,
    /// The key that signatures and digests derive from.
    pub secret: Secret,
    /// Requests per address and account.
    pub limits: Arc<RateLimits>,
    /// `https://host[:port]` of the public URL.
    pub(crate) origin: Arc<str>,
}

impl AppState {
    /// The origin that our own pages are on, as browsers write it.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}
