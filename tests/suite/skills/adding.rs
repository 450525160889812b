use crate::support::{Answer, Person, TestApp};

/// What `person` says of a skill on their list.
async fn edit(person: &Person, skill: &str, direction: &str, level: &str, target: &str, note: &str) -> Answer {
    let form = [("direction", direction), ("level", level), ("target_level", target), ("note", note)];
    person.post(&format!("/me/skills/{skill}"), &form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_a_skill_twice_leads_to_the_first_and_changes_nothing() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let skill = app.skill().await.to_string();
    let added = ana.post("/me/skills", &[("skill", &skill), ("direction", "learn")]).await;
    let place = format!("/me/skills?open=learn-{skill}#skill-learn-{skill}");
    assert_eq!(added.location(), place);
    ana.get("/me/skills").await.says("Added. Say how well you know it.");
    assert_eq!(edit(&ana, &skill, "learn", "44", "91", "For a trip").await.status, 303);
    let again = [("skill", skill.as_str()), ("direction", "learn"), ("level", "5"), ("note", "Lost?")];
    assert_eq!(ana.post("/me/skills", &again).await.location(), place);
    let page = ana.get(&place).await;
    page.says("You already learn Spanish. Here it is, to edit.").says("<details open>");
    page.says("(44)").says("wants Expert").says("(91)").says("For a trip");
    assert_eq!(app.number("SELECT level FROM member_skills").await, 44);
}

#[tokio::test(flavor = "multi_thread")]
async fn teaching_and_learning_are_said_in_one_step() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let skill = app.skill().await.to_string();
    ana.get("/me/skills?q=spanish").await.says("value=\"both\"");
    let both = [("skill", skill.as_str()), ("direction", "both")];
    assert_eq!(
        ana.post("/me/skills", &both).await.location(),
        format!("/me/skills?open=both-{skill}#skill-teach-{skill}")
    );
    let page = ana.get(&format!("/me/skills?open=both-{skill}")).await;
    assert_eq!(page.body.matches("<details open>").count(), 2, "{}", page.body);
    ana.post(&format!("/me/skills/{skill}/removal"), &[("direction", "teach")]).await;
    assert_eq!(edit(&ana, &skill, "learn", "12", "", "").await.status, 303);
    ana.post("/me/skills", &both).await;
    ana.get("/me/skills").await.says("Now you teach Spanish as well. What you learn of it stays as it was.");
    assert_eq!(app.number("SELECT level FROM member_skills WHERE direction = 'learn'").await, 12);
    assert_eq!(app.number("SELECT level FROM member_skills WHERE direction = 'teach'").await, 73);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_skill_added_many_times_at_once_is_there_once() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let skill = app.skill().await.to_string();
    let form = [("skill", skill.as_str()), ("direction", "both")];
    let answers = futures_util::future::join_all((0..8).map(|_| ana.post("/me/skills", &form))).await;
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert_eq!(app.number("SELECT count(*) FROM member_skills").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_that_is_no_goal_is_refused_where_it_was_typed() {
    let app = TestApp::start().await;
    let ana = app.learner("Ana").await;
    let skill = app.skill().await.to_string();
    let refused = edit(&ana, &skill, "learn", "73", "43", "A kept note").await;
    assert_eq!(refused.status, 422);
    refused.says("value=\"73\"").says("A kept note");
    edit(&ana, &skill, "learn", "a lot", "", "").await.says("as a whole number from 0 to 100");
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
    assert_eq!(edit(&ana, "1", "teach", "93", "", "").await.location(), "/me/skills#skill-teach-1");
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
    edit(&ana, "999999", "teach", "50", "", "").await;
    ana.get("/me/skills").await.says("It is not on your list any more.");
}
