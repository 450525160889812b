//! Programmes: what a teacher has ready to teach in several sessions, in order. Owns `programmes` and `programme_lessons`.
//!
//! Vocabulary: a **lesson** is one of the sessions that a programme describes; pages call it a session. A session in
//! somebody's calendar is a booking. Who learns a programme has a series, with a copy of its lessons (see `crate::series`):
//! nothing here knows of them.
//!
//! Invariants: 2 to 12 lessons; at most [`MOST`] programmes of a teacher; whoever may see its teacher's page may see it,
//! unless it is **hidden** or its skill is no longer taught, when it is its teacher's alone. Its **revision** grows with
//! every change.

mod forms;
mod handlers;
mod merging;
mod personal_data;
mod programme;
mod queries;
mod routes;
mod views;

pub use merging::move_skill;
pub use personal_data::{erase, export};
pub use programme::{Draft, LESSONS, Lesson, MOST, ProgrammeError, create, hide, remove, save};
pub use queries::{Programme, ProgrammeId, offered};
pub use routes::routes;
