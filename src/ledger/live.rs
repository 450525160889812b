//! Balances move while somebody looks: topic `credits:<member>`, whose cursor is the member's newest transfer.

use askama::Template;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::try_join;

use super::history::{History, HistoryForm};
use super::month::Period;
use super::movements::{held_for, movements, span};
use super::queries::balances;
use super::views::{CreditsUpdate, Lines, Standing};
use crate::accounts::MemberId;
use crate::error::{AppError, AppResult};
use crate::realtime::{Feed, Feeds, Update};
use crate::state::AppState;
use crate::web::dates::Local;

/// Adds this slice's topics.
pub fn feeds(feeds: Feeds) -> Feeds {
    feeds.with("credits", CreditsFeed)
}

/// Tells the member's pages that credits of theirs moved; after the commit.
pub fn announce(state: &AppState, member: MemberId) {
    state.bus.publish(format!("credits:{member}"), 0);
}

struct CreditsFeed;

impl Feed for CreditsFeed {
    fn since<'a>(
        &'a self,
        state: &'a AppState,
        viewer: i64,
        key: &'a str,
        cursor: i64,
    ) -> BoxFuture<'a, AppResult<Update>> {
        async move {
            if key.parse() != Ok(viewer) {
                return Err(AppError::NotFound);
            }
            since(state, MemberId(viewer), cursor).await
        }
        .boxed()
    }
}

/// The balances and the newest movements, when something moved after `cursor`.
pub(super) async fn since(state: &AppState, member: MemberId, cursor: i64) -> AppResult<Update> {
    let everything = History::of(Period::ever());
    let conn = state.db.get().await?;
    let reach = span(&conn, member).await?;
    if reach.postings <= cursor {
        return Ok(Update { html: String::new(), cursor });
    }
    let (balances, held, movements) = try_join!(
        balances(&conn, member),
        held_for(&conn, member),
        movements(&conn, member, &everything, Lines::MOST)
    )?;
    drop(conn);
    let zone = reach.zone();
    let local = Local { zone: &zone, locale: reach.locale };
    let standing = Standing::new(balances, held, local);
    let history = Lines::new(movements, &HistoryForm::default(), local);
    Ok(Update { html: CreditsUpdate { standing, history }.render()?, cursor: reach.postings })
}
