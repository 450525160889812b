//! A socket lives as long as its login: asked when it opens and after a gap on the bus, so that none outlives a fact
//! that was missed. Nothing is ever shown for this topic.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::{LoginId, MemberId};
use crate::error::{AppError, AppResult};
use crate::realtime::{Feed, Feeds, Update};
use crate::schema::{logins, members};
use crate::state::AppState;

/// Adds this slice's topics.
pub fn feeds(feeds: Feeds) -> Feeds {
    feeds.with("login", LoginFeed)
}

struct LoginFeed;

impl Feed for LoginFeed {
    fn since<'a>(
        &'a self,
        state: &'a AppState,
        viewer: i64,
        key: &'a str,
        cursor: i64,
    ) -> BoxFuture<'a, AppResult<Update>> {
        since(state, MemberId(viewer), key, cursor).boxed()
    }
}

async fn since(state: &AppState, viewer: MemberId, key: &str, cursor: i64) -> AppResult<Update> {
    let login: LoginId = key.parse().map_err(|_| AppError::NotFound)?;
    let alive = logins::table
        .inner_join(members::table)
        .filter(logins::id.eq(login).and(logins::member_id.eq(viewer)))
        .filter(logins::expires_at.gt(state.clock.now()).and(members::suspended_at.is_null()));
    let is_alive: bool = diesel::select(exists(alive)).get_result(&mut *state.db.get().await?).await?;
    if is_alive { Ok(Update { html: String::new(), cursor }) } else { Err(AppError::NotFound) }
}
