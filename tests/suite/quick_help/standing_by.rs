use jiff::SignedDuration;

use super::{asked, take, withdraw};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn who_says_that_they_are_available_is_asked_outside_of_their_hours_until_the_time_is_over() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    app.sql("DELETE FROM weekly_hours").await;
    let first = asked(&app, &ben).await;
    let refused = take(&ana, &first).await;
    assert_eq!(refused.status, 409);
    refused.says("You are not available now");
    assert_eq!(ana.post("/quick-help/availability", &[("hours", "1")]).await.status, 303);
    ana.get("/quick-help").await.says("You are available until").says("Ser or estar?");
    assert_eq!(withdraw(&ben, &first).await.status, 303);
    // Those who said so hear of it wherever they are.
    asked(&app, &ben).await;
    let told = "SELECT count(*) FROM notifications WHERE kind = 'quick_help_asked'";
    assert_eq!(app.number(told).await, 1);
    app.state.clock.advance(SignedDuration::from_mins(61));
    ana.get("/quick-help").await.says("You are not available now");
    assert_eq!(ana.post("/quick-help/availability", &[("hours", "2")]).await.status, 303);
    assert_eq!(ana.post("/quick-help/availability", &[("hours", "0")]).await.status, 303);
    ana.get("/quick-help").await.says("You are not available now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_in_the_way_whatever_one_says_and_notice_is_not() {
    let app = TestApp::start().await;
    let (ana, ben, carl) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Carl").await);
    let first = asked(&app, &ben).await;
    assert_eq!(take(&ana, &first).await.status, 303);
    assert_eq!(ana.post("/quick-help/availability", &[("hours", "1")]).await.status, 303);
    let second = asked(&app, &carl).await;
    ana.get("/quick-help").await.lacks("Help now");
    assert_eq!(take(&ana, &second).await.status, 409);
    let again = super::ask(&app, &ben, &super::key()).await;
    assert_eq!(again.status, 409);
    again.says("You have a session now");
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 1);
}
