//! Bookings: from a proposal to two ratings. On pages a booking is called a session; in code that word belongs to HTTP.
//! Owns `bookings`, `booking_slots`, `booking_terms`, `teaching_prices`, `commitments`, `moves`, `move_slots`, `claims`,
//! `reminders` and `booking_events`.
//!
//! States and commands are one table, `booking::TRANSITIONS`, drawn in `docs/bookings.md`: **proposed** by the learner with
//! up to five slots, or **countered** by the teacher with others; **accepted** (one slot, time taken from both, price in
//! escrow); **disputed** while somebody says that it did not go as agreed; closed as **declined**, **withdrawn**,
//! **expired**, **cancelled**, **completed** or **resolved**. What happens between acceptance and completion is told by the
//! clock, not by a state. A **move** offers another time for what is agreed, a **claim** says what went wrong.
//!
//! Invariants: nobody is committed twice at one time (an exclusion constraint); escrow is taken in the transaction that
//! takes the time, and resolved once, by rating, time, cancellation or claim; a closed booking stays closed; a rating is
//! hidden until both have rated or the 48 hours are over; every command of a member's carries a key and is done once
//! (`crate::idempotency`). Locks are taken in one order everywhere: the booking, the order, the two members by id, their
//! standings by id, the accounts by id.

mod booking;
mod forms;
mod handlers;
mod jobs;
mod letters;
mod live;
mod merging;
mod personal_data;
mod queries;
mod routes;
mod signals;
mod terms;
mod views;

pub use booking::{
    Acceptance, Booking, BookingError, BookingId, Claim, ClaimKind, MailKind, Obstacle, Outcome, PriceStanding,
    Proposal, Proposed, State, accept, accept_one, admit, agree_move, begin, cancel, cancel_one, claim, contest,
    counter, decide, decline, decline_one, expire_overdue, lapse_due, leave, lock_all, look_all, mailed, obstacles,
    offer_move, open_count, price_standing, propose, propose_one, rate, refund_of, refuse_move, remind_due,
    remind_of_claims, reveal_due, set_price, settle_due, tell_moderators, transitions, withdraw, withdraw_move,
    withdraw_one,
};
pub use jobs::register as register_jobs;
pub use live::{announce, feeds};
pub use merging::move_skill;
pub use personal_data::{export, purge};
pub use queries::{NextSession, TaughtSkill, TeacherRow, next_session, teacher};
pub use routes::routes;
pub use signals::SessionChanged;
pub use terms::{
    Offer, Premium, QuickHelpTerms, RefundStep, Terms, TermsError, TermsId, as_text as terms_as_text,
    current as current_terms, set as set_terms,
};
