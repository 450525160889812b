//! The topic `conversation:<id>`: its messages, to its participants. The cursor is the last message's number.

use askama::Template;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::news;
use crate::accounts::MemberId;
use crate::error::{AppError, AppResult};
use crate::realtime::{Feed, Feeds, Update};
use crate::state::AppState;

/// Adds this slice's feeds.
pub fn feeds(feeds: Feeds) -> Feeds {
    feeds.with("conversation", ConversationFeed)
}

struct ConversationFeed;

impl Feed for ConversationFeed {
    fn since<'a>(
        &'a self,
        state: &'a AppState,
        viewer: i64,
        key: &'a str,
        cursor: i64,
    ) -> BoxFuture<'a, AppResult<Update>> {
        async move {
            let conversation = key.parse().map_err(|_| AppError::NotFound)?;
            let updates = news::told(state, MemberId(viewer), conversation, cursor).await?;
            let html = if updates.lines.is_empty() { String::new() } else { updates.render()? };
            Ok(Update { html, cursor: updates.cursor })
        }
        .boxed()
    }
}
