use skillswap::skills::SkillId;
use skillswap::verification;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_goes_with_its_skill_and_of_two_the_better_one_stays() {
    let app = TestApp::start().await;
    let (.., badge) = app.verified(3).await;
    let into = app.number("SELECT id FROM skills WHERE slug = 'french'").await;
    let lower = uuid::Uuid::new_v4();
    app.sql(&format!(
        "INSERT INTO badges (id, member_id, skill_id, tier, level, assessors, issued_at, expires_at)
         SELECT '{lower}', member_id, {into}, 'master', 90, 12, issued_at, issued_at - interval '1 day' FROM badges"
    ))
    .await;
    let (from, into) = (SkillId(app.skill().await), SkillId(i32::try_from(into).unwrap()));
    let now = app.state.clock.now();
    verification::move_skill(&mut app.state.db.get().await.unwrap(), now, from, into).await.unwrap();
    app.visitor().get(&badge).await.says("French").says("Valid.");
    app.visitor().get(&format!("/badges/{lower}")).await.says("Expired.");
    assert_eq!(app.number(&format!("SELECT count(*) FROM verification_rounds WHERE skill_id = {from}")).await, 0);
    assert_eq!(app.number("SELECT count(*) FROM badges WHERE replaced_at IS NULL AND withdrawn_at IS NULL").await, 1);
}
