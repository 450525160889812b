//! A series' page moves when the other one acts: topic `series:<id>`, whose cursor is the newest event of any of its dates.

use askama::Template;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::queries::SeriesId;
use super::views::{SeriesUpdate, SeriesView};
use crate::accounts::MemberId;
use crate::bookings::{self, BookingId};
use crate::error::{AppError, AppResult};
use crate::notifications;
use crate::realtime::{Feed, Feeds, Update};
use crate::state::AppState;

/// Adds this slice's topics.
pub fn feeds(feeds: Feeds) -> Feeds {
    feeds.with("series", SeriesFeed)
}

/// Tells both people's pages that the series and these dates of it moved, and `other` that something is new; after the
/// commit.
pub(super) fn announce(state: &AppState, id: SeriesId, bookings: &[BookingId], other: MemberId) {
    state.bus.publish(format!("series:{id}"), 0);
    notifications::announce(state, other);
    for booking in bookings {
        bookings::announce(state, *booking, other);
    }
}

struct SeriesFeed;

impl Feed for SeriesFeed {
    fn since<'a>(
        &'a self,
        state: &'a AppState,
        viewer: i64,
        key: &'a str,
        cursor: i64,
    ) -> BoxFuture<'a, AppResult<Update>> {
        since(state, MemberId(viewer), key, cursor).boxed()
    }
}

async fn since(state: &AppState, viewer: MemberId, key: &str, cursor: i64) -> AppResult<Update> {
    let id: SeriesId = key.parse().map_err(|_| AppError::NotFound)?;
    let series = SeriesView::of(&*state.db.get().await?, state.clock.now(), id, viewer).await?;
    let newest = series.cursor;
    let html = if newest > cursor { SeriesUpdate { series }.render()? } else { String::new() };
    Ok(Update { html, cursor: newest.max(cursor) })
}
