//! What members do with their calendars.

mod connecting;
mod feeding;

pub(super) use connecting::{arrive, disconnect, leave};
pub(super) use feeding::{feed, index, make_feed, revoke_feed};

/// The page of a member's calendar.
const PATH: &str = "/me/calendar";
