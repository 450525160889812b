//! Every command is done once, however often it is sent.

use futures_util::future::join_all;
use jiff::SignedDuration;

use super::moving::agreed;
use crate::support::TestApp;

const KEY: &str = "6f1f64a4-9a0d-4b7c-8f5e-0b4a4d2c9e11";

#[tokio::test(flavor = "multi_thread")]
async fn fifty_copies_of_each_command_have_one_effect_and_one_answer() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let slot = |days: i64| app.in_days(days).to_string();
    let path = app.proposal(&ben, &ana, &[app.in_days(2), app.in_days(3)]).await;
    let steps = [
        (&ana, "counter", vec![("slot", slot(4)), ("idempotency_key", uuid(1))]),
        (&ben, "acceptance", vec![("slot", "1".to_owned()), ("key", uuid(2))]),
        (&ana, "move", vec![("slot", slot(5)), ("idempotency_key", uuid(3))]),
        (&ben, "move/agreement", vec![("slot", "1".to_owned()), ("key", uuid(4))]),
        (&ben, "move", vec![("slot", slot(6)), ("idempotency_key", uuid(5))]),
        (&ana, "move/refusal", vec![("key", uuid(6))]),
        (&ben, "cancellation", vec![("refund", "1000".to_owned()), ("key", uuid(7))]),
    ];
    for (person, action, form) in &steps {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let events = app.number("SELECT count(*) FROM booking_events").await;
        let url = format!("{path}/{action}");
        let answers = join_all((0..50).map(|_| person.post(&url, &form))).await;
        for answer in &answers {
            assert_eq!((answer.status, answer.location()), (303, path.as_str()), "{action}: {}", answer.body);
        }
        assert_eq!(app.number("SELECT count(*) FROM booking_events").await - events, 1, "{action}");
    }
    assert_eq!(app.balances(ben.id).await, (5000, 0));
    assert_eq!(app.number("SELECT count(*) FROM orders").await, i64::try_from(steps.len()).unwrap());
    app.assert_book_balances().await;
}

fn uuid(n: u128) -> String {
    uuid::Uuid::from_u128(n).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_with_another_body_is_refused() {
    let app = TestApp::start().await;
    let (ana, _, path) = agreed(&app).await;
    let (one, other) = (app.in_days(3).to_string(), app.in_days(4).to_string());
    assert_eq!(ana.post(&format!("{path}/move"), &[("slot", &one), ("idempotency_key", KEY)]).await.status, 303);
    let refused = ana.post(&format!("{path}/move"), &[("slot", &other), ("idempotency_key", KEY)]).await;
    assert_eq!(refused.status, 409);
    refused.says("This form has already been sent with other choices");
    let elsewhere = ana.post(&format!("{path}/move/withdrawal"), &[("key", KEY)]).await;
    assert_eq!(elsewhere.status, 409);
    assert_eq!(app.number("SELECT count(*) FROM moves WHERE state = 'offered'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_leaves_its_key_free_and_what_is_old_is_forgotten() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let accept = async |slot: &str| ana.post(&format!("{path}/acceptance"), &[("slot", slot), ("key", KEY)]).await;
    assert_eq!(accept("4").await.status, 409);
    assert_eq!(accept("1").await.status, 303);
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1"), ("key", "none")]).await.status, 400);
    app.state.clock.advance(SignedDuration::from_hours(24 * 31));
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM orders").await, 0);
}
