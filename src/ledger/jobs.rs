//! What time does to the book.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::sealing::seal_days;
use crate::jobs::{Job, Registry};
use crate::state::AppState;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    // Once an hour, so that a node that was away at midnight is not missed for a day.
    registry.every("ledger.seal_days", SignedDuration::from_hours(1), SealDays {})
}

/// See [`seal_days`].
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SealDays {}

impl Job for SealDays {
    const KIND: &'static str = "ledger.seal_days";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let sealed = seal_days(state).await?;
        if sealed > 0 {
            tracing::info!(sealed, "days of the book sealed");
        }
        Ok(())
    }
}
