use jiff::SignedDuration;
use skillswap::notifications::{Kind, forget_old};

use super::{bell, tell};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_thirty_days_is_forgotten() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    tell(&app, &ana, Kind::MatchesReady, None, None).await;
    app.sql("UPDATE notifications SET created_at = created_at - interval '30 days 1 minute'").await;
    tell(&app, &ana, Kind::StarterCredits, None, None).await;
    assert_eq!(bell(&app, &ana).await, "2");
    app.state.clock.advance(SignedDuration::from_secs(1));
    forget_old(&app.state).await.unwrap();
    assert_eq!(bell(&app, &ana).await, "1");
}
