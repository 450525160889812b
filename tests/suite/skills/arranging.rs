use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use skillswap::schema::skills;

use crate::support::{Answer, Person, TestApp};

/// Somebody who teaches the first skills of the taxonomy, `1` the first on their list.
async fn teacher_of(app: &TestApp, skills: i32) -> Person {
    let ana = app.teacher("Ana").await;
    app.sql("DELETE FROM member_skills").await;
    for skill in 1..=skills {
        ana.post("/me/skills", &[("skill", &skill.to_string()), ("direction", "teach")]).await;
    }
    ana
}

async fn shift(person: &Person, skill: &str, step: &str) -> Answer {
    person.post("/me/skills/order", &[("skill", skill), ("direction", "teach"), ("step", step)]).await
}

/// The skills of the page, by id, in their order.
async fn order(person: &Person) -> Vec<i32> {
    let page = person.get("/me/skills/order").await.body;
    page.split("id=\"place-teach-").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_moves_up_and_down_and_profiles_follow() {
    let app = TestApp::start().await;
    let ana = teacher_of(&app, 3).await;
    assert_eq!(order(&ana).await, [1, 2, 3]);
    assert_eq!(shift(&ana, "3", "up").await.location(), "/me/skills/order#up-teach-3");
    assert_eq!(order(&ana).await, [1, 3, 2]);
    shift(&ana, "1", "down").await;
    assert_eq!(order(&ana).await, [3, 1, 2]);
    shift(&ana, "3", "up").await;
    shift(&ana, "2", "down").await;
    assert_eq!(order(&ana).await, [3, 1, 2], "the ends of a list are ends");
    let profile = app.visitor().get(&format!("/members/{}-ana", ana.id)).await.body;
    let mut places = Vec::new();
    for skill in [3, 1, 2] {
        places.push(place_of(&app, &profile, skill).await);
    }
    assert!(places.is_sorted(), "{places:?}: {profile}");
    assert_eq!(ana.get("/me/skills/order").await.sql(), 2);
}

/// Where the name of a skill stands on a page.
async fn place_of(app: &TestApp, page: &str, skill: i32) -> usize {
    let mut conn = app.state.db.get().await.unwrap();
    let name: String = skills::table.find(skill).select(skills::name).first(&mut conn).await.unwrap();
    let (_, list) = page.split_once("<main").unwrap();
    list.find(&name).unwrap_or_else(|| panic!("no {name} in {page}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn htmx_gets_the_list_back_with_the_same_buttons() {
    let app = TestApp::start().await;
    let ana = teacher_of(&app, 2).await;
    let form = [("skill", "2"), ("direction", "teach"), ("step", "up")];
    let list = ana.post_fragment("/me/skills/order", &form).await;
    assert!(!list.body.contains("<html"), "{}", list.body);
    list.says("id=\"order-teach\"").says("id=\"up-teach-2\" aria-disabled=\"true\"").says("id=\"down-teach-2\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_arranged_stands_first_by_level_until_it_is() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    app.sql(&format!(
        "DELETE FROM member_skills; INSERT INTO member_skills (member_id, skill_id, direction, level)
         SELECT {}, n, 'teach', 40 + n FROM generate_series(1, 3) n",
        ana.id
    ))
    .await;
    ana.post("/me/skills", &[("skill", "9"), ("direction", "teach"), ("level", "99")]).await;
    assert_eq!(order(&ana).await, [3, 2, 1, 9]);
    shift(&ana, "9", "up").await;
    assert_eq!(order(&ana).await, [3, 2, 9, 1]);
    assert_eq!(
        app.number("SELECT count(DISTINCT position) FROM member_skills WHERE position BETWEEN 1 AND 4").await,
        4
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn moves_at_once_lose_nothing() {
    let app = TestApp::start().await;
    let ana = teacher_of(&app, 6).await;
    let steps = [("1", "down"), ("6", "up"), ("3", "up"), ("2", "down"), ("5", "up"), ("4", "down"), ("1", "down")];
    futures_util::future::join_all(steps.map(|(skill, step)| shift(&ana, skill, step))).await;
    let mut found = order(&ana).await;
    found.sort_unstable();
    assert_eq!(found, [1, 2, 3, 4, 5, 6]);
    assert_eq!(
        app.number("SELECT count(DISTINCT position) FROM member_skills WHERE position BETWEEN 1 AND 6").await,
        6
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_on_the_list_does_not_move() {
    let app = TestApp::start().await;
    let ana = teacher_of(&app, 1).await;
    assert_eq!(shift(&ana, "2", "up").await.status, 404);
    assert_eq!(shift(&ana, "1", "sideways").await.status, 400);
}
