//! The room's row, and the verbs that bookings calls in the transactions of its own.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::RunQueryDsl;

use super::jobs::{RoomOpens, TendRoom};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::crypto;
use crate::db::{Connection, text_enum};
use crate::jobs::{enqueue_at, enqueue_unique};
use crate::schema::{video_guests, video_rooms};

/// One may enter so long before the start.
pub(super) const OPENS_MINUTES_BEFORE: i64 = 15;
/// One may enter, or come back, until so long after the end.
pub(super) const EXPIRES_MINUTES_AFTER: i64 = 30;
/// Bytes of a room's key.
const KEY_BYTES: usize = 20;

text_enum!(
    /// Where a room stands.
    RoomState {
        /// No provider has made it yet.
        Wanted = "wanted",
        /// It can be entered when it opens.
        Ready = "ready",
        /// Its provider failed: it is at Jitsi.
        FallenBack = "fallen_back",
        /// The session will not take place.
        Closed = "closed",
    }
);

/// Opens a room for a booking's two, in the transaction of whoever agrees the time; a job sees to the provider after its
/// commit. A booking that has one keeps it.
///
/// # Errors
/// When the database fails, or the system gives no random bytes.
pub async fn open_room(
    conn: &mut Connection,
    now: Instant,
    booking: i64,
    members: [MemberId; 2],
    starts_at: Instant,
    ends_at: Instant,
) -> QueryResult<()> {
    let opened = diesel::insert_into(video_rooms::table)
        .values((
            video_rooms::booking_id.eq(booking),
            video_rooms::state.eq(RoomState::Wanted),
            video_rooms::room_key.eq(unguessable()?),
            video_rooms::starts_at.eq(starts_at),
            video_rooms::ends_at.eq(ends_at),
            video_rooms::expires_at.eq(ends_at.plus_minutes(EXPIRES_MINUTES_AFTER)),
            video_rooms::created_at.eq(now),
            video_rooms::changed_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if opened == 0 {
        return Ok(());
    }
    let guests = members.map(|member| (video_guests::booking_id.eq(booking), video_guests::member_id.eq(member)));
    diesel::insert_into(video_guests::table).values(guests.to_vec()).execute(conn).await?;
    see_to(conn, now, booking).await?;
    enqueue_at(conn, now, opens_at(starts_at).max(now), &RoomOpens { booking_id: booking }).await
}

/// Moves a booking's room to another time, in the transaction of whoever moves the session.
///
/// # Errors
/// When the database fails.
pub async fn move_room(
    conn: &mut Connection,
    now: Instant,
    booking: i64,
    starts_at: Instant,
    ends_at: Instant,
) -> QueryResult<()> {
    let open = video_rooms::table.find(booking).filter(video_rooms::state.ne(RoomState::Closed));
    let moved = diesel::update(open)
        .set((
            video_rooms::starts_at.eq(starts_at),
            video_rooms::ends_at.eq(ends_at),
            video_rooms::expires_at.eq(ends_at.plus_minutes(EXPIRES_MINUTES_AFTER)),
            video_rooms::tries.eq(0),
            video_rooms::changed_at.eq(now),
            video_rooms::version.eq(video_rooms::version + 1),
        ))
        .execute(conn)
        .await?;
    if moved == 1 {
        see_to(conn, now, booking).await?;
        enqueue_at(conn, now, opens_at(starts_at).max(now), &RoomOpens { booking_id: booking }).await?;
    }
    Ok(())
}

/// Closes a booking's room, in the transaction of whoever calls the session off. Nobody enters any more, and a job deletes
/// what there is at a provider.
///
/// # Errors
/// When the database fails.
pub async fn close_room(conn: &mut Connection, now: Instant, booking: i64) -> QueryResult<()> {
    let open = video_rooms::table.find(booking).filter(video_rooms::state.ne(RoomState::Closed));
    let closed = diesel::update(open)
        .set((
            video_rooms::state.eq(RoomState::Closed),
            video_rooms::changed_at.eq(now),
            video_rooms::version.eq(video_rooms::version + 1),
        ))
        .execute(conn)
        .await?;
    if closed == 1 { see_to(conn, now, booking).await } else { Ok(()) }
}

/// From when one may enter a room that begins at `starts_at`.
pub(super) fn opens_at(starts_at: Instant) -> Instant {
    starts_at.plus_minutes(-OPENS_MINUTES_BEFORE)
}

/// Has a job see to the provider; one that waits is enough.
pub(super) async fn see_to(conn: &mut Connection, now: Instant, booking: i64) -> QueryResult<()> {
    let job = TendRoom { booking_id: booking };
    enqueue_unique(conn, now, now, &job.key(), &job).await
}

/// Notes that the room's page shows something else now.
pub(super) async fn touch(conn: &mut Connection, booking: i64) -> QueryResult<()> {
    diesel::update(video_rooms::table.find(booking))
        .set(video_rooms::version.eq(video_rooms::version + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether both guests agree to be recorded.
pub(super) async fn both_agree(conn: &mut Connection, booking: i64) -> QueryResult<bool> {
    let guests = || video_guests::table.filter(video_guests::booking_id.eq(booking));
    let disagrees = exists(guests().filter(video_guests::consented_at.is_null()));
    let (has_guests, somebody_disagrees): (bool, bool) =
        diesel::select((exists(guests()), disagrees)).get_result(conn).await?;
    Ok(has_guests && !somebody_disagrees)
}

/// A room's key: 160 random bits. Whoever knows it finds the room.
fn unguessable() -> QueryResult<String> {
    let bytes = crypto::random_bytes::<KEY_BYTES>().map_err(|error| Error::QueryBuilderError(error.into()))?;
    Ok(hex::encode(bytes))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_key_cannot_be_guessed() {
        let keys: HashSet<String> = (0..10_000).map(|_| unguessable().unwrap()).collect();
        assert_eq!(keys.len(), 10_000);
        let digits = keys.iter().flat_map(|key| key.chars()).filter(|digit| digit.is_ascii_hexdigit()).count();
        assert_eq!(digits, 400_000, "160 bits each, and nothing else");
        // Every place takes every digit about as often: none is made of a time, a count or an id.
        for place in 0..40 {
            let mut counts = [0_u32; 16];
            for key in &keys {
                let digit = key.chars().nth(place).unwrap().to_digit(16).unwrap();
                counts[usize::try_from(digit).unwrap()] += 1;
            }
            let expected = 10_000.0 / 16.0;
            let spread: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
            // Chi squared with 15 degrees of freedom: once in a hundred million that far off.
            assert!(spread < 70.0, "place {place}: {counts:?}");
        }
    }
}
