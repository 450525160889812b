use futures_util::future::join_all;

use super::{asked, key, take, withdraw};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn it_becomes_a_session_that_begins_now_with_its_price_in_escrow() {
    let app = TestApp::start().await;
    let (ana, dora, ben) = (app.teacher("Ana").await, app.teacher("Dora").await, app.learner("Ben").await);
    let request = asked(&app, &ben).await;
    let form = [("request", request.as_str()), ("key", &key())];
    let answers = join_all((0..50).map(|_| ana.post("/quick-help/acceptance", &form))).await;
    for answer in &answers {
        assert_eq!((answer.status, answer.location()), (303, answers[0].location()), "{}", answer.body);
    }
    assert_eq!(app.balances(ben.id).await, (4750, 250));
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE minutes = 15 AND state = 'accepted'").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 2);
    ben.get(answers[0].location()).await.says("It is on now.").says("Ser or estar?");
    ben.get("/quick-help").await.says("Ana helps you with Spanish").says(answers[0].location());
    dora.get("/quick-help").await.lacks("Ser or estar?");
    let late = take(&dora, &request).await;
    assert_eq!(late.status, 409);
    late.says("Somebody else was faster");
    let told = format!("SELECT count(*) FROM notifications WHERE member_id = {} AND kind = 'quick_help_taken'", ben.id);
    assert_eq!(app.number(&told).await, 1);
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_accept_at_once_on_two_nodes_one_helps() {
    let settings = [("SECRET_KEY", "11".repeat(32).leak() as &str)];
    let app = TestApp::start_with(&settings).await;
    let other = TestApp::start_on(app.state.db.url(), &settings).await;
    let ben = app.learner("Ben").await;
    let mut helpers = Vec::new();
    for number in 0..20 {
        let helper = app.teacher(&format!("Helper {number}")).await;
        helpers.push(if number % 2 == 0 { helper } else { helper.on(other.address) });
    }
    let request = asked(&app, &ben).await;
    let answers = join_all(helpers.iter().map(|helper| take(helper, &request))).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.location().starts_with("/bookings/")).collect();
    assert_eq!(won.len(), 1);
    for late in answers.iter().filter(|answer| answer.status != 303) {
        assert_eq!(late.status, 409, "{}", late.body);
        late.says("Somebody else was faster");
    }
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 1);
    assert_eq!(app.balances(ben.id).await, (4750, 250));
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credits_that_ended_close_the_request_and_book_nothing() {
    let app = TestApp::start().await;
    let (ana, dora, ben) = (app.teacher("Ana").await, app.teacher("Dora").await, app.learner("Ben").await);
    let request = asked(&app, &ben).await;
    for days in 2..7 {
        let path = app.proposal(&ben, &dora, &[app.in_days(days)]).await;
        assert_eq!(dora.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    }
    assert_eq!(app.balances(ben.id).await, (0, 5000));
    let unpaid = take(&ana, &request).await;
    assert_eq!(unpaid.status, 409);
    unpaid.says("The learner does not have enough credits for this any more");
    assert_eq!(app.text("SELECT state FROM quick_helps").await, "unpaid");
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 5);
    ben.get("/quick-help").await.says("Your credits were not enough any more");
    assert_eq!(take(&dora, &request).await.status, 409);
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_it_and_taking_it_back_at_once_never_both_happen() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for _ in 0..4 {
        let request = asked(&app, &ben).await;
        let (taken, back) = tokio::join!(take(&ana, &request), withdraw(&ben, &request));
        assert_eq!([taken.status, back.status].iter().filter(|status| **status == 303).count(), 1);
        let state = app.text(&format!("SELECT state FROM quick_helps WHERE id = {request}")).await;
        assert_eq!(state, if taken.status == 303 { "taken" } else { "withdrawn" });
        let booked = app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await;
        assert_eq!(booked, i64::from(taken.status == 303));
        if taken.status == 303 {
            // They are in a session together now: the next one would be refused.
            break;
        }
    }
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_asked_can_take_it() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Eve").await);
    let request = asked(&app, &ben).await;
    assert_eq!(take(&eve, &request).await.status, 404);
    assert_eq!(take(&ben, &request).await.status, 404);
    assert_eq!(withdraw(&ana, &request).await.status, 404);
    assert_eq!(take(&ana, "0").await.status, 404);
    assert_eq!(ana.post("/quick-help/acceptance", &[]).await.status, 400);
    assert_eq!(app.text("SELECT state FROM quick_helps").await, "open");
}
