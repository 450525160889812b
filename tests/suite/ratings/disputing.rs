use futures_util::future::join_all;

use super::{FIVE, finished, with};
use crate::support::{Person, TestApp};

/// Ana has got a bad rating of Ben's, with words, and can read it. With the session's path.
async fn slighted(app: &TestApp) -> (Person, Person, String) {
    let (ana, ben, path) = finished(app).await;
    let url = format!("{path}/rating");
    let bad = with(&[("overall", "1"), ("comment", "A fraud."), ("private_note", "You know it.")]);
    assert_eq!(ben.post(&url, &bad).await.status, 303);
    assert_eq!(ana.post(&url, &FIVE).await.status, 303);
    (ana, ben, path)
}

async fn disputed(app: &TestApp) -> (Person, Person, Person, String) {
    let (ana, ben, path) = slighted(app).await;
    ana.get(&path).await.says("This is unfair");
    ana.get(&format!("{path}/rating/dispute")).await.says("A fraud.");
    let sent = ana.post(&format!("{path}/rating/dispute"), &[("words", "I taught all of it.")]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    (ana, ben, moderator(app, "Mia").await, path)
}

async fn moderator(app: &TestApp, name: &str) -> Person {
    let person = app.member(name).await;
    app.sql(&format!("UPDATE members SET role = 'moderator' WHERE id = {}", person.id)).await;
    person
}

const DISPUTE: &str = "/moderation/ratings/1";

fn decision(outcome: &str) -> [(&str, &str); 2] {
    [("outcome", outcome), ("reason", "It is against the rules.")]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_set_aside_counts_no_more_and_says_so() {
    let app = TestApp::start().await;
    let (ana, ben, mia, path) = disputed(&app).await;
    ana.get(&path).await.says("You have disputed this rating").lacks("This is unfair");
    ben.get(&path).await.lacks("disputed");
    mia.get("/moderation/ratings").await.says("Ben of Ana");
    mia.get(DISPUTE).await.says("A fraud.").says("You know it.").says("I taught all of it.");
    assert_eq!(mia.post(DISPUTE, &decision("set_aside")).await.location(), "/moderation/ratings");
    let standing = format!("FROM standings WHERE member_id = {}", ana.id);
    assert_eq!(app.number(&format!("SELECT rating_count {standing} AND figure IS NULL")).await, 0);
    for person in [&ana, &ben] {
        person.get(&path).await.says("set this rating aside").says("It is against the rules.");
        person.get("/notifications").await.says("A disputed rating of your session");
    }
    let profile = format!("/members/{}-ana", ana.id);
    app.visitor().get(&profile).await.says("No ratings yet").lacks("A fraud.");
    app.visitor().get(&format!("{profile}/ratings")).await.says("Set aside by moderators");
    mia.get(DISPUTE).await.says("Decided by Mia");
    mia.get("/moderation/ratings").await.says("Nothing waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_taken_away_and_marks_count() {
    let app = TestApp::start().await;
    let (ana, _ben, mia, path) = disputed(&app).await;
    assert_eq!(mia.post(DISPUTE, &decision("words_removed")).await.status, 303);
    let list = app.visitor().get(&format!("/members/{}-ana/ratings", ana.id)).await;
    list.lacks("A fraud.").says("taken its words away").says("1.00");
    ana.get(&path).await.lacks("You know it.").says("Its marks count");
    assert_eq!(app.number("SELECT count(*) FROM ratings WHERE comment LIKE '%fraud%' OR private_note <> ''").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_moderators_who_decide_at_once_one_is_heard() {
    let app = TestApp::start().await;
    let (_ana, _ben, mia, _path) = disputed(&app).await;
    let max = moderator(&app, "Max").await;
    let (aside, stands) = (decision("set_aside"), decision("stands"));
    let both = (0..8).map(|n| if n % 2 == 0 { mia.post(DISPUTE, &aside) } else { max.post(DISPUTE, &stands) });
    let heard = join_all(both).await.iter().filter(|answer| answer.location() == "/moderation/ratings").count();
    assert_eq!(heard, 1);
    assert_eq!(app.number("SELECT count(*) FROM notifications WHERE kind = 'rating_dispute_decided'").await, 2);
    let is_aside = app.text("SELECT outcome FROM rating_disputes").await == "set_aside";
    assert_eq!(app.number("SELECT count(*) FROM ratings WHERE set_aside_at IS NOT NULL").await, i64::from(is_aside));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_disputed_once_by_who_it_is_about_and_in_time() {
    let app = TestApp::start().await;
    let (ana, ben, path) = slighted(&app).await;
    let (url, words) = (format!("{path}/rating/dispute"), [("words", "Not so.")]);
    let empty = ana.post(&url, &[("words", " ")]).await;
    assert_eq!(empty.status, 422);
    empty.says("Say in a few words what is unfair");
    let answers = join_all((0..6).map(|_| ana.post(&url, &words))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 303 || answer.body.contains("disputed this rating before")));
    assert_eq!(ana.get(&url).await.location(), path);
    let cas = app.learner("Cas").await;
    assert_eq!((cas.get(&url).await.status, cas.post(&url, &words).await.status), (404, 404));
    assert_eq!(ana.get("/moderation/ratings").await.status, 404);
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 30));
    assert_eq!(ben.post("/login", &[("email", "ben@example.org"), ("password", "Swap-hours-1")]).await.status, 303);
    let late = ben.post(&url, &words).await;
    assert_eq!(late.status, 409);
    late.says("within 30 days");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_cannot_be_disputed_and_nobody_decides_on_themselves() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    let url = format!("{path}/rating/dispute");
    assert_eq!(ben.post(&format!("{path}/rating"), &FIVE).await.status, 303);
    assert_eq!(ana.get(&url).await.status, 404);
    assert_eq!(ana.post(&url, &[("words", "Why?")]).await.status, 404);
    assert_eq!(ana.post(&format!("{path}/rating"), &FIVE).await.status, 303);
    assert_eq!(ana.post(&url, &[("words", "Why?")]).await.status, 303);
    app.sql(&format!("UPDATE members SET role = 'moderator' WHERE id IN ({}, {})", ana.id, ben.id)).await;
    for (person, name) in [(&ana, "ana"), (&ben, "ben")] {
        let form = [("email", &*format!("{name}@example.org")), ("password", "Swap-hours-1")];
        assert_eq!(person.post("/login", &form).await.status, 303);
        person.get("/moderation/ratings").await.says("Nothing waits");
        assert_eq!(person.get(DISPUTE).await.status, 404);
        assert_eq!(person.post(DISPUTE, &decision("stands")).await.status, 404);
    }
}
