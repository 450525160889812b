use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn adding_a_skill_twice_edits_it() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let skill = app.skill().await.to_string();
    let added = ana.post("/me/skills", &[("skill", &skill), ("direction", "learn")]).await;
    assert_eq!(added.location(), format!("/me/skills?open=learn-{skill}#skill-learn-{skill}"));
    let edit = [
        ("skill", skill.as_str()),
        ("direction", "learn"),
        ("level", "43"),
        ("target_level", "93"),
        ("note", "For a trip"),
    ];
    assert_eq!(ana.post("/me/skills", &edit).await.status, 303);
    let page = ana.get("/me/skills").await.body;
    assert!(page.contains("Intermediate, wants Expert: For a trip"), "{page}");
    assert_eq!(app.number("SELECT count(*) FROM member_skills").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_that_is_no_goal_is_refused_where_it_was_typed() {
    let app = TestApp::start().await;
    let ana = app.learner("Ana").await;
    let skill = app.skill().await.to_string();
    let form = [("skill", skill.as_str()), ("direction", "learn"), ("level", "73"), ("target_level", "43")];
    let refused = ana.post("/me/skills", &form).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Choose a goal above where you are now."), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_skills_a_direction_is_the_most_however_many_are_added_at_once() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    app.sql(&format!(
        "INSERT INTO member_skills (member_id, skill_id, direction, level) SELECT {}, n, 'teach', 50 FROM generate_series(1, 29) n",
        ana.id
    ))
    .await;
    let forms: Vec<_> =
        (101..109).map(|skill: i32| [("skill", skill.to_string()), ("direction", "teach".to_owned())]).collect();
    let forms: Vec<Vec<(&str, &str)>> =
        forms.iter().map(|form| form.iter().map(|(name, value)| (*name, value.as_str())).collect()).collect();
    futures_util::future::join_all(forms.iter().map(|form| ana.post("/me/skills", form))).await;
    assert_eq!(app.number("SELECT count(*) FROM member_skills WHERE direction = 'teach'").await, 30);
    let edited = ana.post("/me/skills", &[("skill", "1"), ("direction", "teach"), ("level", "93")]).await;
    assert_eq!(edited.location(), "/me/skills#skill-teach-1");
    assert_eq!(app.number("SELECT level FROM member_skills WHERE skill_id = 1").await, 93);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_is_taken_off_the_list_that_was_meant() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let path = format!("/me/skills/{}/removal", app.skill().await);
    ana.post(&path, &[("direction", "learn")]).await;
    assert_eq!(app.number("SELECT count(*) FROM member_skills").await, 1);
    assert_eq!(ana.post(&path, &[("direction", "teach")]).await.location(), "/me/skills");
    assert_eq!(app.number("SELECT count(*) FROM member_skills").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    assert_eq!(ana.post("/me/skills", &[("skill", "999999"), ("direction", "teach")]).await.status, 404);
}
