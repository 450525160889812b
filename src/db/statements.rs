//! Counts the statements run on behalf of one piece of work, so that a page's number can be logged, measured and
//! asserted. The count belongs to the task's scope: nothing is shared between requests.

use std::cell::Cell;

use diesel::connection::{Instrumentation, InstrumentationEvent};

tokio::task_local! {
    static COUNT: Cell<u32>;
}

/// Runs `work` and gives its result with the number of statements (transaction control included) it ran.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, u32) {
    COUNT
        .scope(Cell::new(0), async {
            let result = work.await;
            (result, COUNT.with(Cell::get))
        })
        .await
}

/// Statements so far in the surrounding [`counted`] work; 0 outside of any.
pub fn so_far() -> u32 {
    COUNT.try_with(Cell::get).unwrap_or(0)
}

/// What every connection reports to.
pub(super) struct Counter;

impl Instrumentation for Counter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            // Statements outside of a counted scope (jobs, start-up) are nobody's page.
            let _outside_of_a_scope = COUNT.try_with(|count| count.set(count.get() + 1));
        }
    }
}
