use futures_util::future::join_all;

use crate::support::{Person, TestApp};

/// Ana teaches Ben in two days' time.
pub(super) async fn agreed(app: &TestApp) -> (Person, Person, String) {
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    (ana, ben, path)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_time_stands_until_the_other_one_agrees() {
    let app = TestApp::start().await;
    let (ana, ben, path) = agreed(&app).await;
    let starts = "SELECT starts_at::text FROM bookings";
    let (old, new) = (app.text(starts).await, app.in_days(3).to_string());
    // Half an hour later overlaps what is agreed, and can be offered all the same.
    let near = app.in_days(2).plus_minutes(30).to_string();
    let form = [("slot", new.as_str()), ("slot", near.as_str()), ("agenda", "My train is late.")];
    assert_eq!(ben.post(&format!("{path}/move"), &form).await.status, 303);
    assert_eq!(app.text(starts).await, old);
    ben.get(&path).await.says("You offered another time").says("Take the offer back");
    ana.get(&path).await.says("Ben would like another time").says("My train is late.");

    // Who offers does not agree, and there is one offer at a time.
    assert_eq!(ben.post(&format!("{path}/move/agreement"), &[("slot", "1")]).await.status, 409);
    ana.post(&format!("{path}/move"), &form).await.says("Another time is offered already");

    assert_eq!(ana.post(&format!("{path}/move/agreement"), &[("slot", "1")]).await.status, 303);
    assert_ne!(app.text(starts).await, old);
    assert_eq!(
        app.number(
            "SELECT count(*) FROM commitments c JOIN bookings b ON b.id = c.booking_id WHERE c.starts_at = b.starts_at"
        )
        .await,
        2
    );
    assert_eq!(app.number("SELECT sequence FROM bookings").await, 1);
    ana.post(&format!("{path}/move/agreement"), &[("slot", "1")]).await.says("not open any more");
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_refused_taken_back_or_lapses_and_nothing_moves() {
    let app = TestApp::start().await;
    let (ana, ben, path) = agreed(&app).await;
    let old = app.text("SELECT starts_at::text FROM bookings").await;
    let slot = app.in_days(3).to_string();
    let offer = [("slot", slot.as_str())];
    assert_eq!(ana.post(&format!("{path}/move"), &offer).await.status, 303);
    assert_eq!(ana.post(&format!("{path}/move/refusal"), &[]).await.status, 409);
    assert_eq!(ben.post(&format!("{path}/move/refusal"), &[]).await.status, 303);
    assert_eq!(ana.post(&format!("{path}/move"), &offer).await.status, 303);
    assert_eq!(ben.post(&format!("{path}/move/withdrawal"), &[]).await.status, 409);
    assert_eq!(ana.post(&format!("{path}/move/withdrawal"), &[]).await.status, 303);
    assert_eq!(ana.post(&format!("{path}/move"), &offer).await.status, 303);
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 2 + 2));
    ben.post(&format!("{path}/move/agreement"), &[("slot", "1")]).await.says("This session has begun");
    assert_eq!(app.text("SELECT starts_at::text FROM bookings").await, old);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_and_an_acceptance_that_want_the_same_hour_never_both_get_it() {
    let app = TestApp::start().await;
    let (ana, ben, path) = agreed(&app).await;
    for round in 0..10 {
        let hour = app.in_days(4 + round);
        let carl = app.learner(&format!("Carl {round}")).await;
        let other = app.proposal(&carl, &ana, &[hour]).await;
        assert_eq!(ben.post(&format!("{path}/move"), &[("slot", &hour.to_string())]).await.status, 303);
        let urls = [format!("{path}/move/agreement"), format!("{other}/acceptance")];
        let answers = join_all(urls.iter().map(|url| ana.post(url, &[("slot", "1")]))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == 409).count(), 1);
        if answers[0].status != 303 {
            assert_eq!(ana.post(&format!("{path}/move/refusal"), &[]).await.status, 303);
        }
    }
    let twice = "SELECT count(*) FROM commitments a JOIN commitments b ON a.member_id = b.member_id AND a.booking_id < b.booking_id AND a.during && b.during";
    assert_eq!(app.number(twice).await, 0);
}
