//! Series: several sessions proposed and answered together, in a rhythm of weeks. Owns `series`,
//! `series_dates` and `series_lessons`.
//!
//! Vocabulary: a **plan** is the rhythm that a learner wants: a first start, every week or every second one, so many
//! times; a **date** is one of its days. Each date that can be had becomes a booking of its own, with its own price,
//! escrow, moves and claims; one that cannot be had is **left out** and stays in the series as an exception.
//!
//! **Whose clock.** A series keeps its time on the teacher's clock, through every change of it: hours, days off and
//! limits are the teacher's, so that a time inside their hours stays inside them. The learner reads their own clock
//! beside it, on which a date may be an hour off where only one of the two zones changes.
//!
//! **Programmes.** Who learns a programme has a series without a rhythm: see `enrolling`.
//!
//! Invariants: a date's booking is valid on its own, and every verb of bookings works on it alone; what cannot be had
//! never keeps the rest from being proposed or accepted; each command carries a key and is done once.

mod answering;
mod cancelling;
mod enrolling;
mod error;
mod forms;
mod handlers;
mod jobs;
mod live;
mod personal_data;
mod plan;
mod proposing;
mod queries;
mod routes;
mod views;

pub use answering::{Answer, Answered, accept};
pub use cancelling::{Refund, end};
pub use enrolling::{Dated, Enrolment, Wanted, enrol, set_dates};
pub use error::SeriesError;
pub use jobs::register as register_jobs;
pub use live::feeds;
pub use personal_data::{export, purge};
pub use plan::{Plan, PlannedDate, Rhythm};
pub use proposing::{Wish, propose};
pub use queries::SeriesId;
pub use routes::routes;
