//! One try at a job: in its span, within its time, with panics caught, and its end written down.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tracing::Instrument;

use super::Registry;
use super::claims::{self, Claim, Fate};
use super::registry::Handler;
use super::schedules;
use crate::db::DbError;
use crate::state::AppState;

/// A try is stopped after this time, well before its lease ends and another node begins.
const LONGEST_TRY: Duration = Duration::from_secs(4 * 60);

/// Why the queue could not be worked on.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// No connection to be had.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A statement on the queue failed.
    #[error("the job queue: {0}")]
    Statement(#[from] diesel::result::Error),
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    Done,
    Failed(String),
    Panicked(String),
    TimedOut,
    /// Its node was lost in its last try, so that nobody could write down that it was the last.
    Abandoned,
}

impl Ending {
    /// As metrics name it.
    fn outcome(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed(_) => "failed",
            Self::Panicked(_) => "panicked",
            Self::TimedOut => "timed_out",
            Self::Abandoned => "abandoned",
        }
    }
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::Failed(error) => f.write_str(error),
            Self::Panicked(message) => write!(f, "panicked: {message}"),
            Self::TimedOut => write!(f, "stopped after {} s", LONGEST_TRY.as_secs()),
            Self::Abandoned => f.write_str("the node that ran its last try went away"),
        }
    }
}

/// What [`drain`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drained {
    /// Jobs that were done.
    pub done: usize,
    /// Tries that failed; their jobs wait for the next try or are dead letters.
    pub failed: usize,
}

/// Runs every due job of a known kind, those of due schedules included, in the caller's task, one after the other, until
/// none is left. For tests and the command line.
///
/// # Errors
/// When the queue cannot be read. A job that fails is counted, not an error.
pub async fn drain(state: &AppState, registry: &Registry) -> Result<Drained, JobsError> {
    let kinds: Vec<_> = registry.kinds().collect();
    let mut conn = state.db.get().await?;
    schedules::declare(&mut conn, registry.schedules(), state.clock.now()).await?;
    schedules::fire_due(&mut conn, registry.schedules(), state.clock.now()).await?;
    drop(conn);
    let mut drained = Drained::default();
    loop {
        let claimed = claims::claim(&mut *state.db.get().await?, state.clock.now(), &kinds, 1).await?;
        let Some(claim) = claimed.into_iter().next() else { return Ok(drained) };
        match run(state, registry, &claim).await {
            Ending::Done => drained.done += 1,
            _ => drained.failed += 1,
        }
    }
}

/// Makes the claimed try and writes down how it ended.
pub(super) async fn run(state: &AppState, registry: &Registry, claim: &Claim) -> Ending {
    let span = tracing::info_span!("job", kind = claim.kind, id = claim.id, attempt = claim.attempts);
    async {
        let started = std::time::Instant::now();
        let ending = match registry.handler(&claim.kind) {
            Some(_) if claim.attempts > claim.max_attempts => Ending::Abandoned,
            Some(handler) => attempt(state, handler, claim).await,
            None => Ending::Failed("this node does not know the kind".to_owned()),
        };
        metrics::counter!("jobs_run_total", "kind" => claim.kind.clone(), "outcome" => ending.outcome()).increment(1);
        metrics::histogram!("jobs_seconds", "kind" => claim.kind.clone()).record(started.elapsed().as_secs_f64());
        if let Err(error) = write_down(state, claim, &ending).await {
            tracing::error!(%error, %ending, "how the job ended could not be written; it runs again when its lease ends");
        }
        ending
    }
    .instrument(span)
    .await
}

async fn attempt(state: &AppState, handler: Handler, claim: &Claim) -> Ending {
    let work = AssertUnwindSafe(async { handler(claim.payload.clone(), state.clone()).await }).catch_unwind();
    match tokio::time::timeout(LONGEST_TRY, work).await {
        Ok(Ok(Ok(()))) => Ending::Done,
        Ok(Ok(Err(error))) => Ending::Failed(format!("{error:#}")),
        Ok(Err(panic)) => Ending::Panicked(
            panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
                .unwrap_or_else(|| "without a message".to_owned()),
        ),
        Err(_elapsed) => Ending::TimedOut,
    }
}

async fn write_down(state: &AppState, claim: &Claim, ending: &Ending) -> Result<(), JobsError> {
    let mut conn = state.db.get().await?;
    if *ending == Ending::Done {
        if claims::finish(&mut conn, claim).await? {
            tracing::debug!("job done");
        } else {
            tracing::warn!("job done, but its lease had ended and another node took it over");
        }
        return Ok(());
    }
    match claims::fail(&mut conn, claim, state.clock.now(), &ending.to_string()).await? {
        Fate::Again(at) => tracing::warn!(%ending, %at, "job failed, to be tried again"),
        Fate::Dead => tracing::error!(%ending, "job failed for the last time; it is a dead letter now"),
        Fate::Lost => tracing::warn!(%ending, "job failed after its lease had ended; another node took it over"),
    }
    Ok(())
}
