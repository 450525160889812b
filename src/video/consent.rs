//! Agreeing to be recorded, and taking that back.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::presence::delete_recordings;
use super::room::{RoomState, see_to, touch};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::{video_guests, video_rooms};

/// Notes whether a guest agrees to be recorded. Who takes it back has what was recorded deleted. A job tells the provider.
///
/// # Errors
/// `NotFound` for who is no guest of the room, or when it is closed.
pub(super) async fn say(
    conn: &mut Connection,
    now: Instant,
    booking: i64,
    member: MemberId,
    agrees: bool,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        // The room's lock first, as everybody takes it: two who answer at once are heard one after the other.
        let open = video_rooms::table.find(booking).filter(video_rooms::state.ne(RoomState::Closed));
        let _locked: i64 = open.select(video_rooms::booking_id).for_update().first(conn).await?;
        let before: Option<Instant> =
            video_guests::table.find((booking, member)).select(video_guests::consented_at).first(conn).await?;
        if before.is_some() == agrees {
            return Ok(());
        }
        diesel::update(video_guests::table.find((booking, member)))
            .set(video_guests::consented_at.eq(agrees.then_some(now)))
            .execute(conn)
            .await?;
        if !agrees {
            delete_recordings(conn, now, booking).await?;
        }
        touch(conn, booking).await?;
        see_to(conn, now, booking).await
    })
    .await
}
