//! What time does to a claim that nobody answers: a reminder a day before, then what silence says. Who is said not to have
//! come, or to have come late, is taken to agree; anything else becomes the moderators'.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::claiming::{self, ClaimKind, resolve, row};
use super::event::EventKind;
use super::{Booking, BookingError, BookingId, Command, State};
use crate::accounts::{self, MemberId};
use crate::bookings::letters::ClaimMail;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs;
use crate::notifications::{self, Kind};
use crate::schema::claims;

/// Claims seen to by one call; the schedule calls again.
const BATCH: i64 = 100;
/// So long before the end of the window the other one is reminded. Of a window that is no longer than this they are not.
const REMINDED_HOURS: i64 = 24;

/// Reminds those whose answer is due within a day, once, each in a transaction of its own. Gives the members to tell.
///
/// # Errors
/// When the database fails; who was reminded before stays so.
pub async fn remind_of_claims(conn: &mut Connection, now: Instant) -> Result<Vec<MemberId>, BookingError> {
    let open = claims::decided_at.is_null().and(claims::answer.is_null()).and(claims::reminded_at.is_null());
    let due: Vec<BookingId> = claims::table
        .filter(open.and(claims::answer_until.gt(now)).and(claims::answer_until.le(now.plus_hours(REMINDED_HOURS))))
        .order(claims::answer_until)
        .limit(BATCH)
        .select(claims::booking_id)
        .load(conn)
        .await?;
    let mut told = Vec::new();
    for id in due {
        told.extend(conn.transaction(async |conn| remind(conn, now, id).await).await?);
    }
    Ok(told)
}

async fn remind(conn: &mut Connection, now: Instant, id: BookingId) -> Result<Option<MemberId>, BookingError> {
    let booking = Booking::lock_any(conn, id).await?;
    let row = row(conn, id).await?;
    // Under the booking's lock: another node may have been here, or an answer.
    let unseen = claims::table.filter(claims::booking_id.eq(id).and(claims::reminded_at.is_null()));
    let marked = diesel::update(unseen).set(claims::reminded_at.eq(now)).execute(conn).await?;
    let is_open = booking.state == State::Disputed && row.answer.is_none();
    let was_told_long_ago = row.made_at < row.answer_until.plus_hours(-REMINDED_HOURS);
    if marked == 0 || !is_open || !was_told_long_ago {
        return Ok(None);
    }
    let other = booking.other(row.by_id);
    notifications::notify(conn, now, other, Kind::ClaimDue, Some(row.by_id), Some(id.0)).await?;
    jobs::enqueue(conn, now, &ClaimMail { booking_id: id, member_id: other, again: true }).await?;
    Ok(Some(other))
}

/// Settles claims whose answer is overdue, or gives them to the moderators, each in a transaction of its own. Gives the
/// members to tell.
///
/// # Errors
/// When the database fails; what was settled before stays.
pub async fn lapse_due(conn: &mut Connection, now: Instant) -> Result<Vec<(BookingId, MemberId)>, BookingError> {
    let due: Vec<BookingId> = claims::table
        .filter(claims::decided_at.is_null().and(claims::answer.is_null()).and(claims::answer_until.le(now)))
        .filter(claims::kind.ne(ClaimKind::Other).or(claims::desk_at.is_null()))
        .order(claims::answer_until)
        .limit(BATCH)
        .select(claims::booking_id)
        .load(conn)
        .await?;
    let mut told = Vec::new();
    for id in due {
        let people = conn.transaction(async |conn| lapse(conn, now, id).await).await?;
        told.extend(people.into_iter().map(|member| (id, member)));
    }
    Ok(told)
}

async fn lapse(conn: &mut Connection, now: Instant, id: BookingId) -> Result<Vec<MemberId>, BookingError> {
    let booking = Booking::lock_any(conn, id).await?;
    let row = row(conn, id).await?;
    // Somebody may have answered meanwhile.
    if booking.state != State::Disputed || row.answer.is_some() || row.answer_until > now {
        return Ok(Vec::new());
    }
    if row.kind == ClaimKind::Other {
        claiming::to_moderators(conn, now, id).await?;
        return Ok(Vec::new());
    }
    let state = booking.after_time(Command::Lapse)?;
    resolve(conn, now, &booking, (state, row.asks), (EventKind::ClaimLapsed, None), "").await?;
    for member in booking.people() {
        notifications::notify(conn, now, member, Kind::ClaimSettled, None, Some(id.0)).await?;
    }
    Ok(booking.people().to_vec())
}

/// Tells moderators, but not one who is part of it, that the claim waits for them; once, and not when it is settled. Gives
/// those who are told.
///
/// # Errors
/// When the database fails.
pub async fn tell_moderators(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
) -> Result<Vec<MemberId>, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock_any(conn, id).await?;
        let untold = claims::booking_id.eq(id).and(claims::desk_at.is_null()).and(claims::decided_at.is_null());
        if diesel::update(claims::table.filter(untold)).set(claims::desk_at.eq(now)).execute(conn).await? == 0 {
            return Ok(Vec::new());
        }
        let mut staff = accounts::staff(conn).await?;
        staff.retain(|member| !booking.people().contains(member));
        for member in &staff {
            notifications::notify(conn, now, *member, Kind::DisputeWaits, None, Some(id.0)).await?;
        }
        Ok(staff)
    })
    .await
}
