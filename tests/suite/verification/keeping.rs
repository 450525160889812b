use jiff::SignedDuration;
use skillswap::accounts;

use super::favourable;
use crate::support::TestApp;

const DAY: i64 = 24;

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_suspended_said_counts_no_more_until_they_are_back() {
    let app = TestApp::start().await;
    let (ana, peers, badge) = app.verified(3).await;
    accounts::suspend(&app.state, peers[1].id).await.unwrap();
    app.run_jobs().await;
    app.visitor().get(&badge).await.says("Withdrawn. It is no longer valid.");
    app.visitor().visit(&format!("/members/{}", ana.id)).await.lacks("Verified");
    assert!(app.mails_to("ana@example.org").await.iter().any(|mail| mail.contains("was withdrawn")));
    accounts::reinstate(&app.state, peers[1].id).await.unwrap();
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM badges WHERE withdrawn_at IS NULL").await, 1, "another badge");
    app.visitor().get(&badge).await.says("Withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn suspended_and_back_before_anybody_looked_changes_nothing() {
    let app = TestApp::start().await;
    let (_, peers, badge) = app.verified(3).await;
    accounts::suspend(&app.state, peers[1].id).await.unwrap();
    accounts::reinstate(&app.state, peers[1].id).await.unwrap();
    app.run_jobs().await;
    app.visitor().get(&badge).await.says("Valid.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_decided_after_two_weeks_with_what_was_said() {
    let app = TestApp::start().await;
    let (ana, peers) = app.teacher_and_taught(4).await;
    app.asks(&ana, &peers).await;
    for peer in &peers[..3] {
        peer.post(&app.asked(peer).await, &favourable("80")).await;
    }
    let late = app.asked(&peers[3]).await;
    app.state.clock.advance(SignedDuration::from_hours(14 * DAY + 1));
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM badges").await, 1);
    let form = [("email", "peer.3@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(peers[3].post("/login", &form).await.status, 303);
    assert_eq!(peers[3].post(&late, &favourable("80")).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_announced_to_end_and_ends_after_24_months() {
    let app = TestApp::start().await;
    let (.., badge) = app.verified(3).await;
    let told = async |what: &str| {
        app.run_jobs().await;
        app.mails_to("ana@example.org").await.iter().filter(|mail| mail.contains(what)).count()
    };
    app.state.clock.advance(SignedDuration::from_hours(690 * DAY));
    assert_eq!(told("expires on").await, 0);
    app.state.clock.advance(SignedDuration::from_hours(15 * DAY));
    assert_eq!((told("expires on").await, told("expires on").await), (1, 1), "once");
    app.visitor().get(&badge).await.says("Valid.");
    app.state.clock.advance(SignedDuration::from_hours(30 * DAY));
    assert_eq!(told("has expired").await, 1);
    app.visitor().get(&badge).await.says("Expired.");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_and_better_judged_comes_to_a_higher_tier_at_a_new_address() {
    let app = TestApp::start().await;
    let (ana, _, verified) = app.verified(3).await;
    let mut peers = Vec::new();
    for number in 3..5 {
        let peer = app.learner(&format!("Peer {number}")).await;
        app.taught(ana.id, peer.id, 60).await;
        peers.push(peer);
    }
    app.asks(&ana, &peers).await;
    for peer in &peers {
        peer.post(&app.asked(peer).await, &favourable("93")).await;
    }
    app.visitor().get(&verified).await.says("Valid.");
    app.state.clock.advance(SignedDuration::from_hours(14 * DAY + 1));
    app.run_jobs().await;
    assert_eq!(ana.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-1")]).await.status, 303);
    app.visitor().get(&verified).await.says("Replaced. There is a newer badge").says("The badge of now");
    ana.get(&app.verification().await).await.says("Proficient");
    assert_eq!(app.number("SELECT count(*) FROM badges WHERE tier = 'proficient' AND replaced_at IS NULL").await, 1);
}
