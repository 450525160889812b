//! How many sockets are open in this process, and how many of them may ask at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

/// Sockets that one member may have open in this process: tabs and devices.
const PER_MEMBER: u32 = 20;
/// Sockets in this process, at about 25 KB each.
const IN_TOTAL: usize = 20_000;
/// Feeds that sockets ask at the same time. Fewer than the database has connections, so that after a restart of Redis,
/// when every socket asks, pages still get theirs.
const ASKING_AT_ONCE: usize = 6;

/// The places for sockets in this process.
pub(in crate::realtime) struct Places {
    taken: Mutex<Taken>,
    turns: Semaphore,
}

#[derive(Default)]
struct Taken {
    total: usize,
    by_member: HashMap<i64, u32>,
}

/// Why there is no place for a socket.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum Full {
    #[error("member {0} has {PER_MEMBER} sockets open")]
    Member(i64),
    #[error("{IN_TOTAL} sockets are open")]
    Process,
}

impl Default for Places {
    fn default() -> Self {
        Self { taken: Mutex::default(), turns: Semaphore::new(ASKING_AT_ONCE) }
    }
}

impl Places {
    /// A place for a socket of the member, kept until it is dropped.
    pub(super) fn take(self: &Arc<Self>, member_id: i64) -> Result<Place, Full> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.total >= IN_TOTAL {
            return Err(Full::Process);
        }
        let own = taken.by_member.entry(member_id).or_default();
        if *own >= PER_MEMBER {
            return Err(Full::Member(member_id));
        }
        *own += 1;
        taken.total += 1;
        metrics::gauge!("sockets_open").increment(1.0);
        Ok(Place { places: Arc::clone(self), member_id })
    }

    /// Waits for one's turn to ask; held while asking.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // Err: closed, which it never is; asking without a turn would do no harm either.
        self.turns.acquire().await.ok()
    }

    fn leave(&self, member_id: i64) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.total = taken.total.saturating_sub(1);
        if let Some(own) = taken.by_member.get_mut(&member_id) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.by_member.remove(&member_id);
            }
        }
        metrics::gauge!("sockets_open").decrement(1.0);
    }
}

/// One socket's place.
pub(super) struct Place {
    places: Arc<Places>,
    member_id: i64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.leave(self.member_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_has_twenty_places_and_each_is_given_back() {
        let places = Arc::new(Places::default());
        let mut held: Vec<_> = (0..PER_MEMBER).map(|_| places.take(7).unwrap()).collect();
        assert_eq!(places.take(7).err(), Some(Full::Member(7)));
        let _other = places.take(8).unwrap();
        held.pop();
        held.push(places.take(7).unwrap());
        drop(held);
        assert_eq!(places.taken.lock().unwrap().by_member.len(), 1);
    }
}
