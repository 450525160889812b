//! Messaging: two members talk. Owns `conversations`, `participants` and `messages`.
//!
//! Vocabulary: a **conversation** belongs to a pair of members, one for each pair; each of the two is a **participant**
//! with an own mark of what they have read; a message's **seq** is its number in the conversation: 1, 2, 3 without a
//! gap. It orders, it is the cursor that a reader goes on from, and it is the message's name on the page.
//!
//! Invariants: a conversation is found only through its participant, so a foreign one is not there. Posting is one
//! statement: number, message, both participants, or nothing. The same idempotency key posts once. For each participant
//! `unread = last_seq - read_seq`: a post counts one for the other and reads everything for its sender, and reading
//! subtracts what it read, so the count stays exact whatever happens at once.
//!
//! Becoming read: by opening the newest page of the conversation, and by being delivered to a page that shows it (by
//! the socket or by polling: pages close the socket and do not poll while they are hidden). Older pages mark nothing.

mod body;
mod conversation;
mod feed;
mod forms;
mod handlers;
mod lines;
mod links;
mod news;
mod personal_data;
mod posting;
mod queries;
mod quoting;
mod reading;
mod routes;
mod views;

pub use body::MessageBody;
pub use conversation::{ConversationId, open};
pub use feed::feeds;
pub use personal_data::{WORDS_GONE, export, purge};
pub use posting::{PostError, Posted, post, tell};
pub use quoting::{Said, among, between};
pub use reading::mark_read;
pub use routes::routes;
