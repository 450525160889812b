//! The topic `badges:<member>`: both counts, whenever one of them may have changed.

use askama::Template;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::views::BadgesUpdate;
use crate::accounts::{MemberId, badges};
use crate::error::{AppError, AppResult};
use crate::realtime::{Feed, Feeds, Update};
use crate::state::AppState;

/// Adds this slice's feeds.
pub fn feeds(feeds: Feeds) -> Feeds {
    feeds.with("badges", BadgesFeed)
}

/// Counts anew each time it is asked, so its cursor stays 0.
struct BadgesFeed;

impl Feed for BadgesFeed {
    fn since<'a>(
        &'a self,
        state: &'a AppState,
        viewer: i64,
        key: &'a str,
        _cursor: i64,
    ) -> BoxFuture<'a, AppResult<Update>> {
        async move {
            if key.parse() != Ok(viewer) {
                return Err(AppError::NotFound);
            }
            let badges = badges(&*state.db.get().await?, MemberId(viewer)).await?;
            Ok(Update { html: BadgesUpdate { badges }.render()?, cursor: 0 })
        }
        .boxed()
    }
}
