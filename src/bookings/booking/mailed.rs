//! Which mails about a booking were sent to whom: for who decides a dispute. No address, no words.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::BookingId;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, text_enum};
use crate::schema::booking_mails;

text_enum!(
    /// What a mail about a booking was about.
    MailKind {
        /// Somebody wants to learn.
        Proposal = "proposal",
        /// A session is agreed.
        Agreed = "agreed",
        /// It has another time.
        Moved = "moved",
        /// It is called off.
        Cancelled = "cancelled",
        /// It begins soon.
        Reminder = "reminder",
        /// The other one says that it did not go as agreed.
        Claim = "claim",
        /// And still waits for an answer.
        ClaimReminder = "claim_reminder",
    }
);

/// Notes that a mail server took a mail to `member`.
///
/// # Errors
/// When the database fails.
pub async fn mailed(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    member: MemberId,
    kind: MailKind,
) -> QueryResult<()> {
    diesel::insert_into(booking_mails::table)
        .values((
            booking_mails::booking_id.eq(id),
            booking_mails::member_id.eq(member),
            booking_mails::kind.eq(kind),
            booking_mails::sent_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
