use futures_util::future::join_all;

use super::{describe, key, programme};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_see_the_teachers_page_sees_the_programme_with_its_price() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    ana.get("/me/programmes").await.says("No programmes yet");
    ana.get("/me/programmes/new").await.says("Describe a programme");
    let path = programme(&app, &ana, "At the table", &["60", "90", "30"]).await;
    let page = ben.get(&path).await;
    page.says("At the table").says("3 sessions of Spanish with Ana, 3 hours in all").says("<b>30.00 credits</b>");
    page.says("2. At the table, part 2").says("1 hour 30 minutes, 15.00 credits").says("Order a meal.");
    let profile = format!("/members/{}-ana", ana.id);
    ben.get(&profile).await.says(&format!("href=\"{path}\"")).says("Spanish, 3 sessions");
    app.visitor().get(&path).await.says("Join to learn this");
    app.sql(&format!(
        "INSERT INTO profiles (member_id, visibility) VALUES ({}, 'members')
         ON CONFLICT (member_id) DO UPDATE SET visibility = 'members'",
        ana.id
    ))
    .await;
    let away = app.visitor().get(&path).await;
    assert_eq!(away.status, 303);
    assert!(away.location().starts_with("/login?next="), "{}", away.location());
    assert_eq!(ben.get(&path).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_beside_its_field_and_everything_typed_stays() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let one = describe(&app, &ana, "/me/programmes", "Too short", &["60"], &key()).await;
    assert_eq!(one.status, 422);
    one.says("A programme has at least two sessions.").says("Too short, part 1").says("Much talk.");
    let (long, skill) = ("x".repeat(81), app.skill().await.to_string());
    let form = [
        ("skill", skill.as_str()),
        ("title", long.as_str()),
        ("session_title[]", "First"),
        ("session_outline[]", ""),
        ("session_minutes[]", "50"),
        ("session_title[]", ""),
        ("session_outline[]", "No title."),
        ("session_minutes[]", "60"),
    ];
    let wrong = ana.post("/me/programmes", &form).await;
    assert_eq!(wrong.status, 422);
    wrong.says("It has 1 too many.").says("Say what one can do afterwards.").says("Choose a length of the list.");
    wrong.says("Give this session a title.").says("No title.");
    let untaught = ana.post("/me/programmes", &[("skill", "1"), ("title", "T"), ("goal", "G"), ("key", &key())]).await;
    assert_eq!(untaught.status, 422);
    assert_eq!(app.number("SELECT count(*) FROM programmes").await, 0);
    app.sql("DELETE FROM member_skills").await;
    let gone = describe(&app, &ana, "/me/programmes", "Untaught", &["60", "60"], &key()).await;
    assert_eq!(gone.status, 422);
    ana.get("/me/programmes/new").await.says("Nothing to teach yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_changed_hidden_and_taken_back_by_its_teacher_alone() {
    let app = TestApp::start().await;
    let (ana, eve) = (app.teacher("Ana").await, app.teacher("Eve").await);
    let path = programme(&app, &ana, "At the table", &["60", "60"]).await;
    let mine = format!("/me{path}");
    ana.get(&mine).await.says("At the table, part 2");
    assert_eq!(eve.get(&mine).await.status, 404);
    assert_eq!(describe(&app, &eve, &mine, "Mine now", &["60", "60"], &key()).await.status, 404);
    for (verb, form) in [("visibility", vec![("hidden", "true")]), ("removal", vec![])] {
        assert_eq!(eve.post(&format!("{mine}/{verb}"), &form).await.status, 404);
    }
    assert_eq!(describe(&app, &ana, &mine, "In the kitchen", &["30", "60", "60"], &key()).await.status, 303);
    eve.get(&path).await.says("In the kitchen, part 3").says("25.00 credits");
    assert_eq!(ana.post(&format!("{mine}/visibility"), &[("hidden", "true")]).await.status, 303);
    assert_eq!(eve.get(&path).await.status, 404);
    assert!(!eve.get(&format!("/members/{}-ana", ana.id)).await.body.contains("In the kitchen"));
    ana.get(&path).await.says("only you see it");
    assert_eq!(ana.post(&format!("{mine}/visibility"), &[("hidden", "false")]).await.status, 303);
    assert_eq!(eve.get(&path).await.status, 200);
    // What one does not teach any more is not offered.
    app.sql(&format!("DELETE FROM member_skills WHERE member_id = {}", ana.id)).await;
    assert_eq!(eve.get(&path).await.status, 404);
    assert_eq!(ana.post(&format!("{mine}/removal"), &[]).await.status, 303);
    assert_eq!(ana.get(&path).await.status, 404);
    assert_eq!(app.number("SELECT count(*) FROM programme_lessons").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clicks_are_one_programme_and_ten_are_the_most() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let key = key();
    let copies = join_all((0..8).map(|_| describe(&app, &ana, "/me/programmes", "Once", &["60", "60"], &key))).await;
    assert!(copies.iter().all(|answer| answer.status == 303), "{copies:?}");
    assert_eq!(app.number("SELECT count(*) FROM programmes").await, 1);
    let keys: Vec<String> = (0..12).map(|_| super::key()).collect();
    let answers =
        join_all(keys.iter().map(|key| describe(&app, &ana, "/me/programmes", "Many", &["60", "60"], key))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 422).count(), 3);
    assert_eq!(app.number("SELECT count(*) FROM programmes").await, 10);
    ana.get("/me/programmes").await.says("which is the most that fits");
}
