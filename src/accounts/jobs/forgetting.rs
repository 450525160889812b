//! Forgetting, once a day.

use serde::{Deserialize, Serialize};

use crate::accounts::{attempts, login, mail_tokens, passkeys};
use crate::jobs::Job;
use crate::state::AppState;
use crate::web::session;

/// Deletes logins, cookie sessions, mailed secrets and challenges that have expired, and counts of tries that are over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ForgetExpired {}

impl Job for ForgetExpired {
    const KIND: &'static str = "accounts.forget_expired";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let mut conn = state.db.get().await?;
        login::forget_expired(&mut conn, now).await?;
        mail_tokens::forget_expired(&mut conn, now).await?;
        passkeys::forget_expired(&mut conn, now).await?;
        attempts::forget_old(&mut conn, now).await?;
        session::forget_expired(&mut conn, now).await?;
        Ok(())
    }
}
