//! Waking nodes that wait for work. A node looks at the queue once a second anyway; a NOTIFY only spares that second,
//! for jobs that are due at once.
//!
//! PostgreSQL lets committing transactions that carry a NOTIFY pass one at a time, through one lock of the whole server,
//! held over the flush to disk: if every enqueueing transaction had one, commits would queue up exactly when there are
//! many. So a transaction notifies only when it gets [`WAKE_LOCK`] without waiting: of all in flight, one carries a
//! NOTIFY, and the others leave it to that one, or to the next look. Under load workers look again after each job, so
//! nobody waits longer for it.

use diesel_async::SimpleAsyncConnection;
use futures_util::{FutureExt, StreamExt};

use super::JobsError;
use crate::db::{Connection, Db};

/// "wake" in ASCII: the advisory lock that the one notifying transaction holds.
pub(super) const WAKE_LOCK: i64 = 0x7761_6b65;

/// A worker's own connection: it listens, and it claims. A queue is empty at one moment and long at the next, so what
/// PostgreSQL believes about it is often wrong, and then it sorts the whole queue for each claim; here it takes the
/// index, always.
pub(super) async fn open_line(db: &Db) -> Result<Connection, JobsError> {
    let mut conn = db.dedicated().await?;
    conn.batch_execute("SET application_name = 'skillswap jobs'; SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; LISTEN jobs")
        .await?;
    Ok(conn)
}

/// Waits for a NOTIFY, and takes all that have come as one; without a line, for ever.
///
/// # Errors
/// When the line broke.
pub(super) async fn woken(line: &mut Option<Connection>) -> Result<(), String> {
    let Some(line) = line else { return std::future::pending().await };
    let mut notifications = std::pin::pin!(line.notifications_stream());
    let mut next = notifications.next().await;
    loop {
        match next {
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.to_string()),
            None => return Err("connection closed".to_owned()),
        }
        match notifications.next().now_or_never() {
            Some(another) => next = another,
            None => return Ok(()),
        }
    }
}
