//! Privacy: a member's right to take their data along, and to leave. Owns `data_exports` and `departures`. It knows every
//! slice and no slice's tables: each gives what it knows of a person and forgets it by verbs of its own
//! (`personal_data.rs`), listed in `collecting` and `departure`; a new slice adds a line to both.
//!
//! Vocabulary: a **data export** is a member's copy of their data: asked for, then made, then gone after a week; a
//! **departure** is a member's leaving, for good and at once; its **purge** takes out, some weeks later, the words that
//! they wrote to others.
//!
//! Invariants: one export at a time, fetched by its member only; whoever has left has no name, no address and no way in,
//! and nothing open with anybody; others keep their history; the book stays balanced.

mod collecting;
mod data_export;
mod departure;
mod handlers;
mod jobs;
mod routes;
mod views;

pub use jobs::register as register_jobs;
pub use routes::routes;
