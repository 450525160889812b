//! What one socket listens to, and how far it has come.

use std::cell::RefCell;
use std::sync::Arc;

use super::super::bus::{Bus, Moved, Subscription};
use super::wishes::{TOPICS_AT_MOST, Wishes};

/// The topics of a socket with its cursors, the one named longest ago first.
pub(super) struct Ears {
    subscription: Subscription,
    cursors: RefCell<Vec<(Arc<str>, i64)>>,
}

impl Ears {
    pub(super) fn new(bus: &Bus) -> Self {
        Self { subscription: bus.subscribe([""; 0]), cursors: RefCell::default() }
    }

    /// Listens to what the page wants; topics with a cursor count as moved, so that they are asked about.
    pub(super) fn listen(&self, wishes: Wishes) {
        for (topic, cursor) in wishes.topics {
            match cursor {
                Some(cursor) => self.listen_to(&topic, cursor),
                None => self.forget(&topic),
            }
        }
    }

    fn listen_to(&self, topic: &str, cursor: i64) {
        let mut cursors = self.cursors.borrow_mut();
        cursors.retain(|(known, _)| **known != *topic);
        if cursors.len() >= TOPICS_AT_MOST {
            let (oldest, _) = cursors.remove(0);
            self.subscription.remove(&oldest);
        }
        cursors.push((Arc::from(topic), cursor));
        // Listening before asking: what happens between the two is asked about again.
        self.subscription.add(topic);
        self.subscription.mark(topic);
    }

    /// Listens to `topic` no longer.
    pub(super) fn forget(&self, topic: &str) {
        self.cursors.borrow_mut().retain(|(known, _)| **known != *topic);
        self.subscription.remove(topic);
    }

    /// How far the socket has come with `topic`; [`None`] when it does not listen to it (any more).
    pub(super) fn cursor(&self, topic: &str) -> Option<i64> {
        self.cursors.borrow().iter().find(|(known, _)| **known == *topic).map(|(_, cursor)| *cursor)
    }

    /// Notes that the page has what came between two cursors, unless it has named another cursor in the meantime.
    pub(super) fn advance(&self, topic: &str, from: i64, to: i64) {
        let mut cursors = self.cursors.borrow_mut();
        if let Some((_, cursor)) = cursors.iter_mut().find(|(known, cursor)| **known == *topic && *cursor == from) {
            *cursor = to;
        }
    }

    /// All topics listened to.
    pub(super) fn topics(&self) -> Vec<Arc<str>> {
        self.cursors.borrow().iter().map(|(topic, _)| Arc::clone(topic)).collect()
    }

    /// See [`Subscription::moved`].
    pub(super) async fn moved(&self) -> Moved {
        self.subscription.moved().await
    }
}
