//! Forgetting, once a day.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::forget_old;
use crate::jobs::{Job, Registry};
use crate::state::AppState;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    registry.every("notifications.forget_old", SignedDuration::from_hours(24), ForgetOld {})
}

/// See [`forget_old`].
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ForgetOld {}

impl Job for ForgetOld {
    const KIND: &'static str = "notifications.forget_old";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        Ok(forget_old(state).await?)
    }
}
