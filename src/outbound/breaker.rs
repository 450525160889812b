//! A circuit breaker: a peer that failed several times in a row is left alone for a while, so that nobody waits for it.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Failures in a row that open the circuit.
const FAILURES: u32 = 5;
/// How long a peer is left alone; then one request tries it.
const REST: Duration = Duration::from_secs(30);

/// Counts a peer's failures in a row. It measures the process's own time: nobody's calendar is concerned.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<Row>);

#[derive(Debug, Default)]
struct Row {
    failures: u32,
    resting_until: Option<Instant>,
}

impl Breaker {
    /// Whether a request may be sent at `now`. After the rest one may; the others wait for what becomes of it.
    pub(super) fn allows(&self, now: Instant) -> bool {
        let mut row = self.row();
        match row.resting_until {
            Some(until) if now < until => false,
            Some(_) => {
                row.resting_until = Some(now + REST);
                true
            }
            None => true,
        }
    }

    /// Notes an answer.
    pub(super) fn note_success(&self) {
        *self.row() = Row::default();
    }

    /// Notes a failure; whether the circuit is open now.
    pub(super) fn note_failure(&self, now: Instant) -> bool {
        let mut row = self.row();
        row.failures = row.failures.saturating_add(1);
        if row.failures >= FAILURES {
            row.resting_until = Some(now + REST);
        }
        row.failures >= FAILURES
    }

    fn row(&self) -> std::sync::MutexGuard<'_, Row> {
        // Two plain values: whoever panicked beside them left them whole.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_that_fails_rests_and_is_then_tried_once() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        for _ in 1..FAILURES {
            assert!(!breaker.note_failure(start));
            assert!(breaker.allows(start));
        }
        assert!(breaker.note_failure(start));
        assert!(!breaker.allows(start + REST - Duration::from_secs(1)));
        assert!(breaker.allows(start + REST));
        assert!(!breaker.allows(start + REST), "one tries, the others wait");
        breaker.note_success();
        assert!(breaker.allows(start + REST));
    }

    #[test]
    fn an_answer_between_failures_begins_the_count_again() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for _ in 0..20 {
            assert!(!breaker.note_failure(now));
            breaker.note_success();
        }
        assert!(breaker.allows(now));
    }
}
