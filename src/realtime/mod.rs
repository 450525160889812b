//! The socket and the bus. Nodes tell each other facts ("conversation:7 has cursor 42"); each socket then asks the
//! topic's [`Feed`] what came after its own cursor, for its own viewer. Live delivery and resuming are the same
//! question, so a message can be neither lost nor shown twice. Knows topics and HTML, no domain.

mod bus;
mod feeds;

pub use bus::{Bus, Fact};
pub use feeds::{Feed, Feeds, Update};
