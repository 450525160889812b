//! Bookings: from a proposal to two ratings. On pages a booking is called a session; in code that word belongs to HTTP.
//! Owns `bookings`, `booking_slots`, `commitments`, `booking_events`, `ratings` and `standings`.
//!
//! States: **proposed** by the learner with up to five slots; then **accepted** (one slot, time taken from both, price in
//! escrow), **declined**, **withdrawn** or **expired**; an accepted one becomes **completed** when both have rated, or 48
//! hours after its end. What happens between acceptance and completion is told by the clock, not by a state.
//!
//! Invariants: nobody is committed twice at one time (an exclusion constraint); escrow is taken in the transaction that
//! takes the time, and resolved once; a rating is hidden until both have rated or the 48 hours are over. Locks are taken
//! in one order everywhere: the booking, the two members by id, their standings by id, the
//! accounts by id.

mod booking;
mod forms;
mod handlers;
mod jobs;
mod live;
mod merging;
mod personal_data;
mod queries;
mod routes;
mod views;

pub use booking::{
    BookingError, BookingId, Proposal, Proposed, Rating, State, accept, decline, expire_overdue, leave, open_count,
    propose, rate, settle_due, withdraw,
};
pub use jobs::register as register_jobs;
pub use live::{announce, feeds};
pub use merging::move_skill;
pub use personal_data::{export, purge};
pub use queries::{NextSession, next_session};
pub use routes::routes;
