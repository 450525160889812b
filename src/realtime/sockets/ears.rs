//! What one socket listens to, and how far it has come.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::bus::{Bus, Moved, Subscription};

/// The topics of a socket with its cursors.
pub(super) struct Ears {
    subscription: Subscription,
    cursors: RefCell<Vec<(Arc<str>, i64)>>,
}

impl Ears {
    pub(super) fn new(bus: &Bus) -> Self {
        Self { subscription: bus.subscribe([""; 0]), cursors: RefCell::default() }
    }

    /// Listens to these topics and no others. All count as moved, so that they are asked about from their cursors.
    pub(super) fn listen(&self, topics: BTreeMap<String, i64>) {
        self.topics().iter().filter(|known| !topics.contains_key(&***known)).for_each(|gone| self.forget(gone));
        *self.cursors.borrow_mut() = topics.into_iter().map(|(topic, cursor)| (Arc::from(topic), cursor)).collect();
        for topic in self.topics() {
            // Listening before asking: what happens between the two is asked about again.
            self.subscription.add(&topic);
            self.subscription.mark(&topic);
        }
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
