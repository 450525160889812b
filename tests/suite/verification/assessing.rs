use futures_util::future::join_all;

use super::{favourable, unfavourable};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn three_favourable_assessments_make_a_badge_and_nobody_hears_who_said_what() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(3).await;
    app.asks(&ana, &peers).await;
    for peer in &peers[..2] {
        let asked = app.asked(peer).await;
        assert_eq!(peer.post(&asked, &favourable("93")).await.location(), asked);
    }
    let page = app.verification().await;
    ana.get(&page).await.says("<b class=\"number\">2</b> of <b class=\"number\">3</b> have answered").lacks("badges/");
    assert_eq!(app.number("SELECT count(*) FROM badges").await, 0, "an open round counts nothing");
    peers[2].post(&app.asked(&peers[2]).await, &favourable("52")).await;
    app.run_jobs().await;
    ana.get(&page).await.says("Verified").says("3 of 3 assessments that count are favourable");
    ana.get("/notifications").await.says("You have a new badge");
    assert!(app.mails_to("ana@example.org").await.iter().any(|mail| mail.contains("Your badge: Spanish, Verified")));
    app.visitor().visit(&format!("/members/{}", ana.id)).await.says("Verified");
    let over = peers[0].post(&app.asked(&peers[0]).await, &unfavourable()).await;
    assert_eq!(over.status, 409);
    over.says("has been counted");
    assert_eq!(app.number("SELECT count(*) FROM badges").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_or_unfavourable_ones_make_none() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(4).await;
    app.asks(&ana, &peers).await;
    for peer in &peers[..2] {
        peer.post(&app.asked(peer).await, &favourable("93")).await;
    }
    let early = ana.post(&format!("{}/decision", app.verification().await), &[]).await;
    assert_eq!(early.status, 409);
    early.says("Fewer than 3 people have answered");
    for peer in &peers[2..] {
        peer.post(&app.asked(peer).await, &unfavourable()).await;
    }
    assert_eq!(app.number("SELECT count(*) FROM badges").await, 0, "two of four are not three of four");
    app.run_jobs().await;
    ana.get(&app.verification().await).await.says("2 of 4 assessments that count are favourable");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_come_at_once_are_all_counted_and_make_one_badge() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(8).await;
    app.asks(&ana, &peers).await;
    let mut asked = Vec::new();
    for peer in &peers {
        asked.push((peer, app.asked(peer).await));
    }
    let (form, page) = (favourable("80"), format!("{}/decision", app.verification().await));
    let all = join_all(asked.iter().map(|(peer, path)| peer.post(path, &form)));
    let (answers, closed) = tokio::join!(all, ana.post(&page, &[]));
    // Closing wins over those who come after it; an answer is counted or refused, never lost.
    let counted = answers.iter().filter(|answer| answer.status == 303).count();
    assert!(answers.iter().all(|answer| matches!(answer.status, 303 | 409)), "{answers:?}");
    assert!(matches!(closed.status, 303 | 404 | 409), "{}", closed.body);
    let kept = app.number("SELECT count(*) FROM assessments WHERE answered_at IS NOT NULL").await;
    assert_eq!(usize::try_from(kept).unwrap(), counted);
    assert_eq!(app.number("SELECT count(*) FROM badges WHERE replaced_at IS NULL").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_said_beside_its_field_with_the_input_kept() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(1).await;
    app.asks(&ana, &peers).await;
    let asked = app.asked(&peers[0]).await;
    let refused = peers[0].post(&asked, &[("mark_1", "5"), ("mark_2", "3"), ("note", "Keep this line")]).await;
    assert_eq!(refused.status, 422);
    for said in ["error-mark_1", "Choose the level that you saw.", "error-recommends", "Keep this line"] {
        refused.says(said);
    }
    refused.lacks("error-mark_2");
    assert_eq!(app.number("SELECT count(*) FROM assessments WHERE answered_at IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_would_rather_not_is_not_waited_for_and_may_think_again() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(4).await;
    app.asks(&ana, &peers).await;
    let asked = app.asked(&peers[3]).await;
    assert_eq!(peers[3].post(&format!("{asked}/refusal"), &[]).await.status, 303);
    peers[3].get(&asked).await.says("You declined. You can still answer");
    for peer in &peers[..3] {
        peer.post(&app.asked(peer).await, &favourable("93")).await;
    }
    assert_eq!(app.number("SELECT count(*) FROM badges").await, 1);
    assert_eq!(peers[3].post(&asked, &favourable("93")).await.status, 409);
}
