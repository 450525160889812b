use futures_util::future::join_all;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn only_those_whom_the_member_taught_can_be_asked() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(1).await;
    let (eve, short) = (app.learner("Eve Stranger").await, app.learner("Short Session").await);
    let carl = app.teacher("Carl Teacher").await;
    // She learned from Carl, and gave Short less than half an hour.
    app.taught(carl.id, ana.id, 60).await;
    app.taught(ana.id, short.id, 15).await;
    let page = app.verification().await;
    ana.get(&page).await.says("Peer 0").lacks("Eve Stranger").lacks("Short Session").lacks("Carl Teacher");
    for stranger in [&eve, &short, &carl, &ana] {
        let refused = ana.post(&page, &[("peer", &stranger.id.to_string())]).await;
        assert_eq!(refused.status, 404, "{}", refused.body);
    }
    assert_eq!(app.number("SELECT count(*) FROM assessments").await, 0);
    assert_eq!(app.number("SELECT count(*) FROM verification_rounds").await, 0, "nobody asked, no round");
    assert_eq!(app.asks(&ana, &peers).await.status, 303);
    app.run_jobs().await;
    assert_eq!(app.mails_to("peer.0@example.org").await.len(), 1);
    peers[0].get("/notifications").await.says("Ana");
    peers[0].get("/assessments").await.says("Ana");
    assert_eq!(peers[0].get(&app.asked(&peers[0]).await).await.status, 200);
    assert_eq!(eve.get(&app.asked(&peers[0]).await).await.status, 404, "asked was somebody else");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_twice_however_often_the_form_is_sent() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(2).await;
    let answers = join_all((0..8).map(|_| app.asks(&ana, &peers))).await;
    assert!(answers.iter().all(|answer| answer.status == 303), "{answers:?}");
    assert_eq!(app.number("SELECT count(*) FROM assessments").await, 2);
    assert_eq!(app.number("SELECT count(*) FROM verification_rounds").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM jobs WHERE kind = 'verification.asked_mail'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taught_has_no_page_and_nobody_chosen_is_said_beside_the_field() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(1).await;
    let page = app.verification().await;
    assert_eq!(peers[0].get(&page).await.status, 404, "a learner of it has nothing to verify");
    assert_eq!(app.visitor().get(&page).await.status, 303);
    let refused = ana.post(&page, &[]).await;
    assert_eq!(refused.status, 422);
    refused.says("Choose at least one person.").says("error-peer");
}
