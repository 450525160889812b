use super::conversation;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_has_one_conversation_whoever_opens_it() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let opened = conversation(&ana, &ben).await;
    assert_eq!(conversation(&ben, &ana).await, opened);
    assert_eq!(app.number("SELECT count(*) FROM conversations").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM participants").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_open_at_once_meet_in_one_conversation() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let (one, other) = futures_util::join!(conversation(&ana, &ben), conversation(&ben, &ana));
    assert_eq!(one, other);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_opens_a_conversation_with_themselves_a_ghost_or_a_suspended_member() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    app.sql(&format!("UPDATE members SET suspended_at = now() WHERE id = {}", ben.id)).await;
    for id in [ana.id.0, ben.id.0, 999_999] {
        assert_eq!(ana.post(&format!("/members/{id}/conversation"), &[]).await.status, 404);
    }
    assert_eq!(app.number("SELECT count(*) FROM conversations").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_without_words_is_nobodys_news() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let opened = conversation(&ana, &ben).await;
    ana.get(&opened).await.says("Say hello");
    ben.get("/messages").await.says("No messages yet");
}
