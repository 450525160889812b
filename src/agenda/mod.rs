//! Agenda: agreed sessions in the calendars that members keep elsewhere. Owns `calendar_feeds`, `calendar_connections`,
//! `calendar_events` and `calendar_errands`.
//!
//! Vocabulary: an **invitation** is a mail with an event in it; the **feed** is a member's private address under which
//! calendars fetch their sessions; a **connection** is an account at Google or Microsoft in which a calendar of ours
//! stands; an **event** is a session as it is written there.
//!
//! Invariants: bookings say what is agreed, and calendars follow: what happens in a calendar moves nothing by itself. An
//! event has one UID for as long as its booking, and a sequence that only rises. A mail shows the address of nobody but
//! its reader. Of a feed's address only a digest is stored. Of a connected account only the calendar that we made there is
//! read and written.

mod connection;
mod errand;
mod event;
mod feed;
mod handlers;
mod icalendar;
mod letters;
mod peers;
mod personal_data;
mod queries;
mod routes;
mod session;
mod views;
mod watching;
mod writing;

pub use letters::register as register_jobs;
pub use personal_data::{erase, export};
pub use routes::routes;
