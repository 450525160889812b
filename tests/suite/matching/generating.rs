use std::time::Instant;

use skillswap::accounts::MemberId;
use skillswap::matching::{LIST_LENGTH, generate, request_list};

use super::discovering::{guitar_and_german, meet};
use crate::support::TestApp;

/// Asks for a list and has it made.
async fn ask(app: &TestApp, member: MemberId) {
    request_list(&mut app.state.db.get().await.unwrap(), app.state.clock.now(), member).await.unwrap();
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_holds_those_who_can_teach_something_and_the_points_add_up() {
    let app = TestApp::start().await;
    let (ana, ben, cleo, dan) =
        (app.enrol("Ana").await, app.enrol("Ben").await, app.enrol("Cleo").await, app.enrol("Dan").await);
    let (guitar, german) = guitar_and_german(&app).await;
    meet(&app, ana, &[(german, "teach", 90), (guitar, "learn", 10)]).await;
    meet(&app, ben, &[(guitar, "teach", 95), (german, "learn", 10)]).await;
    meet(&app, cleo, &[(guitar, "teach", 95)]).await;
    meet(&app, dan, &[(guitar, "teach", 10), (german, "learn", 0)]).await;
    let made = generate(&mut app.state.db.get().await.unwrap(), app.state.clock.now(), ana).await.unwrap();
    assert_eq!((made.count, made.is_first), (2, true), "Dan is not above Ana");
    let score = |who: MemberId| format!("SELECT score FROM matches WHERE member_id = {ana} AND other_id = {who}");
    assert_eq!(app.number(&score(ben)).await - app.number(&score(cleo)).await, 15, "teaching back");
    assert_eq!(app.number(&format!("SELECT teach_skill_id FROM matches WHERE other_id = {ben}")).await, german);
    let again = generate(&mut app.state.db.get().await.unwrap(), app.state.clock.now(), ana).await.unwrap();
    assert_eq!((again.count, again.is_first), (2, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suspended_and_the_not_yet_onboarded_are_nobodys_match() {
    let app = TestApp::start().await;
    let (ana, ben, cleo) = (app.enrol("Ana").await, app.enrol("Ben").await, app.enrol("Cleo").await);
    let (guitar, _) = guitar_and_german(&app).await;
    meet(&app, ana, &[(guitar, "learn", 10)]).await;
    meet(&app, ben, &[(guitar, "teach", 90)]).await;
    meet(&app, cleo, &[(guitar, "teach", 90)]).await;
    app.sql(&format!("UPDATE members SET suspended_at = now() WHERE id = {ben}")).await;
    app.sql(&format!("UPDATE members SET onboarded_at = NULL WHERE id = {cleo}")).await;
    let made = generate(&mut app.state.db.get().await.unwrap(), app.state.clock.now(), ana).await.unwrap();
    assert_eq!((made.count, made.is_first), (0, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_list_is_told_of_once() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.enrol("Ana").await, app.enrol("Ben").await);
    let (guitar, _) = guitar_and_german(&app).await;
    meet(&app, ana, &[(guitar, "learn", 10)]).await;
    let told = "SELECT count(*) FROM notifications WHERE kind = 'matches_ready'";
    ask(&app, ana).await;
    assert_eq!(app.number(told).await, 0, "there is nobody yet");
    meet(&app, ben, &[(guitar, "teach", 90)]).await;
    for _ in 0..2 {
        ask(&app, ana).await;
    }
    assert_eq!(app.number(told).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_hours_and_each_morning_make_a_new_list() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.enrol("Ben").await);
    let (guitar, _) = guitar_and_german(&app).await;
    meet(&app, ana.id, &[(guitar, "learn", 10)]).await;
    meet(&app, ben, &[(guitar, "teach", 90)]).await;
    app.sql(&format!(
        "INSERT INTO weekly_hours (member_id, weekday, starts_minute, ends_minute) VALUES ({ben}, 5, 600, 900)"
    ))
    .await;
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM matches").await, 0, "it is not morning yet");
    app.state.clock.advance(jiff::SignedDuration::from_hours(24));
    app.run_jobs().await;
    assert_eq!(app.number("SELECT sum(overlap_minutes) FROM matches").await, 0, "the morning's list");
    ana.post("/me/hours", &[("fill", "weekend")]).await;
    app.run_jobs().await;
    assert_eq!(app.number("SELECT sum(overlap_minutes) FROM matches").await, 300);
    let made_at = "SELECT extract(epoch FROM max(generated_at)) FROM matches";
    let before = app.number(made_at).await;
    app.state.clock.advance(jiff::SignedDuration::from_hours(25));
    app.run_jobs().await;
    assert!(app.number(made_at).await > before + 24 * 3600);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_made_at_once_do_not_collide() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.enrol("Ana").await, app.enrol("Ben").await);
    let (guitar, _) = guitar_and_german(&app).await;
    meet(&app, ana, &[(guitar, "learn", 10)]).await;
    meet(&app, ben, &[(guitar, "teach", 90)]).await;
    let runs =
        (0..6).map(|_| async { generate(&mut app.state.db.get().await.unwrap(), app.state.clock.now(), ana).await });
    for made in futures_util::future::join_all(runs).await {
        made.unwrap();
    }
    assert_eq!(app.number("SELECT count(*) FROM matches").await, 1);
}

/// A debug build takes many times what a release build does; the limit is for catching a change of kind, such as a
/// statement for each candidate.
#[tokio::test(flavor = "multi_thread")]
async fn among_ten_thousand_members_a_list_is_a_few_statements() {
    let app = TestApp::start().await;
    let ana = app.enrol("Ana").await;
    app.sql(include_str!("ten_thousand.sql")).await;
    meet(&app, ana, &[(1, "learn", 10), (2, "learn", 0), (3, "teach", 80), (4, "teach", 90)]).await;
    let mut conn = app.state.db.get().await.unwrap();
    let mut took = Vec::new();
    for _ in 0..5 {
        let begin = Instant::now();
        let made = generate(&mut conn, app.state.clock.now(), ana).await.unwrap();
        took.push(begin.elapsed());
        assert_eq!(made.count, LIST_LENGTH);
    }
    let best = took.iter().min().unwrap();
    println!("a list of {LIST_LENGTH} among 10,000: {took:?}");
    assert!(best.as_millis() < 500, "{took:?}");
}
