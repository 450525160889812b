use crate::support::{Person, TestApp};

async fn teach(person: &Person, app: &TestApp, slug: &str) {
    let skill = app.number(&format!("SELECT id FROM skills WHERE slug = '{slug}'")).await.to_string();
    let added = person.post("/me/skills", &[("skill", &skill), ("direction", "teach")]).await;
    assert_eq!(added.status, 303);
    app.run_jobs().await;
}

async fn stop_teaching(person: &Person, app: &TestApp, slug: &str) {
    let skill = app.number(&format!("SELECT id FROM skills WHERE slug = '{slug}'")).await;
    assert_eq!(person.post(&format!("/me/skills/{skill}/removal"), &[("direction", "teach")]).await.status, 303);
}

async fn told(app: &TestApp, person: &Person) -> i64 {
    let query = "SELECT count(*) FROM notifications WHERE kind = 'skill_taught' AND member_id =";
    app.number(&format!("{query} {}", person.id)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_hears_of_each_teacher_once() {
    let app = TestApp::start().await;
    let (ana, ben, cas) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Cas").await);
    let set = ben.post("/skills/german/alert", &[]).await;
    assert_eq!((set.status, set.location()), (303, "/skills/german"));
    ben.get("/skills/german").await.says("We tell you when somebody new teaches German.").says("Stop telling me");
    ben.get("/me/alerts").await.says(">German</a>").says("Nobody new so far");
    teach(&ana, &app, "german").await;
    assert_eq!((told(&app, &ben).await, told(&app, &cas).await, told(&app, &ana).await), (1, 0, 0));
    assert_eq!(app.mails_to("ben@example.org").await, ["Ana teaches German now"]);
    assert!(app.newest_link("ben@example.org", "/members/").await.starts_with(&format!("/members/{}", ana.id)));
    assert!(app.newest_link("ben@example.org", "/me/alerts").await.starts_with("/me/alerts"));
    ben.get("/notifications").await.says("Ana teaches a skill that you wait for.");
    ben.get("/me/alerts").await.says("You were told of 1 teacher");

    // The same teacher again, the alert again, another skill: nothing new of Ana's German.
    stop_teaching(&ana, &app, "german").await;
    teach(&ana, &app, "german").await;
    let german = app.number("SELECT id FROM skills WHERE slug = 'german'").await;
    let removed = ben.post(&format!("/me/alerts/{german}/removal"), &[("next", "/skills/german")]).await;
    assert_eq!(removed.location(), "/skills/german");
    ben.post("/skills/german/alert", &[]).await;
    stop_teaching(&ana, &app, "german").await;
    teach(&ana, &app, "german").await;
    teach(&ana, &app, "dutch").await;
    assert_eq!(told(&app, &ben).await, 1);
    // Another teacher is news.
    teach(&cas, &app, "german").await;
    assert_eq!(told(&app, &ben).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_of_those_who_taught_it_before_or_of_themselves() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for person in [&ana, &ben] {
        person.post("/skills/spanish/alert", &[]).await;
    }
    app.run_jobs().await;
    assert_eq!(told(&app, &ben).await, 0, "Ana taught it before");
    teach(&ben, &app, "spanish").await;
    assert_eq!((told(&app, &ana).await, told(&app, &ben).await), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_is_told_of_when_others_see_them() {
    let app = TestApp::start().await;
    let (ben, ana) = (app.learner("Ben").await, app.member("Ana").await);
    ben.post("/skills/german/alert", &[]).await;
    teach(&ana, &app, "german").await;
    assert_eq!(told(&app, &ben).await, 0, "Ana is not onboarded");
    app.sql(&format!(
        "INSERT INTO profiles (member_id, bio, city, country, languages, learning_style)
             VALUES ({ana}, 'Here to swap.', 'Lisbon', 'Portugal', '{{pt}}', 'visual');
         INSERT INTO weekly_hours (member_id, weekday, starts_minute, ends_minute) VALUES ({ana}, 1, 540, 600);
         INSERT INTO member_skills (member_id, skill_id, direction, level)
             SELECT {ana}, id, direction, 50 FROM skills, unnest('{{teach,learn}}'::text[]) AS direction
              WHERE id BETWEEN 101 AND 103",
        ana = ana.id
    ))
    .await;
    assert_eq!(ana.post("/onboarding/completion", &[]).await.status, 303);
    app.run_jobs().await;
    assert_eq!(told(&app, &ben).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_left_the_alert_or_the_site_hears_nothing() {
    let app = TestApp::start().await;
    let (ana, ben, cas) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Cas").await);
    for person in [&ben, &cas] {
        person.post("/skills/german/alert", &[]).await;
    }
    let german = app.number("SELECT id FROM skills WHERE slug = 'german'").await;
    let removal = format!("/me/alerts/{german}/removal");
    assert_eq!(ben.post(&removal, &[("next", "//evil.test")]).await.location(), "/me/alerts");
    ben.post(&removal, &[]).await;
    ben.get("/me/alerts").await.says("It was not on your list any more.").says("No alerts yet");
    app.sql(&format!("UPDATE members SET suspended_at = created_at WHERE id = {}", cas.id)).await;
    teach(&ana, &app, "german").await;
    assert_eq!((told(&app, &ben).await, told(&app, &cas).await), (0, 0));
    // Somebody who is suspended is no news either.
    ben.post("/skills/dutch/alert", &[]).await;
    let dutch = app.number("SELECT id FROM skills WHERE slug = 'dutch'").await.to_string();
    ana.post("/me/skills", &[("skill", &dutch), ("direction", "teach")]).await;
    app.sql(&format!("UPDATE members SET suspended_at = created_at WHERE id = {}", ana.id)).await;
    app.run_jobs().await;
    assert_eq!(told(&app, &ben).await, 0);
    assert!(app.mails_to("ben@example.org").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_is_the_most_however_many_are_set_at_once() {
    let app = TestApp::start().await;
    let ben = app.learner("Ben").await;
    app.sql(&format!("INSERT INTO skill_alerts SELECT {}, id, now() FROM skills WHERE id BETWEEN 101 AND 129", ben.id))
        .await;
    let more = ["german", "dutch", "french", "italian"].map(|slug| format!("/skills/{slug}/alert"));
    let answers = futures_util::future::join_all(more.iter().map(|path| ben.post(path, &[]))).await;
    assert_eq!(answers.iter().filter(|answer| answer.location() == "/me/alerts").count(), 3);
    assert_eq!(app.number("SELECT count(*) FROM skill_alerts").await, 30);
    ben.get("/me/alerts").await.says("which is the most that fits");
    assert_eq!(ben.post("/skills/klingon-opera/alert", &[]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_logs_in_and_is_back_where_the_button_is() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/skills/german").await.says("action=\"/skills/german/alert\"");
    assert!(visitor.post("/skills/german/alert", &[]).await.location().starts_with("/login?next="));
    assert_eq!(visitor.get("/skills/german/alert").await.location(), "/skills/german");
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_who_wait_are_all_told() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    app.sql(
        "INSERT INTO members (email, name, password_hash, onboarded_at, created_at)
             SELECT 'w' || n || '@example.org', 'W' || n, 'x', now(), now() FROM generate_series(1, 450) n;
         INSERT INTO skill_alerts
             SELECT m.id, s.id, now() FROM members m, skills s WHERE m.name LIKE 'W%' AND s.slug = 'german'",
    )
    .await;
    let german = app.number("SELECT id FROM skills WHERE slug = 'german'").await.to_string();
    ana.post("/me/skills", &[("skill", &german), ("direction", "both")]).await;
    app.run_jobs().await;
    let told = "SELECT count(DISTINCT member_id) FROM notifications WHERE kind = 'skill_taught'";
    assert_eq!((app.number(told).await, app.number("SELECT count(*) FROM skill_alerts_told").await), (450, 450));
    assert_eq!(app.mails_to("w450@example.org").await.len(), 1);
}
