use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn other_times_go_back_and_forth_until_one_is_accepted() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let (second, third) = (app.in_days(4).to_string(), app.in_days(5).to_string());

    // Who waits cannot answer for the other one.
    assert_eq!(ben.post(&format!("{path}/counter"), &[("slot", &second)]).await.status, 409);
    ana.get(&format!("{path}/counter")).await.says("Propose other times").says(&second);
    let form = [("slot", second.as_str()), ("agenda", "Wednesdays are better.")];
    assert_eq!(ana.post(&format!("{path}/counter"), &form).await.status, 303);

    ana.get(&path).await.says("Waiting for Ben").says("Withdraw the proposal").lacks("Accept this time");
    ben.get(&path).await.says("Ana proposes other times").says("Wednesdays are better.");
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 409);
    assert_eq!(ben.post(&format!("{path}/counter"), &[("slot", &third)]).await.status, 303);
    assert_eq!(ana.post(&format!("{path}/counter"), &[("slot", &second)]).await.status, 303);
    assert_eq!(ben.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);

    assert_eq!(
        app.text("SELECT starts_at::text FROM bookings").await,
        app.text(&format!("SELECT '{second}'::timestamptz::text")).await
    );
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_that_cannot_be_had_are_said_with_the_form_kept() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let none = ana.post(&format!("{path}/counter"), &[("agenda", "Soon?")]).await;
    assert_eq!(none.status, 422);
    none.says("Choose at least one time").says("Soon?");
    let past = app.in_days(-1).to_string();
    let gone = ana.post(&format!("{path}/counter"), &[("slot", &past), ("agenda", "Soon?")]).await;
    assert_eq!(gone.status, 422);
    gone.says("Some of the times you chose cannot be had").says("This time has passed").says("Soon?");
    ana.get(&path).await.says("Accept this time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_comes_with_a_refusal_and_a_countered_one_expires_for_its_sender() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let declined = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let long = "x".repeat(501);
    let refused = ana.post(&format!("{declined}/refusal"), &[("words", &long)]).await;
    assert_eq!(refused.status, 422);
    refused.says(&long);
    assert_eq!(ana.post(&format!("{declined}/refusal"), &[("words", "I am away in May.")]).await.status, 303);
    ben.get(&declined).await.says("I am away in May.");

    let other = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    ana.post(&format!("{other}/counter"), &[("slot", &app.in_days(3).to_string())]).await;
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 8));
    app.run_jobs().await;
    ana.get(&other).await.says("Nobody answered in time");
    assert_eq!(
        app.number(&format!(
            "SELECT count(*) FROM notifications WHERE kind = 'proposal_expired' AND member_id = {}",
            ana.id
        ))
        .await,
        1
    );
}
