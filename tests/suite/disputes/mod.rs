//! Sessions that two people do not agree about, as moderators decide them.

use futures_util::future::join_all;
use jiff::SignedDuration;

use crate::support::{Person, TestApp};

/// Ben says that Ana did not come, and Ana says that she did. With the session's id.
async fn disputed() -> (TestApp, Person, Person, String) {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    app.state.clock.advance(SignedDuration::from_hours(24 * 2 + 2));
    let claim = [("kind", "no_show"), ("words", "Nobody <b>came</b>.")];
    assert_eq!(ben.post(&format!("{path}/claim"), &claim).await.status, 303);
    assert_eq!(ana.post(&format!("{path}/claim/objection"), &[("words", "I waited in the room.")]).await.status, 303);
    let id = path.rsplit('/').next().unwrap().to_owned();
    (app, ana, ben, id)
}

async fn moderator(app: &TestApp, name: &str) -> Person {
    let person = app.member(name).await;
    app.sql(&format!("UPDATE members SET role = 'moderator' WHERE id = {}", person.id)).await;
    person
}

fn decision<'a>(outcome: &'a str, key: &'a str) -> [(&'a str, &'a str); 4] {
    [("outcome", outcome), ("amount", "7.50"), ("words", "Half an hour took place."), ("key", key)]
}

