//! What a socket asks. Its tests answer without a database.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::super::feeds::{Feeds, Update};
use crate::error::AppResult;
use crate::state::AppState;

/// Answers what came after a cursor, for one viewer.
pub(super) trait Source: 'static {
    /// What the viewer may see of `topic` after `cursor`; [`None`] when there are no topics of that kind.
    fn since<'a>(&'a self, topic: &'a str, cursor: i64) -> BoxFuture<'a, AppResult<Option<Update>>>;
}

/// The slices' feeds, seen by one member.
pub(super) struct Viewer {
    pub(super) member_id: i64,
    pub(super) state: AppState,
    pub(super) feeds: Feeds,
}

impl Source for Viewer {
    fn since<'a>(&'a self, topic: &'a str, cursor: i64) -> BoxFuture<'a, AppResult<Option<Update>>> {
        async move {
            match self.feeds.of(topic) {
                Some((feed, key)) => feed.since(&self.state, self.member_id, key, cursor).await.map(Some),
                None => Ok(None),
            }
        }
        .boxed()
    }
}
