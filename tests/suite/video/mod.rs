mod falling_back;
mod meeting;
mod providers;
mod recording;
mod tending;
mod webhooks;

use skillswap::clock::Instant;

use crate::support::{Person, TestApp};

/// An app, two people, and a session that they have agreed on: its path and when it begins.
struct Agreed {
    app: TestApp,
    ana: Person,
    ben: Person,
    path: String,
    starts_at: Instant,
}

impl Agreed {
    async fn with(settings: &[(&str, &str)]) -> Self {
        let app = TestApp::start_with(settings).await;
        let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
        let starts_at = app.in_days(2);
        let path = agree(&app, &ana, &ben, starts_at).await;
        Self { app, ana, ben, path, starts_at }
    }

    fn booking(&self) -> i64 {
        self.path.rsplit('/').next().unwrap().parse().unwrap()
    }

    fn room(&self) -> String {
        format!("{}/room", self.path)
    }

    /// Moves the clock to `minutes` after the start (before it when negative).
    fn go_to(&self, minutes: i64) {
        let clock = &self.app.state.clock;
        clock.advance(self.starts_at.plus_minutes(minutes).since(clock.now()));
    }

    /// Lets so many seconds pass and runs what is due then.
    async fn after_seconds(&self, seconds: i64) {
        self.app.state.clock.advance(jiff::SignedDuration::from_secs(seconds));
        self.app.run_jobs().await;
    }

    async fn room_column(&self, column: &str) -> String {
        let booking = self.booking();
        self.app
            .text(&format!("SELECT coalesce({column}::text, 'none') FROM video_rooms WHERE booking_id = {booking}"))
            .await
    }

    /// How many of the two were told something.
    async fn told(&self, kind: &str) -> i64 {
        self.app.number(&format!("SELECT count(DISTINCT member_id) FROM notifications WHERE kind = '{kind}'")).await
    }
}

async fn agree(app: &TestApp, ana: &Person, ben: &Person, starts_at: Instant) -> String {
    let path = app.proposal(ben, ana, &[starts_at]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    path
}

/// Where a departure page goes on to.
#[track_caller]
fn way_on(answer: &crate::support::Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned()
}
