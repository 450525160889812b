//! Who listens to which topic. A fact costs one look into one of many small maps and a mark for each who listens to its
//! topic, however many others there are.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Node;

/// Enough that threads seldom meet at one lock.
const SHARDS: usize = 64;

type Shard = Mutex<HashMap<Arc<str>, Vec<Arc<Inbox>>>>;

/// The listeners of this process, by topic.
pub(super) struct Topics {
    shards: [Shard; SHARDS],
    hasher: RandomState,
}

impl Default for Topics {
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Shard::default()), hasher: RandomState::new() }
    }
}

impl Topics {
    /// Marks `topic` for all who listen to it.
    pub(super) fn moved(&self, topic: &str) {
        if let Some((topic, inboxes)) = lock(self.shard(topic)).get_key_value(topic) {
            inboxes.iter().for_each(|inbox| inbox.mark(topic));
        }
    }

    /// Tells everybody that something may have been missed.
    pub(super) fn all_may_have_moved(&self) {
        for shard in &self.shards {
            lock(shard).values().flatten().for_each(|inbox| inbox.mark_missed());
        }
    }

    fn add(&self, topic: &Arc<str>, inbox: &Arc<Inbox>) {
        lock(self.shard(topic)).entry(Arc::clone(topic)).or_default().push(Arc::clone(inbox));
    }

    fn remove(&self, topic: &str, inbox: &Arc<Inbox>) {
        let mut shard = lock(self.shard(topic));
        if let Some(inboxes) = shard.get_mut(topic) {
            inboxes.retain(|other| !Arc::ptr_eq(other, inbox));
            if inboxes.is_empty() {
                shard.remove(topic);
            }
        }
    }

    /// How many topics anybody listens to.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).len()).sum()
    }

    fn shard(&self, topic: &str) -> &Shard {
        let [byte, ..] = self.hasher.hash_one(topic).to_le_bytes();
        &self.shards[usize::from(byte) % SHARDS]
    }
}

/// What has moved since the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// The topics that facts named, each once, however often.
    pub topics: Vec<Arc<str>>,
    /// Facts may have been missed: any topic may have moved.
    pub missed: bool,
}

/// What has moved and was not looked at yet, and what is listened to.
#[derive(Default)]
struct Inbox {
    state: Mutex<InboxState>,
    wake: Notify,
}

#[derive(Default)]
struct InboxState {
    listened: Vec<Arc<str>>,
    moved: Moved,
}

impl Inbox {
    fn mark(&self, topic: &Arc<str>) {
        let mut state = lock(&self.state);
        if !state.moved.topics.contains(topic) {
            state.moved.topics.push(Arc::clone(topic));
            drop(state);
            self.wake.notify_one();
        }
    }

    fn mark_missed(&self) {
        lock(&self.state).moved.missed = true;
        self.wake.notify_one();
    }

    fn take(&self) -> Option<Moved> {
        let moved = std::mem::take(&mut lock(&self.state).moved);
        (moved.missed || !moved.topics.is_empty()).then_some(moved)
    }
}

/// Somebody's ear on some topics. Holds each topic at most once as moved, so it never overflows. Listening ends when it
/// is dropped.
pub struct Subscription {
    node: Arc<Node>,
    inbox: Arc<Inbox>,
}

impl Subscription {
    pub(super) fn new(node: Arc<Node>) -> Self {
        Self { node, inbox: Arc::default() }
    }

    /// Listens to `topic` too.
    pub fn add(&self, topic: &str) {
        let topic = {
            let mut state = lock(&self.inbox.state);
            if state.listened.iter().any(|listened| **listened == *topic) {
                return;
            }
            let topic = Arc::from(topic);
            state.listened.push(Arc::clone(&topic));
            topic
        };
        self.node.topics.add(&topic, &self.inbox);
    }

    /// Listens to `topic` no longer.
    pub fn remove(&self, topic: &str) {
        self.node.topics.remove(topic, &self.inbox);
        let mut state = lock(&self.inbox.state);
        state.listened.retain(|listened| **listened != *topic);
        state.moved.topics.retain(|moved| **moved != *topic);
    }

    /// Marks `topic` as moved for this listener alone, as if a fact had come.
    pub fn mark(&self, topic: &str) {
        self.inbox.mark(&Arc::from(topic));
    }

    /// What has moved since the last call; waits until something has. Nothing is lost when the wait is given up. For
    /// one waiter at a time.
    pub async fn moved(&self) -> Moved {
        loop {
            if let Some(moved) = self.inbox.take() {
                return moved;
            }
            self.inbox.wake.notified().await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let listened = std::mem::take(&mut lock(&self.inbox.state).listened);
        for topic in listened {
            self.node.topics.remove(&topic, &self.inbox);
        }
    }
}

/// What is guarded is whole between any two statements, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
