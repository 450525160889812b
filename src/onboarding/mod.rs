//! Onboarding: what a new member still has to tell before others can find them, and the moment when it is complete. Owns
//! no table: it reads what profiles, skills and availability keep.
//!
//! Invariants: nobody is matched or found before they are complete; starter credits come with the first completion, once
//! ([`crate::ledger::grant_starter`] holds that).

mod completeness;
mod handlers;
mod queries;
mod routes;
mod views;

pub use completeness::{Completeness, Step, complete, completeness};
pub use routes::routes;
