//! Quick Help: a learner asks for a quarter of an hour of help now; the first to accept gives it. Owns `quick_helps` and
//! `standbys`.
//!
//! Vocabulary: a **request** is open until it is taken, withdrawn or older than ten minutes; a **standby** is a member's
//! word that they are available now, until an hour that they choose. Asked are those who teach just that skill (related
//! ones are not enough for a question that cannot wait) and are available now: by their hours, days off, calendars and
//! limits, notice aside; or on standby and in no session.
//!
//! **Credits** are looked at when somebody asks, and held when somebody accepts, in the transaction that books: nothing
//! is frozen for a request that nobody takes. Everybody helps at the common price, so that it can be said before.
//!
//! Invariants: a learner has one open request at most, and so many a day; a request is taken once, under its row's lock,
//! and becomes a session like any other, which begins at that moment; the lock of the request comes before those of the
//! order and of bookings.

mod accepting;
mod asking;
mod error;
mod expiring;
mod forms;
mod handlers;
mod jobs;
mod live;
mod merging;
mod personal_data;
mod queries;
mod request;
mod routes;
mod standby;
mod views;
mod withdrawing;

pub use accepting::{Outcome, accept};
pub use asking::{Question, ask};
pub use error::QuickHelpError;
pub use expiring::expire_due;
pub use jobs::register as register_jobs;
pub use live::feeds;
pub use merging::move_skill;
pub use personal_data::{erase, export};
pub use request::{RequestId, State};
pub use routes::routes;
pub use standby::{is_available, stand_by, stand_down};
pub use withdrawing::withdraw;
