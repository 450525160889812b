//! What a teacher has ready in several sessions.

mod describing;

use crate::support::{Answer, Person, TestApp};

/// Whether `teacher` describes a programme with sessions of these lengths: whatever the answer. At `path` a new one is made
/// or one is changed.
pub async fn describe(app: &TestApp, teacher: &Person, path: &str, title: &str, lengths: &[&str], key: &str) -> Answer {
    let skill = app.skill().await.to_string();
    let titles: Vec<String> = (1..=lengths.len()).map(|number| format!("{title}, part {number}")).collect();
    let mut form = vec![("skill", skill.as_str()), ("title", title), ("goal", "Order a meal."), ("key", key)];
    for (title, length) in titles.iter().zip(lengths) {
        form.extend([
            ("session_title[]", title.as_str()),
            ("session_outline[]", "Much talk."),
            ("session_minutes[]", length),
        ]);
    }
    // As the page sends them: rows without a word.
    form.extend([("session_title[]", ""), ("session_outline[]", ""), ("session_minutes[]", "60")]);
    teacher.post(path, &form).await
}

/// A programme of sessions with these lengths; gives its path.
pub async fn programme(app: &TestApp, teacher: &Person, title: &str, lengths: &[&str]) -> String {
    let answer = describe(app, teacher, "/me/programmes", title, lengths, &key()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

pub fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}
