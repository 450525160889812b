//! Events: which session stands under which id in a connected calendar, and as of when.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::ConnectionId;
use crate::bookings::BookingId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::calendar_events as events;

/// What was written.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events)]
pub(super) struct Written {
    pub booking_id: BookingId,
    pub remote_id: String,
    pub starts_at: Instant,
    pub deleted_at: Option<Instant>,
}

/// What stands there of a booking.
///
/// # Errors
/// When the database fails.
pub(super) async fn of(
    conn: &mut Connection,
    connection: ConnectionId,
    booking: BookingId,
) -> QueryResult<Option<Written>> {
    events::table.find((connection, booking)).select(Written::as_select()).first(conn).await.optional()
}

/// What stands there under some ids.
///
/// # Errors
/// When the database fails.
pub(super) async fn known(
    conn: &mut Connection,
    connection: ConnectionId,
    remote_ids: &[String],
) -> QueryResult<Vec<Written>> {
    let asked = events::connection_id.eq(connection).and(events::remote_id.eq_any(remote_ids));
    events::table.filter(asked).select(Written::as_select()).load(conn).await
}

/// Notes what was written. A connection that is gone meanwhile stays away.
///
/// # Errors
/// When the database fails.
pub(super) async fn note(
    conn: &mut Connection,
    connection: ConnectionId,
    written: &Written,
    sequence: i32,
) -> QueryResult<()> {
    let what = (
        events::remote_id.eq(&written.remote_id),
        events::starts_at.eq(written.starts_at),
        events::sequence.eq(sequence),
    );
    diesel::insert_into(events::table)
        .values((events::connection_id.eq(connection), events::booking_id.eq(written.booking_id), what))
        .on_conflict((events::connection_id, events::booking_id))
        .do_update()
        .set(what)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that its owner deleted it there. Whether that is news.
///
/// # Errors
/// When the database fails.
pub(super) async fn note_deletion(
    conn: &mut Connection,
    now: Instant,
    connection: ConnectionId,
    booking: BookingId,
) -> QueryResult<bool> {
    let standing = events::table.find((connection, booking)).filter(events::deleted_at.is_null());
    Ok(diesel::update(standing).set(events::deleted_at.eq(now)).execute(conn).await? == 1)
}

/// Forgets one.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget(conn: &mut Connection, connection: ConnectionId, booking: BookingId) -> QueryResult<()> {
    diesel::delete(events::table.find((connection, booking))).execute(conn).await?;
    Ok(())
}

/// Forgets all of a calendar that is not there any more.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_all(conn: &mut Connection, connection: ConnectionId) -> QueryResult<()> {
    diesel::delete(events::table.filter(events::connection_id.eq(connection))).execute(conn).await?;
    Ok(())
}
