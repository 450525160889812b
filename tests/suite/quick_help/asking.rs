use futures_util::future::join_all;
use jiff::SignedDuration;

use super::{ask, asked, key, take, withdraw};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn those_who_teach_just_that_and_are_available_are_asked() {
    let app = TestApp::start().await;
    let (ana, ben, carl) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Carl").await);
    // Dora teaches it and has no hours; Eve teaches it and is suspended.
    let (dora, eve) = (app.teacher("Dora").await, app.teacher("Eve").await);
    app.sql(&format!("DELETE FROM weekly_hours WHERE member_id = {}", dora.id)).await;
    ben.get("/quick-help").await.says("It costs 2.50 credits").says("You have 50.00 available");
    asked(&app, &ben).await;
    app.sql(&format!("UPDATE members SET suspended_at = now() WHERE id = {}", eve.id)).await;
    ana.get("/quick-help").await.says("Ser or estar?").says("Help now");
    dora.get("/quick-help").await.lacks("Ser or estar?").says("You are not available now");
    carl.get("/quick-help").await.lacks("Ser or estar?");
    ben.get("/quick-help").await.says("Waiting for somebody who knows Spanish").lacks("Ask now").lacks("Help now");
    // Nothing is held for what nobody has taken.
    assert_eq!(app.balances(ben.id).await, (5000, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time_and_five_a_day() {
    let app = TestApp::start().await;
    let (_ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for _ in 0..4 {
        let request = asked(&app, &ben).await;
        let second = ask(&app, &ben, &key()).await;
        assert_eq!(second.status, 409);
        second.says("You have asked for help already").says("Ser or estar?");
        assert_eq!(withdraw(&ben, &request).await.status, 303);
    }
    // Fifty copies of the fifth are one.
    let key = key();
    for answer in join_all((0..50).map(|_| ask(&app, &ben, &key))).await {
        assert_eq!((answer.status, answer.location()), (303, "/quick-help"), "{}", answer.body);
    }
    assert_eq!(app.number("SELECT count(*) FROM quick_helps").await, 5);
    app.state.clock.advance(SignedDuration::from_mins(11));
    let sixth = ask(&app, &ben, &super::key()).await;
    assert_eq!(sixth.status, 409);
    sixth.says("You have asked for quick help 5 times within a day");
    app.state.clock.advance(SignedDuration::from_hours(24));
    asked(&app, &ben).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_later_it_is_over() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let request = asked(&app, &ben).await;
    app.state.clock.advance(SignedDuration::from_mins(10));
    // Before any schedule came by.
    ana.get("/quick-help").await.lacks("Ser or estar?");
    ben.get("/quick-help").await.says("Nobody could help with Spanish in time").says("Ask now");
    let late = take(&ana, &request).await;
    assert_eq!(late.status, 409);
    late.says("This request is over");
    let expired =
        skillswap::quick_help::expire_due(&mut app.state.db.get().await.unwrap(), app.state.clock.now()).await;
    assert_eq!(expired.unwrap().len(), 1);
    assert_eq!(app.text("SELECT state FROM quick_helps").await, "expired");
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_beside_the_question() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let empty = ben.post("/quick-help", &[("question", "  "), ("key", &key())]).await;
    assert_eq!(empty.status, 422);
    empty.says("Choose the skill that you need help in.").says("Say in a line what you need help with.");
    // Ana alone teaches it: nobody is left to ask.
    let nobody = ask(&app, &ana, &key()).await;
    assert_eq!(nobody.status, 409);
    nobody.says("Nobody teaches this skill at the moment.");
    assert_eq!(app.number("SELECT count(*) FROM quick_helps").await, 0);
}
