//! What bookings tells to whoever listens: the slices to its right, which it does not know, do the job.

use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::BookingId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs;

/// An agreed session is new, has moved, or will not take place. The job looks at it as it is then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionChanged {
    /// Which.
    pub booking_id: BookingId,
}

/// Says so, in the transaction of the change.
pub(super) async fn session_changed(conn: &mut Connection, now: Instant, booking_id: BookingId) -> QueryResult<()> {
    jobs::enqueue(conn, now, &SessionChanged { booking_id }).await
}
