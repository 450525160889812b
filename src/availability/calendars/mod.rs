//! Calendars that a member keeps elsewhere, and the busy time that we know of them: a resource of availability, which owns
//! `calendars` and `calendar_busy`.
//!
//! A calendar is **at an address**, fetched once an hour, or an **upload**, read once. What is kept of it is when its
//! member is busy, never what with. A calendar that cannot be read **fails**: what was known of it stays, its page says
//! so aloud, and after a day its member is told; it never closes a time by failing.
//!
//! Invariants: the busy times of one calendar are apart from each other and are replaced as a whole; an address is sealed
//! with a key that is not in the database and bound to its row; the network is never asked inside of a transaction.

mod calendar;
mod fetching;
mod forms;
mod handlers;
mod queries;
mod reading;
mod routes;
mod views;

pub use fetching::register as register_jobs;
pub use reading::{MOST_BYTES, Question, Reading, ReadingError, read};
pub(super) use routes::routes;
