use jiff::SignedDuration;

use super::ask;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_that_is_missing_is_asked_for_and_waits() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.get("/me/skills?q=kintsugi").await.says("/skills/requests?name=kintsugi");
    ana.get("/skills/requests?name=kintsugi").await.says("value=\"kintsugi\"");
    let refused = ask(&ana, "?", "I mend cups").await;
    assert_eq!(refused.status, 422);
    refused.says("2 to 60 characters").says("I mend cups").says("value=\"6\" selected");
    assert_eq!(ask(&ana, " Kintsugi ", "I mend cups").await.location(), "/skills/requests");
    let page = ana.get("/skills/requests").await;
    page.says("Asked. You will hear what comes of it.").says("Kintsugi").says("Waiting for an answer");
    assert_eq!(page.sql(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_here_already_is_shown_instead() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    for (typed, found, said) in [
        ("spanish", "/me/skills?q=Spanish", "Spanish is here already. Add it below."),
        ("hand built-ceramics", "/me/skills?q=Hand-built+ceramics", "as Hand-built ceramics"),
        ("Español", "/me/skills?q=Spanish", "Español is here already, as Spanish. Add it below."),
    ] {
        let answer = ask(&ana, typed, "").await;
        assert_eq!(answer.location(), found);
        ana.get(found).await.says(said);
    }
    assert_eq!(app.number("SELECT count(*) FROM skill_requests").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_name_is_one_request_however_many_ask_at_once() {
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for n in 0..6 {
        people.push(app.member(&format!("Person{n}")).await);
    }
    let spelt = ["Kintsugi", "kintsugi", "KINTSUGI", "Kintsügi", "kintsugí", "Kintsugi"];
    let asked = people.iter().zip(spelt).map(|(person, name)| ask(person, name, ""));
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert_eq!(app.number("SELECT count(*) FROM skill_requests").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM skill_request_supporters").await, 6);
    ask(&people[0], "kintsugi", "").await;
    people[0].get("/skills/requests").await.says("You have asked for kintsugi already.");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wait_at_once_and_ten_are_asked_for_in_a_month() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let names: Vec<String> = (0..12).map(|n| format!("Missing {n}")).collect();
    let answers = futures_util::future::join_all(names[..8].iter().map(|name| ask(&ana, name, "A reason"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 5);
    let refused = answers.iter().find(|answer| answer.status == 422).unwrap();
    refused.says("You wait for 5 answers already.").says("A reason");
    let decline =
        "UPDATE skill_requests SET state = 'declined', reason = 'No', decided_at = now() WHERE state = 'open'";
    app.sql(decline).await;
    for name in &names[..5] {
        assert_eq!(ask(&ana, &format!("Other {name}"), "").await.status, 303);
    }
    app.sql(decline).await;
    ask(&ana, "One more", "").await.says("You have asked for 10 skills in the last 30 days");
    app.state.clock.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(ana.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-1")]).await.status, 303);
    assert_eq!(ask(&ana, "One more", "").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_withdrawn_by_who_asked_and_by_nobody_else() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.member("Ana").await, app.member("Ben").await, app.member("Eve").await);
    ask(&ana, "Kintsugi", "").await;
    ask(&ben, "Kintsugi", "").await;
    let id = app.number("SELECT id FROM skill_requests").await;
    let path = format!("/skills/requests/{id}/withdrawal");
    assert_eq!(eve.post(&path, &[]).await.status, 404);
    assert_eq!(ana.post(&path, &[]).await.location(), "/skills/requests");
    assert_eq!(ana.post(&path, &[]).await.status, 404);
    ana.get("/skills/requests").await.says("You do not ask for Kintsugi any more.").says("Nothing yet.");
    ben.get("/skills/requests").await.says("Waiting for an answer");
    ben.post(&path, &[]).await;
    assert_eq!(app.number("SELECT count(*) FROM skill_requests").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_requests_are_a_page_further() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    app.sql(&format!(
        "INSERT INTO skill_requests (id, name, category_id, state, reason, created_at, decided_at)
         SELECT 1000 + n, 'Wish ' || n, 6, 'declined', 'No', now(), now() FROM generate_series(1, 25) n;
         INSERT INTO skill_request_supporters (request_id, member_id, created_at)
         SELECT id, {}, now() FROM skill_requests",
        ana.id
    ))
    .await;
    let page = ana.get("/skills/requests").await;
    page.says("Wish 25").lacks("Wish 5<").says("/skills/requests?before=1006");
    ana.get("/skills/requests?before=1006").await.says("Wish 5<").lacks("Wish 6<").lacks("Older requests");
}
