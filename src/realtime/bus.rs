//! What nodes tell each other.

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

/// Something that happened, told to every node: whoever cares asks for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about, `kind:key`: `conversation:7`, `badges:12`, `login:5`.
    pub topic: String,
    /// How far the topic has come; what it counts is the topic's own affair.
    pub cursor: i64,
}

/// Tells facts to every node, in this process or through Redis. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    sender: broadcast::Sender<Fact>,
}

impl Bus {
    /// A bus within this process.
    pub fn in_process() -> Self {
        Self { sender: broadcast::channel(1024).0 }
    }

    /// Tells a fact. Called after commit. Never waits for readers, never fails: HTTP is the truth.
    pub fn publish(&self, topic: impl Into<String>, cursor: i64) {
        let _nobody_listens = self.sender.send(Fact { topic: topic.into(), cursor });
    }
}
