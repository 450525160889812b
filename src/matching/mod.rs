//! Matching: who fits whom, and why. Owns `matches`, the day's list of each member.
//!
//! Vocabulary: a **match** is somebody who teaches what a member wants to learn; its **score** is the sum of five
//! **factors**, each a whole number of points; the **receipt** shows them with their reasons.
//!
//! Invariants: a score is exactly the sum of what its receipt shows (the table checks it); a list holds only people who
//! can teach the member something, the best [`LIST_LENGTH`] of them; a match is seen by the member whose list it is in.

mod candidates;
mod card;
mod filters;
mod generating;
mod handlers;
mod jobs;
mod merging;
mod morning;
mod personal_data;
mod queries;
mod routes;
mod score;
mod views;

pub use generating::{Generated, LIST_LENGTH, generate};
pub use jobs::{GenerateMatches, register as register_jobs, request_list};
pub use merging::move_skill;
pub use personal_data::{erase, export};
pub use queries::{BestMatch, has_list, top};
pub use routes::routes;
pub use score::{Facts, Lesson, Points};
