//! Video: where the two of an agreed session meet. Owns `video_rooms`, `video_guests` and `video_presence`. A booking is
//! known by its id and its two members only.
//!
//! Vocabulary: a **room** is where a booking's two meet; its **guests** are those two; the **provider** makes it
//! ([`crate::conference`]); the room **opens** a quarter of an hour before the start and **expires** half an hour after the
//! end; **tending** is bringing the provider to what is wanted; **presence** is who came and went.
//!
//! States: **wanted** (no provider has made it yet), **ready**, **fallen back** (its provider failed; it is at Jitsi, and
//! both were told), **closed** (the session will not take place).
//!
//! Invariants: a booking has one room, and a provider makes at most one for it, however often a job runs: what is asked for
//! carries the room's key, and what may have been asked for is looked for first. A session never lacks a room because a
//! provider fails: it falls back before it opens. Nothing is recorded unless both guests agree; what was recorded
//! otherwise is deleted. Presence is written once for each event, whatever order events are told in.

mod consent;
mod entering;
mod handlers;
mod jobs;
mod live;
mod personal_data;
mod presence;
mod queries;
mod room;
mod routes;
mod tending;
mod views;

pub use jobs::register as register_jobs;
pub use live::feeds;
pub use personal_data::{export, purge};
pub use presence::{Presence, PresenceKind, Source, presence_of};
pub use room::{RoomState, close_room, move_room, open_room};
pub use routes::routes;
