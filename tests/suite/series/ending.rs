use futures_util::future::join_all;
use jiff::SignedDuration;

use super::{bookings, key, series, take};
use crate::support::{Person, TestApp};

/// What the page says goes back, as its form carries it.
async fn refunds(person: &Person, path: &str) -> Vec<String> {
    let page = person.get(&format!("{path}/end")).await;
    let values = page.body.split("name=\"refund\" value=\"").skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

async fn end(person: &Person, path: &str, refunds: &[String], key: &str) -> crate::support::Answer {
    let mut form = vec![("key", key), ("reason", "I move away.")];
    form.extend(refunds.iter().map(|refund| ("refund", refund.as_str())));
    person.post(&format!("{path}/end"), &form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_ended_in_one_step_with_what_the_page_said() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = series(&app, &ben, &ana, app.in_days(2), 3).await;
    let ids = bookings(&app, &path).await;
    assert_eq!(take(&ana, &path, &ids, &key()).await.status, 303);
    let before = refunds(&ben, &path).await;
    // Twelve hours before the first: half of that one goes back, and all of the others.
    let starts_at = app.number("SELECT extract(epoch FROM min(starts_at))::bigint FROM bookings").await;
    let now = app.state.clock.now().microseconds() / 1_000_000;
    app.state.clock.advance(SignedDuration::from_secs(starts_at - now - 12 * 3600));
    let stale = end(&ben, &path, &before, &key()).await;
    assert_eq!(stale.status, 409);
    stale.says("Nothing was called off yet").says("I move away.").says("5.00 of 10.00 credits").says("25.00 credits");
    assert_eq!(app.balances(ben.id).await, (2000, 3000));
    let said = refunds(&ben, &path).await;
    assert_eq!(said, [format!("{}:500", ids[0]), format!("{}:1000", ids[1]), format!("{}:1000", ids[2])]);
    let (key, told) = (key(), "SELECT count(*) FROM notifications WHERE kind = 'series_ended'");
    for answer in join_all((0..50).map(|_| end(&ben, &path, &said, &key))).await {
        assert_eq!((answer.status, answer.location()), (303, path.as_str()), "{}", answer.body);
    }
    assert_eq!(app.balances(ben.id).await, (4500, 0));
    assert_eq!(app.balances(ana.id).await, (5500, 0));
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 0);
    assert_eq!(app.number(told).await, 1);
    assert_eq!(app.number("SELECT count(*) FROM notifications WHERE kind = 'session_cancelled'").await, 0);
    ana.get(&format!("/bookings/{}", ids[1])).await.says("I move away.");
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_took_place_stays_and_what_is_open_is_taken_back_or_declined() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for (person, state) in [(&ben, "withdrawn"), (&ana, "declined")] {
        let path = series(&app, &ben, &ana, app.in_days(2), 2).await;
        person.get(&format!("{path}/end")).await.says("Dates not answered yet");
        assert_eq!(end(person, &path, &[], &key()).await.status, 303);
        assert_eq!(app.number(&format!("SELECT count(*) FROM bookings WHERE state = '{state}'")).await, 2);
        let again = end(person, &path, &[], &key()).await;
        assert_eq!(again.status, 409);
        again.says("Nothing of this series is open any more.");
    }
    let path = series(&app, &ben, &ana, app.in_days(2), 3).await;
    assert_eq!(take(&ana, &path, &bookings(&app, &path).await, &key()).await.status, 303);
    app.state.clock.advance(SignedDuration::from_hours(24 * 3 + 2));
    let said = refunds(&ana, &path).await;
    assert_eq!(said.len(), 2);
    assert_eq!(end(&ana, &path, &said, &key()).await.status, 303);
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
    ben.get(&path).await.says("1 of 3 done").says("Called off");
    app.assert_book_balances().await;
}
