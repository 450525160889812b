//! Credits: a double-entry book that only grows. Owns `ledger_accounts`, `ledger_transfers` and `ledger_postings`.
//!
//! Vocabulary: every member has an **available** and a **held** account; the house has **grants**, where starter credits
//! come from. A **transfer** is one event; its **postings** say which account moved by how much.
//!
//! Invariants, held by the database: postings of a transfer sum to zero; a balance is the sum of its postings; no
//! member's account goes below zero; nothing is ever changed or deleted; a transfer's idempotency key is used once, and
//! releasing and refunding a booking share one key, so that a hold is resolved once.

mod book;
mod credits;
mod handlers;
mod personal_data;
mod queries;
mod routes;
mod views;

pub use book::{LedgerError, STARTER, forfeit, grant_starter, hold, refund, release};
pub use credits::Credits;
pub use personal_data::export;
pub use queries::{Balances, balances};
pub use routes::routes;
