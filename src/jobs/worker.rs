//! Works on jobs.

use tokio::sync::watch;

use super::Registry;
use crate::state::AppState;

/// Works on jobs until told to stop.
pub struct Worker;

impl Worker {
    /// A worker.
    pub fn new(_state: AppState, _registry: Registry) -> Self {
        Self
    }

    /// Works.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        if stop.wait_for(|stop| *stop).await.is_err() {
            tracing::debug!("the process is ending");
        }
    }
}

/// Runs every due job.
pub async fn drain(_state: &AppState, _registry: &Registry) {}
