//! A quarter of an hour of help, now.

mod accepting;
mod asking;
mod live;
mod standing_by;

use crate::support::{Answer, Person, TestApp};

/// The question of a learner in the test's skill, whatever the answer.
async fn ask(app: &TestApp, learner: &Person, key: &str) -> Answer {
    let skill = app.skill().await.to_string();
    learner.post("/quick-help", &[("skill", &skill), ("question", "Ser or estar?"), ("key", key)]).await
}

/// The same, which must be taken; gives the request's id.
async fn asked(app: &TestApp, learner: &Person) -> String {
    let answer = ask(app, learner, &key()).await;
    assert_eq!((answer.status, answer.location()), (303, "/quick-help"), "{}", answer.body);
    app.number("SELECT max(id) FROM quick_helps").await.to_string()
}

async fn take(helper: &Person, request: &str) -> Answer {
    helper.post("/quick-help/acceptance", &[("request", request), ("key", &key())]).await
}

async fn withdraw(learner: &Person, request: &str) -> Answer {
    learner.post("/quick-help/withdrawal", &[("request", request), ("key", &key())]).await
}

fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}
