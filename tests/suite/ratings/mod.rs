//! What two people say about each other, and what stands beside their names for it.

mod disputing;
mod figuring;
mod giving;
mod listing;
mod owing;
mod showing;

use crate::support::{Person, TestApp};

/// A good rating.
pub const FIVE: [(&str, &str); 4] =
    [("overall", "5"), ("knowledge", "5"), ("communication", "5"), ("professionalism", "5")];

/// Ana teaches Ben; the session has just ended. With its path.
pub async fn finished(app: &TestApp) -> (Person, Person, String) {
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = session(app, &ben, &ana).await;
    (ana, ben, path)
}

/// A session of the two that has just ended.
pub async fn session(app: &TestApp, learner: &Person, teacher: &Person) -> String {
    let path = app.proposal(learner, teacher, &[app.in_days(2)]).await;
    assert_eq!(teacher.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 2 + 3));
    path
}

/// The form with these fields in place of its own.
pub fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FIVE.iter().copied().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more.iter().copied()).collect()
}
