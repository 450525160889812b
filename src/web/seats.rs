//! Seats for heavy work on the threads made for blocking: only so many work at once, and only so many wait. A seat
//! belongs to the work and not to whoever asked for it: somebody who hangs up frees no core.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};

use crate::error::{AppError, AppResult};

/// When to come back.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The seats and the line before them. Cheap to clone.
#[derive(Clone)]
pub struct Seats {
    /// Work that goes on or waits.
    places: Arc<Semaphore>,
    /// Work that goes on.
    seats: Arc<Semaphore>,
}

impl Seats {
    /// `seats` that work at the same time, one at least, and `waiting` that may wait for one.
    pub fn new(seats: usize, waiting: usize) -> Self {
        let seats = seats.max(1);
        Self { places: Arc::new(Semaphore::new(seats + waiting)), seats: Arc::new(Semaphore::new(seats)) }
    }

    /// Waits for a seat and for the work; what panicked is given back as the error within. Whoever goes away while waiting
    /// costs no work.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> AppResult<Result<T, JoinError>> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| AppError::Busy { retry_after: RETRY_AFTER })?;
        let seat = Arc::clone(&self.seats).acquire_owned().await.map_err(AppError::internal)?;
        let task = spawn_blocking(move || {
            let _held = (place, seat);
            work()
        });
        Ok(task.await)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn who_hangs_up_leaves_their_work_on_its_seat_and_a_full_line_refuses() {
        let seats = Seats::new(1, 1);
        let (started, starts) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let seats = seats.clone();
            async move {
                let work = move || {
                    started.send(()).unwrap();
                    released.recv().unwrap();
                };
                seats.run(work).await.unwrap().unwrap();
            }
        });
        tokio::task::spawn_blocking(move || starts.recv().unwrap()).await.unwrap();
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        assert_eq!(seats.seats.available_permits(), 0, "the work goes on");

        let mut second = Box::pin(seats.run(|| 2));
        assert!(second.as_mut().now_or_never().is_none(), "there is one place to wait");
        assert!(matches!(seats.run(|| 3).await, Err(AppError::Busy { .. })));
        release.send(()).unwrap();
        assert_eq!(second.await.unwrap().unwrap(), 2);
    }

    #[tokio::test]
    async fn a_panic_leaves_its_seat() {
        let seats = Seats::new(1, 0);
        assert!(seats.run(|| panic!("on purpose")).await.unwrap().is_err());
        assert_eq!(seats.run(|| 7).await.unwrap().unwrap(), 7);
    }
}
