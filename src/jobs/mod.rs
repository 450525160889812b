//! Work that outlives the request: rows in PostgreSQL, enqueued in the verb's own transaction, claimed with
//! `FOR UPDATE SKIP LOCKED`, tried again with growing delay, kept on a dead-letter list when they keep failing.
//! Invariants: a job runs at least once after its transaction commits, and never before; a schedule fires once however
//! many nodes run.

mod queue;
mod worker;

pub use queue::{Job, Registry, enqueue, enqueue_at, enqueue_unique};
pub use worker::{Worker, drain};
