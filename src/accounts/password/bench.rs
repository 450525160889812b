//! The threads that hash. As many as cores, at the lowest priority: a flood of log-ins takes what is left over and pages
//! are answered as before. Who comes when too many wait is told to come back: a line that grows without end serves
//! nobody.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::error::AppError;

/// Those who may wait for one seat; a hash takes about 20 ms, so the last of them waits some three seconds.
const WAITING_PER_SEAT: usize = 150;
/// When to come back.
const RETRY_AFTER: Duration = Duration::from_secs(5);

type Task = Box<dyn FnOnce() + Send>;

/// The threads, until the last clone is dropped.
#[derive(Clone)]
pub(super) struct Bench {
    line: SyncSender<Task>,
}

impl Bench {
    pub(super) fn new(seats: usize) -> std::io::Result<Self> {
        let seats = seats.max(1);
        Self::with_line(seats, seats.saturating_mul(WAITING_PER_SEAT))
    }

    fn with_line(seats: usize, waiting: usize) -> std::io::Result<Self> {
        let (line, tasks) = sync_channel(waiting);
        let tasks = Arc::new(Mutex::new(tasks));
        for _ in 0..seats {
            let tasks = Arc::clone(&tasks);
            thread::Builder::new().name("password".to_owned()).spawn(move || sit(&tasks))?;
        }
        Ok(Self { line })
    }

    /// Waits for a seat and for the work. Whoever goes away while waiting costs no work.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let (answer, answered) = oneshot::channel();
        let task = Box::new(move || {
            if !answer.is_closed() {
                // Nobody waits any more when this fails.
                answer.send(work()).ok();
            }
        });
        self.line.try_send(task).map_err(|refusal| match refusal {
            TrySendError::Full(_) => AppError::Busy { retry_after: RETRY_AFTER },
            TrySendError::Disconnected(_) => AppError::internal(anyhow::anyhow!("the password threads have ended")),
        })?;
        answered.await.map_err(|_| AppError::internal(anyhow::anyhow!("a password could not be hashed")))
    }
}

fn sit(tasks: &Mutex<Receiver<Task>>) {
    give_way();
    loop {
        let next = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(task) = next else { return };
        if catch_unwind(AssertUnwindSafe(task)).is_err() {
            tracing::error!("a password task panicked");
        }
    }
}

/// On Linux a priority belongs to the thread; elsewhere it would be the whole process's.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 19) {
        tracing::warn!(%error, "password threads run at the same priority as pages");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_full_line_is_told_to_come_back_and_moves_on() {
        let bench = Bench::with_line(1, 1).unwrap();
        let (started, starts) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let bench = bench.clone();
            async move {
                bench
                    .run(move || {
                        started.send(()).unwrap();
                        released.recv().unwrap();
                        1
                    })
                    .await
            }
        });
        tokio::task::spawn_blocking(move || starts.recv().unwrap()).await.unwrap();
        let mut second = Box::pin(bench.run(|| 2));
        assert!(second.as_mut().now_or_never().is_none(), "there is one place to wait");
        assert!(matches!(bench.run(|| 3).await, Err(AppError::Busy { .. })));
        release.send(()).unwrap();
        assert_eq!((first.await.unwrap().unwrap(), second.await.unwrap()), (1, 2));
    }

    #[tokio::test]
    async fn a_panic_costs_its_own_answer_only() {
        let bench = Bench::with_line(1, 4).unwrap();
        assert!(bench.run(|| panic!("on purpose")).await.is_err());
        assert_eq!(bench.run(|| 7).await.unwrap(), 7);
    }
}
