//! Those who want every fact of a kind, few and quick: caches that must forget.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::Fact;

/// Facts that a watch may be behind; beyond that it forgets everything instead.
const BEHIND_AT_MOST: usize = 256;

/// The watches of this process, by kind of topic.
#[derive(Default)]
pub(super) struct Watches(RwLock<HashMap<String, broadcast::Sender<Watched>>>);

impl Watches {
    pub(super) fn watch(&self, kind: &str) -> Watch {
        let mut kinds = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let sender = kinds.entry(kind.to_owned()).or_insert_with(|| broadcast::channel(BEHIND_AT_MOST).0);
        Watch(sender.subscribe())
    }

    pub(super) fn tell(&self, fact: &Fact) {
        let kind = fact.topic.split_once(':').map_or(fact.topic.as_str(), |(kind, _key)| kind);
        if let Some(sender) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(kind) {
            let _nobody_watches = sender.send(Watched::Fact(fact.clone()));
        }
    }

    pub(super) fn forget_all(&self) {
        for sender in self.0.read().unwrap_or_else(PoisonError::into_inner).values() {
            let _nobody_watches = sender.send(Watched::Gap);
        }
    }
}

/// What a watch sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watched {
    /// A fact of the kind.
    Fact(Fact),
    /// Facts may have been missed: forget everything of the kind.
    Gap,
}

/// Sees every fact of a kind from its making on, until it is dropped.
pub struct Watch(broadcast::Receiver<Watched>);

impl Watch {
    /// The next fact or gap; [`None`] when the bus is gone. Nothing is lost when the wait is given up.
    pub async fn next(&mut self) -> Option<Watched> {
        match self.0.recv().await {
            Ok(watched) => Some(watched),
            Err(RecvError::Lagged(_)) => Some(Watched::Gap),
            Err(RecvError::Closed) => None,
        }
    }
}
