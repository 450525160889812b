//! What time does to requests.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{expiring, live};
use crate::jobs::{Job, Registry};
use crate::state::AppState;

/// Adds this slice's jobs and schedules.
pub fn register(registry: Registry) -> Registry {
    registry.on::<Expire>().every("quick_help.expire", SignedDuration::from_mins(1), Expire {})
}

/// Closes requests that nobody took in time.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Expire {}

impl Job for Expire {
    const KIND: &'static str = "quick_help.expire";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let expired = expiring::expire_due(&mut *state.db.get().await?, state.clock.now()).await?;
        for (learner, skill) in expired {
            live::tell(state, learner, skill).await?;
        }
        Ok(())
    }
}
