//! A room's page moves when the other one comes or agrees, when it opens, and when it falls back: topic `room:<booking>`,
//! whose cursor is the room's version.

use askama::Template;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::views::{RoomUpdate, RoomView};
use crate::accounts::MemberId;
use crate::error::{AppError, AppResult};
use crate::notifications;
use crate::realtime::{Feed, Feeds, Update};
use crate::state::AppState;

/// Adds this slice's topics.
pub fn feeds(feeds: Feeds) -> Feeds {
    feeds.with("room", RoomFeed)
}

/// Tells the pages of a room that it moved, and `told` that something is new; after the commit.
pub(super) fn announce(state: &AppState, booking: i64, told: &[MemberId]) {
    state.bus.publish(format!("room:{booking}"), 0);
    for member in told {
        notifications::announce(state, *member);
    }
}

struct RoomFeed;

impl Feed for RoomFeed {
    fn since<'a>(
        &'a self,
        state: &'a AppState,
        viewer: i64,
        key: &'a str,
        cursor: i64,
    ) -> BoxFuture<'a, AppResult<Update>> {
        async move {
            let booking = key.parse().map_err(|_| AppError::NotFound)?;
            since(state, MemberId(viewer), booking, cursor).await
        }
        .boxed()
    }
}

/// What the page shows now, when it is newer than `cursor`.
pub(super) async fn since(state: &AppState, viewer: MemberId, booking: i64, cursor: i64) -> AppResult<Update> {
    let room = RoomView::of(&*state.db.get().await?, state.clock.now(), booking, viewer).await?;
    let newest = room.version;
    let html = if newest > cursor { RoomUpdate { room }.render()? } else { String::new() };
    Ok(Update { html, cursor: newest.max(cursor) })
}
