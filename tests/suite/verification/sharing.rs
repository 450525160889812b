use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_seen_by_those_whom_its_owner_chose() {
    let app = TestApp::start().await;
    let (ana, peers, badge) = app.verified(3).await;
    let (page, sharing) = (app.verification().await, format!("{}/sharing", app.verification().await));
    assert_eq!(app.visitor().get(&badge).await.status, 200, "as her profile");
    app.sql(&format!("UPDATE profiles SET visibility = 'members' WHERE member_id = {}", ana.id)).await;
    assert_eq!(app.visitor().get(&badge).await.status, 404, "her profile is for members only");
    assert_eq!(ana.post(&sharing, &[("sharing", "shared")]).await.location(), page);
    assert_eq!(app.visitor().get(&badge).await.status, 200, "but this");
    assert_eq!(ana.post(&sharing, &[("sharing", "hidden")]).await.status, 303);
    for seen in [&badge, &format!("{badge}/card.png"), &format!("{badge}/credential.jwt")] {
        assert_eq!(app.visitor().get(seen).await.status, 404, "{seen}");
        assert_eq!(peers[0].get(seen).await.status, 404, "{seen}");
    }
    assert_eq!(ana.get(&badge).await.status, 200, "her own");
    peers[0].visit(&format!("/members/{}", ana.id)).await.lacks("Verified");
    assert_eq!(ana.post(&sharing, &[("sharing", "usual")]).await.status, 400);
    assert_eq!(peers[0].post(&sharing, &[("sharing", "shared")]).await.status, 404);
}
