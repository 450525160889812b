//! Disputes: sessions that did not go as agreed and that the two do not settle themselves, as moderators decide them. Owns
//! `evidence` and `evidence_messages`; the claim, and what becomes of the credits, are bookings'.
//!
//! A dispute **waits for a moderator** when the claim is contested, or when it is of a kind that silence does not settle and
//! the time to answer it is over. What is decided is paid at once and once ([`crate::bookings::decide`]). The **record** is
//! put together from what the program itself wrote down: the booking's history, who came to the room and went, and what each
//! of the two was told, was mailed, and has read. Beside it is what each of the two **hands in**: a note, and messages between them
//! as they were then. Neither of the two sees what the other one hands in.
//!
//! Invariants: nobody sees or decides a dispute of their own; the page names what each of the two gets before the click.

mod evidence;
mod forms;
mod handing_in;
mod handlers;
mod personal_data;
mod queries;
mod routes;
mod views;

pub use evidence::{EvidenceError, hand_in};
pub use personal_data::{export, purge};
pub use routes::routes;
