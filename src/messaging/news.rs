//! What a page that shows a conversation is told: the same for the socket, for polling and for the answer to a post.

use super::lines::Reader;
use super::queries::{self, News};
use super::views::{Composer, Row, Updates};
use super::{ConversationId, mark_read};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::error::AppResult;
use crate::notifications::{self, When};
use crate::state::AppState;
use crate::web::dates::Local;

/// Messages told at once; more are a page to load.
const AT_MOST: usize = 50;

/// What came after number `after`, for the page of `me` that shows it: being told is reading.
///
/// # Errors
/// `NotFound` when the conversation is not `me`'s.
pub(super) async fn told(
    state: &AppState,
    me: MemberId,
    conversation: ConversationId,
    after: i64,
) -> AppResult<Updates> {
    let mut conn = state.db.get().await?;
    let news = load(&mut conn, me, conversation, after).await?;
    let has_unread = news.has_unread;
    let updates = updates(news, state.clock.now(), me, conversation, after);
    if has_unread && mark_read(&mut conn, me, conversation, updates.cursor).await? {
        notifications::announce(state, me);
    }
    Ok(updates)
}

/// What came with and after the message `seq` that `me` has just posted.
///
/// # Errors
/// `NotFound` when the conversation is not `me`'s.
pub(super) async fn posted(
    state: &AppState,
    me: MemberId,
    conversation: ConversationId,
    seq: i64,
    composer: Option<Composer>,
) -> AppResult<Updates> {
    let after = seq.saturating_sub(1);
    let news = load(&mut *state.db.get().await?, me, conversation, after).await?;
    Ok(Updates { composer, ..updates(news, state.clock.now(), me, conversation, after) })
}

/// That the conversation is `me`'s.
///
/// # Errors
/// `NotFound` when it is not.
pub(super) async fn require_participant(state: &AppState, me: MemberId, conversation: ConversationId) -> AppResult<()> {
    queries::news(&mut *state.db.get().await?, me, conversation, i64::MAX, 0).await?;
    Ok(())
}

/// With the message before, so that the first new one knows what it joins, and one beyond.
async fn load(
    conn: &mut crate::db::Connection,
    me: MemberId,
    conversation: ConversationId,
    after: i64,
) -> AppResult<News> {
    let limit = i64::try_from(AT_MOST).unwrap_or(i64::MAX).saturating_add(2);
    Ok(queries::news(conn, me, conversation, after, limit).await?)
}

fn updates(news: News, now: Instant, me: MemberId, conversation: ConversationId, after: i64) -> Updates {
    let when = When { now, local: Local { zone: &news.zone, locale: news.locale } };
    let known = news.messages.iter().take_while(|message| message.seq <= after).count();
    let (before, new) = news.messages.split_at(known);
    let shown = new.get(..AT_MOST).unwrap_or(new);
    let reader = Reader { me, other_name: &news.other_name, when };
    Updates {
        conversation,
        lines: reader.lines(before.last(), shown),
        row: shown.last().map(|last| Row::moved(conversation, &reader, news.other_photo.as_ref(), last)),
        next: new.get(AT_MOST).map(|message| message.seq),
        cursor: shown.last().map_or(after, |message| message.seq),
        composer: None,
    }
}
