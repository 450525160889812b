//! Messaging.

mod listing;
mod opening;
mod posting;
mod reading;

use crate::support::{Answer, Person, TestApp};
use uuid::Uuid;

/// Opens the conversation of two people; its address.
async fn conversation(me: &Person, other: &Person) -> String {
    let answer = me.post(&format!("/members/{}/conversation", other.id), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

/// Posts as htmx does.
async fn say(who: &Person, conversation: &str, body: &str) -> Answer {
    let answer = who.post_fragment(conversation, &[("body", body), ("idempotency_key", &key())]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

fn key() -> String {
    Uuid::new_v4().to_string()
}

/// The unread messages of a person: as kept, and as it follows from what they have read.
async fn unread(app: &TestApp, who: &Person) -> i64 {
    let kept =
        app.number(&format!("SELECT coalesce(sum(unread), 0) FROM participants WHERE member_id = {}", who.id)).await;
    let true_count = app
        .number(&format!(
            "SELECT count(*) FROM messages m JOIN participants p USING (conversation_id)
             WHERE p.member_id = {0} AND m.sender_id <> {0} AND m.seq > p.read_seq",
            who.id
        ))
        .await;
    assert_eq!(kept, true_count);
    kept
}
