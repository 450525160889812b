//! The part of a node that does jobs.

use std::collections::HashMap;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant as Moment, MissedTickBehavior};

use super::claims::{self, Claim};
use super::{JobsError, Registry, runs, schedules, wakes};
use crate::db::Connection;
use crate::state::AppState;

/// Jobs that run at the same time, whatever their kinds.
const SLOTS: usize = 4;
/// One more slot takes only kinds that do not run here at the moment: a kind that hangs or has a long backlog fills the
/// slots above, and the others still pass.
const ALL_SLOTS: usize = SLOTS + 1;
/// How often the queue is looked at when nobody wakes us.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often the queue is counted for the metrics.
const COUNT_EVERY: Duration = Duration::from_secs(15);
/// How long the queue may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long running jobs may go on after the stop.
const LAST_CALL: Duration = Duration::from_secs(20);

/// Claims due jobs and runs them, and fires the schedules, until it is stopped.
pub struct Worker {
    state: AppState,
    registry: Registry,
    line: Option<Connection>,
    running: JoinSet<()>,
    claims: HashMap<Id, Claim>,
    /// Whether the extra slot may find something: set by each wake-up, so that a long backlog is not searched in vain
    /// after each job.
    others_may_wait: bool,
    time_to_look: bool,
    schedules_declared: bool,
    counted_at: Option<Moment>,
}

impl Worker {
    /// A worker of this node for the kinds and schedules in `registry`.
    pub fn new(state: AppState, registry: Registry) -> Self {
        Self {
            state,
            registry,
            line: None,
            running: JoinSet::new(),
            claims: HashMap::new(),
            others_may_wait: true,
            time_to_look: true,
            schedules_declared: false,
            counted_at: None,
        }
    }

    /// Works until `stop` turns true or its sender goes. Then lets running jobs end for up to 20 s, gives the rest back
    /// to the queue, and returns.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !*stop.borrow_and_update() {
            self.look_for_work().await;
            tokio::select! {
                changed = stop.changed() => if changed.is_err() { break },
                Some(ended) = self.running.join_next_with_id() => {
                    self.forget(ended);
                    // Short jobs end together: one claim for all their slots.
                    while let Some(ended) = self.running.try_join_next_with_id() {
                        self.forget(ended);
                    }
                }
                woken = wakes::woken(&mut self.line) => {
                    self.others_may_wait = true;
                    if let Err(error) = woken {
                        tracing::warn!(error, "the job queue's connection broke");
                        self.line = None;
                    }
                }
                _ = looks.tick() => {
                    self.others_may_wait = true;
                    self.time_to_look = true;
                }
            }
        }
        self.end().await;
    }

    /// Fires due schedules once a second and fills the slots. Whatever goes wrong, the next second begins anew on a
    /// fresh connection.
    async fn look_for_work(&mut self) {
        let looked = tokio::time::timeout(PATIENCE, async {
            if std::mem::take(&mut self.time_to_look) {
                if self.line.is_none() {
                    self.line = Some(wakes::open_line(&self.state.db).await?);
                }
                // Jobs do not wait for schedules: what cannot be fired is tried again in a second.
                if let Err(error) = self.keep_time().await {
                    tracing::warn!(%error, "schedules cannot be fired");
                }
            }
            self.fill_slots().await
        });
        let problem = match looked.await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(_elapsed) => format!("no answer within {} s", PATIENCE.as_secs()),
        };
        tracing::warn!(problem, "the job queue cannot be read");
        self.line = None;
    }

    /// Fires due schedules, and counts the queue now and then.
    async fn keep_time(&mut self) -> Result<(), JobsError> {
        let Some(line) = &mut self.line else { return Ok(()) };
        let now = self.state.clock.now();
        if !self.schedules_declared {
            schedules::declare(line, self.registry.schedules(), now).await?;
            self.schedules_declared = true;
        }
        schedules::fire_due(line, self.registry.schedules(), now).await?;
        if self.counted_at.is_none_or(|at| at.elapsed() >= COUNT_EVERY) {
            self.counted_at = Some(Moment::now());
            let counts: Counts = diesel::sql_query(COUNTS).bind::<Timestamptz, _>(now).get_result(line).await?;
            metrics::gauge!("jobs_ready").set(gauge(counts.ready));
            metrics::gauge!("jobs_dead").set(gauge(counts.dead));
        }
        Ok(())
    }

    /// Claims as many jobs as there are free slots.
    async fn fill_slots(&mut self) -> Result<(), JobsError> {
        if self.running.len() < SLOTS {
            let kinds: Vec<_> = self.registry.kinds().collect();
            self.start(&kinds, SLOTS - self.running.len()).await?;
        }
        if (SLOTS..ALL_SLOTS).contains(&self.running.len()) && self.others_may_wait {
            let quiet: Vec<_> =
                self.registry.kinds().filter(|kind| self.claims.values().all(|claim| claim.kind != *kind)).collect();
            self.others_may_wait = self.start(&quiet, 1).await? > 0;
        }
        Ok(())
    }

    async fn start(&mut self, kinds: &[&str], limit: usize) -> Result<usize, JobsError> {
        let Some(line) = self.line.as_mut().filter(|_| !kinds.is_empty()) else { return Ok(0) };
        let claimed = claims::claim(line, self.state.clock.now(), kinds, limit).await?;
        let count = claimed.len();
        for claim in claimed {
            let (state, registry, kept) = (self.state.clone(), self.registry.clone(), claim.clone());
            let task = self.running.spawn(async move {
                runs::run(&state, &registry, &claim).await;
            });
            self.claims.insert(task.id(), kept);
        }
        Ok(count)
    }

    fn forget(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(%error, "a job's task ended badly; the job runs again when its lease ends");
                error.id()
            }
        };
        self.claims.remove(&id);
    }

    async fn end(mut self) {
        let all_ended = async {
            while let Some(ended) = self.running.join_next_with_id().await {
                self.forget(ended);
            }
        };
        if tokio::time::timeout(LAST_CALL, all_ended).await.is_ok() {
            return;
        }
        self.running.shutdown().await;
        let unfinished: Vec<_> = self.claims.into_values().collect();
        tracing::warn!(jobs = unfinished.len(), "jobs did not end in time; giving them back");
        let released =
            async { Ok::<_, JobsError>(claims::release(&mut *self.state.db.get().await?, &unfinished).await?) };
        if let Err(error) = released.await {
            tracing::warn!(%error, "jobs could not be given back; they run again when their leases end");
        }
    }
}

const COUNTS: &str = "
SELECT (SELECT count(*) FROM jobs WHERE state = 'ready' AND run_at <= $1
           AND (locked_until IS NULL OR locked_until <= now())) AS ready,
       (SELECT count(*) FROM jobs WHERE state = 'dead') AS dead";

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    ready: i64,
    #[diesel(sql_type = BigInt)]
    dead: i64,
}

/// Gauges are floats; a queue of four billion is as long as one can say.
fn gauge(count: i64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
