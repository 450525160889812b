//! The socket and the bus. Nodes tell each other facts ("conversation:7 has cursor 42"); each socket then asks the
//! topic's [`Feed`] what came after its own cursor, for its own viewer. Live delivery and resuming are the same
//! question, so a message can be neither lost nor shown twice. Knows topics and HTML, no domain.
//!
//! Two kinds of topic end sockets: a fact on `login:<id>` or `member:<id>` closes the sockets of that log-in or member
//! with code 4001, after which pages do not come back. When a slice gives a feed for `login` or `member`, it is asked
//! at the opening and after a gap on the bus, and [`crate::error::AppError::NotFound`] closes too: so that no log-in
//! outlives a fact that was missed.

mod bus;
mod feeds;
mod sockets;
mod stalled;

pub use bus::{Bus, Fact, Moved, Subscription, Watch, Watched};
pub use feeds::{Feed, Feeds, Update};
pub use sockets::{Listener, open};
pub use stalled::drop_stalled_readers;
