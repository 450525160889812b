//! Commands that are done once, however often they are sent: a double click, a reload, a proxy that tries again.
//!
//! A form carries a key that was made with it. The verb notes the order in its own transaction: a copy that comes
//! meanwhile waits for that transaction and then finds the order done, with nothing left to do; when the first one fails
//! or is refused, nothing is noted, and the copy is tried in its turn. The same key with another body is refused: it is
//! not the same order. Owns `orders`; rows are forgotten after [`KEPT_DAYS`].

use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::{Job, Registry};
use crate::schema::orders;
use crate::state::AppState;

/// How long a key is remembered, in days: far longer than a form stays open.
pub const KEPT_DAYS: i64 = 30;
/// Rows forgotten by one call.
const BATCH: i64 = 5_000;

/// What somebody wants done, once.
#[derive(Debug, Clone)]
pub struct Order {
    actor: i64,
    key: Uuid,
    fingerprint: [u8; 32],
}

/// Why an order cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The key is that of another order.
    #[error("the key was used for something else")]
    KeyUsed,
    /// The order cannot be written, or the database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// A key for a form.
pub fn new_key() -> Uuid {
    Uuid::new_v4()
}

impl Order {
    /// `actor` (a member's id) wants `command` done with `body`, which is everything that the command depends on.
    ///
    /// # Errors
    /// When the body cannot be written as JSON.
    pub fn new(actor: i64, key: Uuid, command: &str, body: &impl Serialize) -> Result<Self, OrderError> {
        let body = serde_json::to_vec(&(command, body)).map_err(|error| Error::SerializationError(error.into()))?;
        Ok(Self { actor, key, fingerprint: Sha256::digest(body).into() })
    }

    /// Notes the order in the caller's transaction; whether it was done before, in which case there is nothing to do.
    ///
    /// # Errors
    /// [`OrderError::KeyUsed`] when the key came with something else.
    pub async fn is_done(&self, conn: &mut Connection, now: Instant) -> Result<bool, OrderError> {
        let noted = diesel::insert_into(orders::table)
            .values((
                orders::actor_id.eq(self.actor),
                orders::key.eq(self.key),
                orders::fingerprint.eq(self.fingerprint.as_slice()),
                orders::done_at.eq(now),
            ))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if noted == 1 {
            return Ok(false);
        }
        let known: Option<Vec<u8>> =
            orders::table.find((self.actor, self.key)).select(orders::fingerprint).first(conn).await.optional()?;
        // Forgotten between the two statements: thirty days old is another order.
        match known {
            Some(known) if known == self.fingerprint => Ok(true),
            _ => Err(OrderError::KeyUsed),
        }
    }
}

/// Adds the daily forgetting.
pub fn register_jobs(registry: Registry) -> Registry {
    registry.every("idempotency.forget_old", SignedDuration::from_hours(24), ForgetOld {})
}

/// See [`forget_old`].
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ForgetOld {}

impl Job for ForgetOld {
    const KIND: &'static str = "idempotency.forget_old";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        while forget_old(&mut conn, state.clock.now()).await? {}
        Ok(())
    }
}

/// Forgets orders older than [`KEPT_DAYS`]; whether there may be more.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(conn: &mut Connection, now: Instant) -> QueryResult<bool> {
    let old = orders::table
        .filter(orders::done_at.lt(now.plus_hours(-24 * KEPT_DAYS)))
        .limit(BATCH)
        .select((orders::actor_id, orders::key));
    let old: Vec<(i64, Uuid)> = old.load(conn).await?;
    let count = i64::try_from(old.len()).unwrap_or(BATCH);
    let (actors, keys): (Vec<i64>, Vec<Uuid>) = old.into_iter().unzip();
    diesel::sql_query("DELETE FROM orders o USING unnest($1, $2) AS old (actor_id, key) WHERE o.actor_id = old.actor_id AND o.key = old.key")
        .bind::<Array<BigInt>, _>(actors)
        .bind::<Array<diesel::sql_types::Uuid>, _>(keys)
        .execute(conn)
        .await?;
    Ok(count == BATCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_command_and_another_body_are_another_order() {
        let of = |command: &str, body: (i64, &str)| Order::new(1, Uuid::nil(), command, &body).unwrap().fingerprint;
        assert_eq!(of("accept", (7, "1")), of("accept", (7, "1")));
        assert_ne!(of("accept", (7, "1")), of("accept", (7, "2")));
        assert_ne!(of("accept", (7, "1")), of("decline", (7, "1")));
    }
}
