//! Onboarding: what a new member still has to tell before others can find them, step by step, and the moment when it is
//! complete. Reads what profiles, skills and availability keep, and leads through their forms. Owns `skipped_steps`.
//!
//! Vocabulary: a **part** is something that a complete profile has; a **step** is a page that asks for one or two parts.
//!
//! Invariants: which step is open follows from what the member has told, not from a counter; only that a step was left
//! for later is remembered. Nobody is matched or found before they have what is required; starter credits come with the
//! first completion, once ([`crate::ledger::grant_starter`] holds that).

mod completeness;
mod handlers;
mod personal_data;
mod queries;
mod routes;
mod skipping;
mod step;
mod views;

pub use completeness::{Completeness, Part, complete, completeness};
pub use personal_data::{erase, export};
pub use routes::routes;
pub use skipping::skip;
pub use step::Step;
