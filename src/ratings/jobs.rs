//! What time does to figures.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::standing::refigure_due;
use crate::jobs::{Job, Registry};
use crate::state::AppState;

/// Adds the schedule: a rating grows out of its window at midnight (UTC), and the figure follows within minutes.
pub fn register(registry: Registry) -> Registry {
    registry.every("ratings.refigure", SignedDuration::from_mins(5), Refigure {})
}

/// See [`refigure_due`].
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Refigure {}

impl Job for Refigure {
    const KIND: &'static str = "ratings.refigure";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        while refigure_due(&mut conn, state.clock.now()).await? {}
        Ok(())
    }
}
