//! Ratings: what two people say about each other after a session, and how members stand by it. Owns `ratings`,
//! `rating_disputes` and `standings`.
//!
//! **Given** by one of the two, at first for the rater's eyes only, who may give it again in other words; **shown** when
//! both have rated or the time for it is over, and then never changed by its rater. The **figure** beside a name is made of
//! what is shown ([`Figure`]); a standing keeps it, so that a page need not count, and a job works it out again on the day
//! on which a rating grows old. The rated may **dispute** what is shown, once; a moderator decides that it stands, loses its
//! words, or is set aside. Bookings, to the right, says when a session is over and what a rating does to it; this
//! slice knows a booking by its number, and reads whose it is.
//!
//! Invariants: nothing that anybody but its rater can see depends on a rating that is not shown; a figure is that of the
//! shown ratings on a day, exactly; whoever reads a figure reads `standings.figure`.

mod dispute;
mod error;
mod figure;
mod forms;
mod handlers;
mod jobs;
mod owing;
mod personal_data;
mod queries;
mod rating;
mod routes;
mod standing;
mod tag;
mod views;

pub use dispute::{DISPUTE_DAYS, DisputeId, Outcome, decide, dispute};
pub use error::RatingError;
pub use figure::{Figure, Window};
pub use forms::RatingForm;
pub use jobs::register as register_jobs;
#[doc(hidden)]
pub use owing::OVERDUE;
pub use owing::overdue;
pub use personal_data::{export, purge};
pub use rating::{Given, Rating, SeenDispute, SeenRating, Session, Shown, due, give, has_rated, own, reveal};
pub use routes::routes;
pub use standing::{proposal_answered, proposal_received, refigure_due, taught};
pub use tag::{MOST_TAGS, Role, Tag};
pub use views::RatingPage;
