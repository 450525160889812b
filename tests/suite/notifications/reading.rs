use skillswap::error::AppError;
use skillswap::notifications::Kind;

use super::{bell, tell};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_names_who_and_leads_to_what_it_is_about() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    tell(&app, &ana, Kind::ProposalReceived, Some(ben.id), Some(7)).await;
    tell(&app, &ana, Kind::StarterCredits, None, None).await;
    assert_eq!(bell(&app, &ana).await, "2");
    let page = ana.get("/notifications").await;
    page.says("Ben proposes a session with you.").says("Your starter credits are here.");
    assert!(page.sql() <= 3, "{}", page.sql());
    let link = page.body.split("href=\"/notifications/").nth(2).unwrap().split('"').next().unwrap();
    assert_eq!(ana.get(&format!("/notifications/{link}")).await.location(), "/bookings/7");
    assert_eq!(bell(&app, &ana).await, "1");
    assert_eq!(ben.get(&format!("/notifications/{link}")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn marking_all_leaves_what_came_after_the_look() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    for _ in 0..3 {
        tell(&app, &ana, Kind::MatchesReady, None, None).await;
    }
    let page = ana.get("/notifications").await;
    let upto = page.body.split("name=\"upto\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    tell(&app, &ana, Kind::MatchesReady, None, None).await;
    let answer = ana.post("/notifications/reading", &[("upto", upto)]).await;
    assert_eq!((answer.status, answer.location()), (303, "/notifications"));
    assert_eq!(bell(&app, &ana).await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_goes_on_where_it_ended() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    for _ in 0..25 {
        tell(&app, &ana, Kind::MatchesReady, None, None).await;
    }
    let page = ana.get("/notifications").await;
    assert_eq!(page.body.matches("<li><a class=\"row").count(), 20);
    let more = page.body.split("hx-get=\"").nth(1).unwrap().split('"').next().unwrap();
    let rest = ana.get_fragment(more).await;
    assert_eq!(rest.body.matches("<li><a class=\"row").count(), 5);
    assert!(!rest.body.contains("<html") && !rest.body.contains("hx-get"));
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_are_told_to_their_owner_only() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let feeds = skillswap::notifications::feeds(skillswap::realtime::Feeds::default());
    let topic = format!("badges:{}", ana.id);
    let (feed, key) = feeds.of(&topic).unwrap();
    assert!(matches!(feed.since(&app.state, ben.id.0, key, 0).await, Err(AppError::NotFound)));
}
