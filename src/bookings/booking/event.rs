//! What happened to a booking, in order. Nothing is ever taken back from it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::BookingId;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, text_enum};
use crate::ledger::Credits;
use crate::schema::booking_events;

text_enum!(
    /// What happened to a booking.
    EventKind {
        /// Proposed by the learner.
        Proposed = "proposed",
        /// Answered with other times.
        Countered = "countered",
        /// Accepted by who was asked.
        Accepted = "accepted",
        /// Declined by who was asked.
        Declined = "declined",
        /// Withdrawn by who had proposed.
        Withdrawn = "withdrawn",
        /// Expired unanswered.
        Expired = "expired",
        /// Another time was offered.
        MoveOffered = "move_offered",
        /// And agreed to.
        Moved = "moved",
        /// Or not.
        MoveRefused = "move_refused",
        /// Or taken back.
        MoveWithdrawn = "move_withdrawn",
        /// Or nobody answered before it was too late.
        MoveLapsed = "move_lapsed",
        /// Called off after it was agreed.
        Cancelled = "cancelled",
        /// One of the two says that it did not go as agreed.
        Claimed = "claimed",
        /// The other one says so too.
        Admitted = "admitted",
        /// The other one says otherwise.
        Contested = "contested",
        /// The other one said nothing in time.
        ClaimLapsed = "claim_lapsed",
        /// A moderator decided, or one of the two has left.
        Decided = "decided",
        /// One of the two rated.
        Rated = "rated",
        /// Both ratings were shown.
        Revealed = "revealed",
        /// Escrow went to the teacher.
        Released = "released",
    }
);

/// What an event was about: only what it has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::bookings) struct Details {
    /// The times that were proposed, or the new time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<Instant>,
    /// The time that was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// What went back to the learner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<Credits>,
    /// What went to the teacher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Credits>,
    /// What was said to it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

impl Details {
    /// Times.
    pub fn times(times: &[Instant]) -> Self {
        Self { times: times.to_vec(), ..Self::default() }
    }

    /// With what was said.
    pub fn saying(self, words: &str) -> Self {
        Self { words: words.to_owned(), ..self }
    }

    /// With who got what of `price`.
    pub fn sharing(self, price: Credits, paid: Credits) -> Self {
        Self { paid: Some(paid), refund: Some(Credits(price.0 - paid.0)), ..self }
    }
}

/// Adds to the booking's history. `actor` is none for what time did.
pub(super) async fn record(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    kind: EventKind,
    actor: Option<MemberId>,
) -> QueryResult<()> {
    insert(conn, now, id, (kind, actor), None).await
}

/// As [`record`], with what it was about.
pub(super) async fn record_with(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (kind, actor): (EventKind, Option<MemberId>),
    details: &Details,
) -> QueryResult<()> {
    let details =
        serde_json::to_value(details).map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    insert(conn, now, id, (kind, actor), Some(details)).await
}

async fn insert(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (kind, actor): (EventKind, Option<MemberId>),
    details: Option<serde_json::Value>,
) -> QueryResult<()> {
    diesel::insert_into(booking_events::table)
        .values((
            booking_events::booking_id.eq(id),
            booking_events::kind.eq(kind),
            booking_events::actor_id.eq(actor),
            booking_events::at.eq(now),
            booking_events::details.eq(details),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
