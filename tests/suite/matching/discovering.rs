use skillswap::accounts::MemberId;

use crate::support::TestApp;

/// The ids of two skills, as the numbers of SQL.
pub async fn guitar_and_german(app: &TestApp) -> (i64, i64) {
    let guitar = app.number("SELECT id FROM skills WHERE name ILIKE '%guitar%' ORDER BY id LIMIT 1").await;
    (guitar, app.number("SELECT id FROM skills WHERE name = 'German'").await)
}

/// Makes somebody ready to be met: onboarded, with (skill, direction, level).
pub async fn meet(app: &TestApp, member: MemberId, skills: &[(i64, &str, i16)]) {
    app.sql(&format!("UPDATE members SET onboarded_at = now() WHERE id = {member}")).await;
    for (skill, direction, level) in skills {
        app.sql(&format!(
            "INSERT INTO member_skills (member_id, skill_id, direction, level) VALUES ({member}, {skill}, '{direction}', {level})"
        ))
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_wishes_the_page_says_what_is_missing() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.get("/discover").await.says("What do you want to learn?").says("/me/skills");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_visit_makes_the_list_and_the_next_reads_it_in_one_statement() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.enrol("Ben").await);
    let (guitar, german) = guitar_and_german(&app).await;
    meet(&app, ana.id, &[(guitar, "learn", 10), (german, "teach", 90)]).await;
    ana.get("/discover").await.says("Nobody teaches that yet");
    meet(&app, ben, &[(guitar, "teach", 95), (german, "learn", 0)]).await;
    ana.get("/discover").await.says("A swap").says(&format!("/members/{ben}")).says("1 match");
    let again = ana.get("/discover").await;
    assert_eq!(again.sql(), 2, "the badges and the list");
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_live_in_the_address_and_narrow_the_list() {
    let app = TestApp::start().await;
    let (ana, ben, cleo) = (app.member("Ana").await, app.enrol("Ben").await, app.enrol("Cleo").await);
    let (guitar, german) = guitar_and_german(&app).await;
    meet(&app, ana.id, &[(guitar, "learn", 10), (german, "learn", 10)]).await;
    meet(&app, ben, &[(guitar, "teach", 95)]).await;
    meet(&app, cleo, &[(german, "teach", 95)]).await;
    app.sql(&format!("INSERT INTO profiles (member_id, languages) VALUES ({cleo}, '{{de}}')")).await;
    ana.get("/discover").await.says("2 matches").says(r#"<option value="de">"#);
    let german = ana.get("/discover?skill=german&score=any&language=de").await;
    german.says("1 of 2 matches").says("Cleo");
    assert!(!german.body.contains("Ben"));
    ana.get("/discover?score=80").await.says("Nobody is left").says("0 of 2 matches");
    ana.get("/discover?score=lots&skill=&language=any").await.says("Cleo").says("Ben");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_adds_up_and_is_for_the_owner_of_the_list() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.member("Ana").await, app.enrol("Ben").await, app.member("Eve").await);
    let (guitar, german) = guitar_and_german(&app).await;
    meet(&app, ana.id, &[(guitar, "learn", 10), (german, "teach", 90)]).await;
    meet(&app, ben, &[(guitar, "teach", 95), (german, "learn", 0)]).await;
    ana.get("/discover").await;
    let path = format!("/matches/{ben}");
    // 25 + 15 for skills, nothing for hours, 8, 11 and 8 for what is not known yet.
    ana.get(&path).await.says("67 <small>of 100").says("40 <small>of 40").says("No hours in common");
    assert_eq!(eve.get(&path).await.status, 404);
    assert_eq!(ana.get(&format!("/matches/{}", eve.id)).await.status, 404);
    assert_eq!(app.visitor().get(&path).await.status, 303);
    app.sql(&format!("UPDATE members SET suspended_at = now() WHERE id = {ben}")).await;
    assert_eq!(ana.get(&path).await.status, 404);
}
