//! Work that outlives the request: rows in PostgreSQL, enqueued in the verb's own transaction, claimed with
//! `FOR UPDATE SKIP LOCKED`, tried again with growing delay, kept on a dead-letter list when they keep failing.
//! Invariants: a job runs at least once after its transaction commits, and never before; a schedule fires once however
//! many nodes run.
//!
//! Vocabulary: a *job* is due when its `run_at` has come on the [`crate::clock::Clock`]; a *claim* leases it to one node
//! for some minutes (real ones: a lease is about processes, not about business); a *kind* is a type of job; a *dead
//! letter* is a job that used up its tries and waits for a person.
//!
//! Why a node only claims kinds it knows: during a rolling deploy an old node meets jobs of the new version, and must
//! leave them to those who can do them.

mod claims;
mod dead;
mod forgetting;
mod queue;
mod registry;
mod runs;
mod schedules;
mod wakes;
mod worker;

pub use dead::{DeadLetter, dead_letters, retry_dead};
pub use forgetting::{forget_mentions, forget_of};
pub use queue::{Job, enqueue, enqueue_at, enqueue_unique};
pub use registry::Registry;
pub use runs::{Drained, JobsError, drain};
pub use worker::Worker;
