//! The topic `quick_help:<member>`: what the member can take and what became of their own request, whenever one of them may
//! have changed. Who is available is asked when the page asks, once for its own reader.

use askama::Template;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::queries;
use super::views::{Now, NowUpdate};
use crate::accounts::MemberId;
use crate::error::{AppError, AppResult};
use crate::realtime::{Feed, Feeds, Update};
use crate::skills::SkillId;
use crate::state::AppState;

/// Adds this slice's topics.
pub fn feeds(feeds: Feeds) -> Feeds {
    feeds.with("quick_help", QuickHelpFeed)
}

/// Tells `learner`'s pages, and those of everybody who teaches the skill, that a request has come or gone; after the commit.
///
/// # Errors
/// When the database fails.
pub(super) async fn tell(state: &AppState, learner: MemberId, skill: SkillId) -> AppResult<()> {
    let asked = queries::teachers_of(&*state.db.get().await?, skill, learner).await?;
    for member in asked.into_iter().chain([learner]) {
        state.bus.publish(format!("quick_help:{member}"), 0);
    }
    Ok(())
}

/// Looks anew each time it is asked, so its cursor stays 0.
struct QuickHelpFeed;

impl Feed for QuickHelpFeed {
    fn since<'a>(
        &'a self,
        state: &'a AppState,
        viewer: i64,
        key: &'a str,
        _cursor: i64,
    ) -> BoxFuture<'a, AppResult<Update>> {
        async move {
            if key.parse() != Ok(viewer) {
                return Err(AppError::NotFound);
            }
            let now = Now::of(&*state.db.get().await?, state.clock.now(), MemberId(viewer)).await?;
            Ok(Update { html: NowUpdate { now }.render()?, cursor: 0 })
        }
        .boxed()
    }
}