const KEY: &str = "6f1f64a4-9a0d-4b7c-8f5e-0b4a4d2c9e12";

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_sees_the_record_and_decides_once() {
    let (app, ana, ben, id) = disputed().await;
    let (mia, desk, page) =
        (moderator(&app, "Mia").await, "/moderation/disputes", format!("/moderation/disputes/{id}"));
    mia.get(desk).await.says("Ben about Ana").says("did not come");
    app.run_jobs().await;
    let shown = mia.get(&page).await;
    let record = [
        "Ben proposed the session",
        "Ana was told of the proposal",
        "Ana accepted",
        "Ben said that it did not go as agreed",
        "Ana said that it was otherwise",
        "Ben was told that it is contested",
    ];
    let places: Vec<_> = record.map(|line| shown.body.find(line).unwrap_or_else(|| panic!("{line}"))).to_vec();
    assert!(places.is_sorted(), "{places:?}");
    shown
        .says("Nobody &#60;b&#62;came&#60;/b&#62;.")
        .says("I waited in the room.")
        .says("A mail about the proposal went to Ana")
        .says("5.00 to Ana, 5.00 back to Ben");

    mia.post(&page, &[("outcome", "amount"), ("amount", "10.01"), ("words", " "), ("key", KEY)])
        .await
        .says("more than is held")
        .says("Say why");
    assert_eq!(mia.post(&page, &decision("amount", KEY)).await.location(), desk);
    assert_eq!(mia.post(&page, &decision("amount", KEY)).await.status, 303, "a copy");
    assert_eq!(mia.post(&page, &decision("refund", &uuid::Uuid::new_v4().to_string())).await.status, 409);
    assert_eq!((app.balances(ana.id).await, app.balances(ben.id).await), ((5750, 0), (4250, 0)));
    mia.get(desk).await.says("Nothing waits");
    mia.get(&page).await.says("Decided by Mia").says("7.50 credits went to Ana");
    for person in [&ana, &ben] {
        person.get(&format!("/bookings/{id}")).await.says("Half an hour took place.");
    }
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_moderators_one_decides() {
    let (app, _, _, id) = disputed().await;
    let (mia, max, page) =
        (moderator(&app, "Mia").await, moderator(&app, "Max").await, format!("/moderation/disputes/{id}"));
    let keys: Vec<String> = (0..10).map(|_| uuid::Uuid::new_v4().to_string()).collect();
    let forms: Vec<_> = keys.iter().map(|key| decision("split", key)).collect();
    let answers = join_all(forms.iter().enumerate().map(|(n, form)| [&mia, &max][n % 2].post(&page, form))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 409).count(), 9);
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_looks_at_their_own_dispute_and_members_at_none() {
    let (app, ana, ben, id) = disputed().await;
    let page = format!("/moderation/disputes/{id}");
    for person in [&ana, &ben, &app.teacher("Cleo").await] {
        assert_eq!(person.get(&page).await.status, 404);
        assert_eq!(person.post(&page, &decision("release", KEY)).await.status, 404);
    }
    app.sql(&format!("UPDATE members SET role = 'moderator' WHERE id = {}", ana.id)).await;
    let ana = app.visitor();
    assert_eq!(ana.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-1")]).await.status, 303);
    ana.get("/moderation/disputes").await.says("Nothing waits");
    assert_eq!(ana.get(&page).await.status, 404);
    assert_eq!(ana.post(&page, &decision("release", KEY)).await.status, 404);
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_hands_in_messages_as_they_are_then_for_moderators_alone() {
    let (app, ana, ben, id) = disputed().await;
    let mia = moderator(&app, "Mia").await;
    let talk = ana.post(&format!("/members/{}/conversation", ben.id), &[]).await.location().to_owned();
    for (person, words) in [(&ana, "Where <i>are</i> you?"), (&ben, "In the park."), (&ana, "I wait.")] {
        let key = uuid::Uuid::new_v4().to_string();
        assert_eq!(person.post(&talk, &[("body", words), ("idempotency_key", &key)]).await.status, 303);
    }
    let page = format!("/bookings/{id}/evidence");
    ana.get(&format!("/bookings/{id}")).await.says(&page);
    ana.get(&page).await.says("Where &#60;i&#62;are&#60;/i&#62; you?").says("In the park.");
    let form = [("message", "1"), ("message", "2"), ("message", "2"), ("note", "I was there.")];
    assert_eq!(ana.post(&page, &[("message", "99")]).await.status, 404);
    assert_eq!(ana.post(&page, &form).await.location(), page);
    // What becomes of it later changes nothing.
    app.sql("UPDATE messages SET body = 'In the room.' WHERE seq = 2").await;
    ana.get(&page).await.says("Messages that you handed in").says("In the park.").says("I was there.");
    let again = [("message", "2"), ("message", "3"), ("note", "")];
    assert_eq!(ana.post(&page, &again).await.location(), page);
    let shown = mia.get(&format!("/moderation/disputes/{id}")).await;
    shown.says("Handed in by Ana").says("In the park.").says("I wait.");
    assert!(!shown.body.contains("are&#60;/i&#62; you"), "taken back");
    let bens = ben.get(&page).await;
    assert!(!bens.body.contains("that you handed in"));
    assert_eq!(ana.post(&page, &[]).await.location(), page);
    assert_eq!(app.number("SELECT count(*) FROM evidence").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_bounded_and_nobody_elses_and_ends_with_the_decision() {
    let (app, ana, _, id) = disputed().await;
    let (mia, cleo) = (moderator(&app, "Mia").await, app.teacher("Cleo").await);
    let page = format!("/bookings/{id}/evidence");
    for person in [&mia, &cleo] {
        assert_eq!(person.get(&page).await.status, 404);
        assert_eq!(person.post(&page, &[("note", "Mine")]).await.status, 404);
    }
    let numbers: Vec<String> = (1..=21).map(|n| n.to_string()).collect();
    let many: Vec<_> = numbers.iter().map(|n| ("message", n.as_str())).chain([("note", "Kept")]).collect();
    let refused = ana.post(&page, &many).await;
    assert_eq!(refused.status, 422);
    refused.says("Choose up to 20 messages; 21 are ticked.").says("Kept");
    let long = "x".repeat(1001);
    assert_eq!(ana.post(&page, &[("note", &long)]).await.status, 422);
    assert_eq!(ana.post(&page, &[("note", "In time")]).await.status, 303);
    let decided = mia.post(&format!("/moderation/disputes/{id}"), &decision("release", KEY)).await;
    assert_eq!(decided.status, 303);
    let late = ana.post(&page, &[("note", "Too late")]).await;
    assert_eq!(late.status, 409);
    late.says("This was decided meanwhile").says("In time");
    // A session without a claim has none.
    let other = app.proposal(&app.learner("Dana").await, &ana, &[app.in_days(5)]).await;
    assert_eq!(ana.get(&format!("{other}/evidence")).await.status, 404);
}
