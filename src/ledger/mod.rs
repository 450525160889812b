//! Credits: a double-entry book that only grows. Owns `ledger_accounts`, `ledger_transfers`, `ledger_postings`,
//! `ledger_closings` and `ledger_days`.
//!
//! Vocabulary: every member has an **available** account, every booking that was accepted an **escrow** account (kind
//! `held`, its learner's: what a member has held is the sum of theirs), and the house has **starter**, **bonus**, **sales**,
//! **expiry** and **adjustments**. A **transfer** is one event with its cause; its **postings** say which account moved by
//! how much. A row's **seal** is a digest of what it says, and a **day**'s hash one of all its seals and of the day before.
//!
//! Invariants, held by the database: postings of a transfer come in one statement and sum to zero; a balance is the sum of
//! its postings, moved by nothing else; no member's account goes below zero or above a million credits, so that a booking
//! never pays out more than it took; nothing is ever changed or deleted, for which the program's role lacks the right; a
//! transfer's idempotency key is used once, and whatever becomes of a booking's escrow has one key, so that it is resolved
//! once. Accounts are locked in the order of their ids.

mod account;
mod book;
mod credits;
mod exports;
mod handlers;
mod history;
mod jobs;
mod live;
mod month;
mod movements;
mod personal_data;
mod queries;
mod routes;
mod sealing;
mod seals;
mod statement;
mod transfer;
mod verify;
mod views;
mod words;

pub use account::{AccountId, AccountKind};
pub use book::{Adjustment, STARTER, adjust, forfeit, grant_starter, hold, resolve};
pub use credits::Credits;
pub use exports::Press;
pub use jobs::register as register_jobs;
pub use live::{announce, feeds};
pub use personal_data::export;
pub use queries::{Balances, balances, can_be_rewritten};
pub use routes::routes;
pub use transfer::{Cause, LedgerError, TransferKind};
pub use verify::{Fault, Report, Thing, VerifyError, verify};
