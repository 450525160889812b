use jiff::SignedDuration;

use super::moving::agreed;
use crate::support::{Person, TestApp};

/// What the page says would go back, as its form carries it.
async fn refund(person: &Person, path: &str) -> String {
    let page = person.get(&format!("{path}/cancellation")).await;
    let value = page.body.split_once(r#"name="refund" value=""#).unwrap().1;
    value.split_once('"').unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_says_goes_back_is_what_goes_back() {
    for (hours_before, teacher, back) in
        [(30, false, 1000), (24, false, 1000), (23, false, 500), (2, false, 500), (1, false, 0), (1, true, 1000)]
    {
        let app = TestApp::start().await;
        let (ana, ben, path) = agreed(&app).await;
        let starts_at = app.number("SELECT extract(epoch FROM starts_at)::bigint FROM bookings").await;
        let now = app.state.clock.now().microseconds() / 1_000_000;
        // A minute more than the hours: tests take time.
        app.state.clock.advance(SignedDuration::from_secs(starts_at - now - hours_before * 3600 - 60));
        let who = if teacher { &ana } else { &ben };
        let said = refund(who, &path).await;
        assert_eq!(said, back.to_string(), "{hours_before} hours before");
        let form = [("refund", said.as_str()), ("reason", "I am ill.")];
        assert_eq!(who.post(&format!("{path}/cancellation"), &form).await.status, 303);
        assert_eq!(app.balances(ben.id).await, (4000 + back, 0));
        assert_eq!(app.balances(ana.id).await, (5000 + 1000 - back, 0));
        assert_eq!(app.number("SELECT count(*) FROM commitments").await, 0);
        assert_eq!(app.number("SELECT count(*) FROM reminders").await, 0);
        ana.get(&path).await.says("Called off").says("I am ill.");
        app.assert_book_balances().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_changed_meanwhile_is_said_before_anything_happens() {
    let app = TestApp::start().await;
    let (_, ben, path) = agreed(&app).await;
    let said = refund(&ben, &path).await;
    app.state.clock.advance(SignedDuration::from_hours(30));
    let form = [("refund", said.as_str()), ("reason", "Late.")];
    let refused = ben.post(&format!("{path}/cancellation"), &form).await;
    assert_eq!(refused.status, 409);
    refused.says("by now 5.00 credits would go back, and not 10.00").says("Late.");
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
    let now = refund(&ben, &path).await;
    assert_eq!(ben.post(&format!("{path}/cancellation"), &[("refund", &now)]).await.status, 303);
    assert_eq!(app.balances(ben.id).await, (4500, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_is_not_called_off() {
    let app = TestApp::start().await;
    let (ana, _, path) = agreed(&app).await;
    app.state.clock.advance(SignedDuration::from_hours(49));
    let refused = ana.post(&format!("{path}/cancellation"), &[("refund", "1000")]).await;
    assert_eq!(refused.status, 409);
    refused.says("This session has begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_are_settings_and_never_change_what_is_agreed() {
    let app = TestApp::start().await;
    let (_, ben, path) = agreed(&app).await;
    let mut conn = app.state.db.get().await.unwrap();
    let (_, mut terms) = skillswap::bookings::current_terms(&conn).await.unwrap();
    terms.refunds.clear();
    terms.hourly = skillswap::ledger::Credits::whole(12);
    skillswap::bookings::set_terms(&mut conn, app.state.clock.now(), &terms, None).await.unwrap();
    drop(conn);
    assert_eq!(refund(&ben, &path).await, "1000");
    let carl = app.learner("Carl").await;
    let dora = app.teacher("Dora").await;
    let dear = app.proposal(&carl, &dora, &[app.in_days(2)]).await;
    assert_eq!(dora.post(&format!("{dear}/acceptance"), &[("slot", "1")]).await.status, 303);
    assert_eq!(app.balances(carl.id).await, (3800, 1200));
    assert_eq!(refund(&carl, &dear).await, "0");
}
