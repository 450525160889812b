//! Several sessions proposed and answered together.

mod answering;
mod ending;
mod learning;
mod proposing;

use skillswap::clock::Instant;

use crate::support::{Answer, Person, TestApp};

/// Whether `learner` asks for so many hours of the test's skill, one a week from `first` on: whatever the answer.
async fn ask(app: &TestApp, learner: &Person, teacher: &Person, first: Instant, dates: &[u8], key: &str) -> Answer {
    let (skill, first) = (app.skill().await.to_string(), first.to_string());
    let times = dates.last().unwrap().to_string();
    let dates: Vec<String> = dates.iter().map(ToString::to_string).collect();
    let mut form =
        vec![("skill", skill.as_str()), ("minutes", "60"), ("weeks", "1"), ("times", &times), ("first", &first)];
    form.extend([("agenda", "The past tense."), ("key", key)]);
    form.extend(dates.iter().map(|date| ("date", date.as_str())));
    learner.post(&format!("/members/{}/series", teacher.id), &form).await
}

/// A series of so many weeks from `first` on; gives its path.
async fn series(app: &TestApp, learner: &Person, teacher: &Person, first: Instant, times: u8) -> String {
    let dates: Vec<u8> = (1..=times).collect();
    let answer = ask(app, learner, teacher, first, &dates, &key()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

/// The bookings of a series, in the order of their dates.
async fn bookings(app: &TestApp, series: &str) -> Vec<String> {
    let id = series.rsplit('/').next().unwrap();
    let list =
        "SELECT coalesce(string_agg(booking_id::text, ' ' ORDER BY position), '') FROM series_dates WHERE series_id = ";
    app.text(&format!("{list}{id}")).await.split_whitespace().map(str::to_owned).collect()
}

/// The answer that takes `ids`.
async fn take(teacher: &Person, series: &str, ids: &[String], key: &str) -> Answer {
    let mut form = vec![("key", key)];
    form.extend(ids.iter().map(|id| ("accept", id.as_str())));
    teacher.post(&format!("{series}/answer"), &form).await
}

fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}
