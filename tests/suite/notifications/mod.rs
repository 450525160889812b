//! Notifications.

mod forgetting;
mod reading;

use skillswap::accounts::MemberId;
use skillswap::notifications::{Kind, notify};

use crate::support::{Person, TestApp};

/// Tells `who` something.
async fn tell(app: &TestApp, who: &Person, kind: Kind, actor: Option<MemberId>, subject: Option<i64>) {
    let mut conn = app.state.db.get().await.unwrap();
    notify(&mut conn, app.state.clock.now(), who.id, kind, actor, subject).await.unwrap();
}

/// The bell's number as the page shows it, after checking that the socket says the same.
async fn bell(app: &TestApp, who: &Person) -> String {
    let page = who.get("/notifications").await;
    let feeds = skillswap::notifications::feeds(skillswap::realtime::Feeds::default());
    let topic = format!("badges:{}", who.id);
    let (feed, key) = feeds.of(&topic).unwrap();
    let update = feed.since(&app.state, who.id.0, key, 0).await.unwrap();
    let number =
        |html: &str| html.split("id=\"badge-notifications\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(number(&update.html), number(&page.body));
    number(&page.body)
}
