//! Commands for slices to the right that act on several bookings at once, each on one booking and in the caller's
//! transaction, of which it is a part that can fail alone (a savepoint). They note no order and write no notification:
//! the caller does that once for all of them, after it has locked them all with [`lock_all`]. Everything else is as in
//! the command of the same name.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Acceptance, Booking, BookingError, BookingId, Obstacle, Proposal, answering, cancelling, proposing};
use crate::accounts::MemberId;
use crate::availability::Pair;
use crate::clock::Instant;
use crate::db::Connection;
use crate::ledger::Credits;
use crate::schema::bookings;

/// Locks bookings until the transaction ends, in the order of their ids: before the order is noted, so that whoever acts
/// on one of them alone never waits in a circle.
///
/// # Errors
/// When the database fails.
pub async fn lock_all(conn: &mut Connection, ids: &[BookingId]) -> QueryResult<()> {
    let _locked: Vec<BookingId> = bookings::table
        .filter(bookings::id.eq_any(ids))
        .order(bookings::id)
        .select(bookings::id)
        .for_update()
        .load(conn)
        .await?;
    Ok(())
}

/// Those of `ids` of whose two people `member` is one, by id, as they stand.
///
/// # Errors
/// When the database fails.
pub async fn look_all(conn: &Connection, ids: &[BookingId], member: MemberId) -> QueryResult<Vec<Booking>> {
    Booking::all(conn, ids, member).await
}

/// All that is in the way at `now` of a session from `starts_at` of so many minutes, for the teacher or the learner.
pub fn obstacles(pair: &Pair, now: Instant, when: (Instant, i64), for_teacher: bool) -> Vec<Obstacle> {
    Obstacle::all(pair, now, when, for_teacher)
}

/// Proposes one session of several at a time that `pair`, the two of them, has. A pair that looks far ahead lets it be beyond
/// the teacher's horizon.
///
/// # Errors
/// Those of [`super::propose`].
pub async fn propose_one(
    conn: &mut Connection,
    now: Instant,
    proposal: &Proposal,
    pair: &Pair,
) -> Result<BookingId, BookingError> {
    conn.transaction(async |conn| {
        proposing::check_people(conn, now, proposal).await?;
        proposing::ask(conn, now, proposal, pair).await?.ok_or(BookingError::KeyUsed)
    })
    .await
}

/// Accepts one of several proposals that `member` is asked to answer: time and credits are bound, or nothing is.
///
/// # Errors
/// Those of [`super::accept`].
pub async fn accept_one(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    member: MemberId,
    acceptance: &Acceptance,
) -> Result<(), BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        answering::choose(conn, now, &booking, member, acceptance).await
    })
    .await
}

/// Declines one of several proposals that `member` is asked to answer, with a reason in up to 500 characters.
///
/// # Errors
/// Those of [`super::decline`].
pub async fn decline_one(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    member: MemberId,
    reason: &str,
) -> Result<(), BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        answering::say_no(conn, now, &booking, member, reason).await
    })
    .await
}

/// Takes one of several proposals of `member`'s back.
///
/// # Errors
/// Those of [`super::withdraw`].
pub async fn withdraw_one(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    member: MemberId,
) -> Result<(), BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        answering::unsay(conn, now, &booking, member).await
    })
    .await
}

/// Calls one of several agreed sessions off; `said` is what the page said would go back to the learner.
///
/// # Errors
/// Those of [`super::cancel`].
pub async fn cancel_one(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    member: MemberId,
    reason: &str,
    said: Credits,
) -> Result<(), BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        let refund = cancelling::check(&booking, now, member, said)?;
        cancelling::undo(conn, now, &booking, member, (reason, refund)).await
    })
    .await
}
