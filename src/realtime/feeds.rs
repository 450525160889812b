//! What slices give to the socket: for each kind of topic, what came after a cursor.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::error::AppResult;
use crate::state::AppState;

/// What came after a cursor, as HTML partials for the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// `<hx-partial>` and `<hx-upsert>` elements; empty when there is nothing new.
    pub html: String,
    /// How far it reaches: ask again from here.
    pub cursor: i64,
}

/// One kind of topic, by the slice that owns it.
pub trait Feed: Send + Sync + 'static {
    /// What the viewer (a member's id) may see of topic `kind:key` after `cursor`. Scoped like any lookup:
    /// [`crate::error::AppError::NotFound`] for a topic that is not theirs, and the socket does not listen to it.
    fn since<'a>(
        &'a self,
        state: &'a AppState,
        viewer: i64,
        key: &'a str,
        cursor: i64,
    ) -> BoxFuture<'a, AppResult<Update>>;
}

/// The feeds of all slices by kind of topic. Cheap to clone: every socket has one.
#[derive(Clone, Default)]
pub struct Feeds(Arc<HashMap<&'static str, Arc<dyn Feed>>>);

impl Feeds {
    /// Adds the feed of topics `kind:...`.
    pub fn with(mut self, kind: &'static str, feed: impl Feed) -> Self {
        Arc::make_mut(&mut self.0).insert(kind, Arc::new(feed));
        self
    }

    /// The feed for a topic and the topic's key.
    pub fn of<'t>(&self, topic: &'t str) -> Option<(Arc<dyn Feed>, &'t str)> {
        let (kind, key) = topic.split_once(':')?;
        Some((Arc::clone(self.0.get(kind)?), key))
    }
}
