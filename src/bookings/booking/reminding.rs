//! Reminders of an agreed session, each sent once. A row says when each is due: it is written with the session, moves
//! with it, and is marked in the transaction that notifies, so that no restart loses or repeats one.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Booking, BookingError, BookingId, State};
use crate::accounts::MemberId;
use crate::bookings::letters::ReminderMail;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs;
use crate::notifications::{self, Kind};
use crate::schema::reminders;

/// Sessions reminded of by one call; the schedule calls again.
const BATCH: i64 = 200;

/// Plans the reminders of a session that begins at `starts_at`, in the place of those before: those that are still to come.
pub(super) async fn plan(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    starts_at: Instant,
) -> QueryResult<()> {
    if booking.starts_at.is_some() {
        forget(conn, booking.id).await?;
    }
    let rows: Vec<_> = booking
        .terms
        .reminders
        .iter()
        .map(|minutes| (*minutes, starts_at.plus_minutes(-i64::from(*minutes))))
        .filter(|(_, due_at)| *due_at > now)
        .map(|(minutes, due_at)| {
            (reminders::booking_id.eq(booking.id), reminders::minutes.eq(minutes), reminders::due_at.eq(due_at))
        })
        .collect();
    if !rows.is_empty() {
        diesel::insert_into(reminders::table).values(rows).execute(conn).await?;
    }
    Ok(())
}

/// Plans nothing any more.
pub(super) async fn forget(conn: &mut Connection, id: BookingId) -> QueryResult<()> {
    diesel::delete(reminders::table.filter(reminders::booking_id.eq(id))).execute(conn).await?;
    Ok(())
}

/// Whether the reminder `minutes` before is the last that was sent of this session as it is agreed now.
///
/// # Errors
/// When the database fails.
pub(in crate::bookings) async fn is_newest_reminder(
    conn: &mut Connection,
    id: BookingId,
    minutes: i32,
) -> QueryResult<bool> {
    let sent = reminders::table.filter(reminders::booking_id.eq(id).and(reminders::sent_at.is_not_null()));
    let newest: Option<i32> = sent.select(diesel::dsl::min(reminders::minutes)).first(conn).await?;
    Ok(newest == Some(minutes))
}

/// Sends what is due, each session in a transaction of its own. Where several are due because nobody was there to send
/// them, the nearest one is sent and the others are not; where the session has begun, none. Gives the members to tell.
///
/// # Errors
/// When the database fails; what was sent before stays sent.
pub async fn remind_due(conn: &mut Connection, now: Instant) -> Result<Vec<MemberId>, BookingError> {
    let due: Vec<BookingId> = reminders::table
        .filter(reminders::sent_at.is_null().and(reminders::due_at.le(now)))
        .order(reminders::due_at)
        .limit(BATCH)
        .select(reminders::booking_id)
        .load(conn)
        .await?;
    let mut told = Vec::new();
    for id in due {
        told.extend(conn.transaction(async |conn| remind(conn, now, id).await).await?);
    }
    Ok(told)
}

async fn remind(conn: &mut Connection, now: Instant, id: BookingId) -> Result<Vec<MemberId>, BookingError> {
    let booking = Booking::lock_any(conn, id).await?;
    // Under the booking's lock: another node may have been here.
    let due = reminders::booking_id.eq(id).and(reminders::sent_at.is_null()).and(reminders::due_at.le(now));
    let marked: Vec<i32> = diesel::update(reminders::table.filter(due))
        .set(reminders::sent_at.eq(now))
        .returning(reminders::minutes)
        .get_results(conn)
        .await?;
    let is_ahead = booking.state == State::Accepted && booking.starts_at.is_some_and(|starts_at| now < starts_at);
    let Some(minutes) = marked.into_iter().min().filter(|_| is_ahead) else { return Ok(Vec::new()) };
    for member in booking.people() {
        let other = booking.other(member);
        notifications::notify(conn, now, member, Kind::SessionSoon, Some(other), Some(id.0)).await?;
        jobs::enqueue(conn, now, &ReminderMail { booking_id: id, member_id: member, minutes }).await?;
    }
    Ok(booking.people().to_vec())
}
