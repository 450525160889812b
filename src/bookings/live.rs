//! A session's page moves when the other one acts: topic `booking:<id>`, whose cursor is its newest event.

use askama::Template;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::BookingId;
use super::views::{BookingUpdate, BookingView};
use crate::accounts::MemberId;
use crate::error::{AppError, AppResult};
use crate::realtime::{Feed, Feeds, Update};
use crate::state::AppState;
use crate::web::FieldErrors;
use crate::{ledger, notifications};

/// Adds this slice's topics.
pub fn feeds(feeds: Feeds) -> Feeds {
    feeds.with("booking", BookingFeed)
}

/// Tells both people's pages that the booking moved, and `other` that something is new; after the commit.
pub fn announce(state: &AppState, booking: BookingId, other: MemberId) {
    state.bus.publish(format!("booking:{booking}"), 0);
    notifications::announce(state, other);
    ledger::announce(state, other);
}

struct BookingFeed;

impl Feed for BookingFeed {
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
    let id: BookingId = key.parse().map_err(|_| AppError::NotFound)?;
    let booking = BookingView::of(&mut *state.db.get().await?, state.clock.now(), id, viewer).await?;
    let newest = booking.cursor;
    let html = if newest > cursor {
        BookingUpdate { booking, errors: FieldErrors::default() }.render()?
    } else {
        String::new()
    };
    Ok(Update { html, cursor: newest.max(cursor) })
}
