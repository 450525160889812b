//! What nodes tell each other. A fact says only that a topic moved; whoever cares asks for the rest. So nothing that
//! waits to be read can overflow: a listener needs to remember which topics moved, not how often, and a listener that
//! missed something (Redis was away) is told to ask about everything it listens to.

mod relay;
mod topics;
mod watches;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::relay::Relay;
use self::topics::Topics;
pub use self::topics::{Moved, Subscription};
use self::watches::Watches;
pub use self::watches::{Watch, Watched};
use super::sockets::Places;
use crate::redis_pool::RedisPool;

/// Something that happened, told to every node: whoever cares asks for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about, `kind:key`: `conversation:7`, `badges:12`, `login:5`.
    pub topic: String,
    /// How far the topic has come; what it counts is the topic's own affair.
    pub cursor: i64,
}

/// Tells facts to every node, in this process or through Redis, and knows who listens on this one. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    node: Arc<Node>,
    relay: Option<Arc<Relay>>,
}

/// Those who listen in this process.
#[derive(Default)]
struct Node {
    topics: Topics,
    watches: Watches,
    places: Arc<Places>,
}

impl Bus {
    /// A bus within this process.
    pub fn in_process() -> Self {
        Self { node: Arc::default(), relay: None }
    }

    /// A bus to all nodes that use the same Redis database. Must be called within a tokio runtime: two tasks carry
    /// facts in and out until the last clone is dropped. While Redis is away facts still reach this process.
    pub fn over_redis(pool: RedisPool) -> Self {
        let node = Arc::new(Node::default());
        let relay = Relay::start(&pool, Arc::clone(&node));
        Self { node, relay: Some(Arc::new(relay)) }
    }

    /// Tells a fact. Called after commit. Never waits for readers, never fails: HTTP is the truth.
    pub fn publish(&self, topic: impl Into<String>, cursor: i64) {
        let fact = Fact { topic: topic.into(), cursor };
        metrics::counter!("bus_facts_total", "from" => "here").increment(1);
        self.node.deliver(&fact);
        if let Some(relay) = &self.relay {
            relay.pass_on(fact);
        }
    }

    /// Listens to `topics`; more can be added.
    pub fn subscribe(&self, topics: impl IntoIterator<Item = impl AsRef<str>>) -> Subscription {
        let subscription = Subscription::new(Arc::clone(&self.node));
        for topic in topics {
            subscription.add(topic.as_ref());
        }
        subscription
    }

    /// Every fact about topics `kind:...`, for caches that must forget.
    pub fn watch(&self, kind: &str) -> Watch {
        self.node.watches.watch(kind)
    }

    /// Comes back when all that was published before is with Redis; at once without Redis. For the end of the process;
    /// bound it with a timeout, for Redis may be away.
    pub async fn flushed(&self) {
        if let Some(relay) = &self.relay {
            relay.flushed().await;
        }
    }

    /// The sockets open in this process.
    pub(super) fn places(&self) -> &Arc<Places> {
        &self.node.places
    }
}

#[cfg(test)]
impl Bus {
    /// As after Redis was away.
    pub(super) fn pretend_a_gap(&self) {
        self.node.missed_some();
    }

    /// Topics that anybody in this process listens to.
    pub(super) fn topics_listened_to(&self) -> usize {
        self.node.topics.count()
    }
}

impl Node {
    fn deliver(&self, fact: &Fact) {
        self.topics.moved(&fact.topic);
        self.watches.tell(fact);
    }

    /// Facts may have been missed: everybody has to ask again.
    fn missed_some(&self) {
        self.topics.all_may_have_moved();
        self.watches.forget_all();
    }
}
