mod asking_what_is_offered;
mod clock_changes;
mod importing_calendars;
mod pairing;
mod reading_calendars;
mod saying_hours;
mod setting_a_date;
mod setting_rules;
mod taking_time_off;

use jiff::civil::Date;
use skillswap::clock::Instant;

use crate::support::{Person, TestApp};

/// The day of a moment where the tests' members live.
fn day_of(at: Instant) -> Date {
    at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// A session of `learner` with `teacher` that both have agreed to; gives its path.
async fn agreed(app: &TestApp, learner: &Person, teacher: &Person, at: Instant) -> String {
    let path = app.proposal(learner, teacher, &[at]).await;
    assert_eq!(teacher.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    path
}
