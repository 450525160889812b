//! Taxonomy: the catalogue of skills as people change it. Members ask for skills that are missing; moderators answer;
//! admins edit skills and merge two into one. Owns `skill_requests`, `skill_request_supporters` and `taxonomy_changes`;
//! the catalogue itself is written by the verbs of skills.
//!
//! Vocabulary: a **request** names a skill that is missing; whoever asks for it, the first one included, **supports** it,
//! so that one answer reaches all; a **merger** moves everything that is said of one skill to another, and takes it out.
//!
//! States: a request is **open**, then **approved** (a new skill), **merged** (there is such a skill already) or
//! **declined** (with a reason). Nothing is decided twice.
//!
//! Invariants: one open request for a name, read without case and accents; a supporter hears once (`told_at`); whatever
//! changes the catalogue leaves a line in `taxonomy_changes`, in the same transaction; a merger moves every reference to
//! the skill that goes: each slice moves its own by its `move_skill`, and a test compares them with the foreign keys of
//! the tables.

mod change;
mod deciding;
mod editing;
mod error;
mod forms;
mod handlers;
mod jobs;
mod merging;
mod personal_data;
mod queries;
mod request;
mod routes;
mod telling;
mod views;

pub use change::ChangeKind;
pub use deciding::{Decision, decide};
pub use editing::{add, edit};
pub use error::TaxonomyError;
pub use jobs::register as register_jobs;
pub use merging::merge;
pub use personal_data::{erase, export};
pub use request::{Asked, RequestId, RequestState, Wish, ask, withdraw};
pub use routes::routes;
