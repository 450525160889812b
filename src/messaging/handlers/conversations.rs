//! The list, a conversation, and opening one.

use actix_web::web;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::messaging::forms::{Before, ListPlace, ListQuery};
use crate::messaging::lines::Reader;
use crate::messaging::queries::{self, ConversationRow, MessageRow};
use crate::messaging::views::{Composer, EarlierMessages, ListPage, Other, Row, Rows, ThreadPage};
use crate::messaging::{ConversationId, mark_read, open};
use crate::notifications::{self, When};
use crate::profiles::MemberPath;
use crate::state::AppState;
use crate::web::{Htmx, Place, fragment, see_other, show as show_page};

/// Conversations on a page of the list, and beside a thread.
const LISTED: usize = 20;
/// Messages on a page of a thread.
const SHOWN: usize = 50;

/// `GET /messages`
pub async fn list(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    htmx: Htmx,
    query: web::Query<ListQuery>,
) -> AppResult {
    let place = ListPlace::parse(&query)?;
    let limit = one_more_than(LISTED);
    let mut found = queries::conversations(&mut *state.db.get().await?, viewer.member_id, None, place, limit).await?;
    let goes_on = found.len() > LISTED;
    found.truncate(LISTED);
    let older = found.last().filter(|_| goes_on).map(|row| format!("/messages?before={}", place_of(row)));
    let older = older.unwrap_or_default();
    let rows = rows(&state, &viewer, found, None);
    if htmx.wants_fragment() {
        return fragment(&Rows { rows, older });
    }
    show_page(&ListPage { page: pages.page("Messages").await?.at(Place::Messages), rows, older })
}

/// `GET /messages/{conversation}`: the newest messages, which reads them, or those before one.
pub async fn show(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    htmx: Htmx,
    conversation: web::Path<ConversationId>,
    query: web::Query<Before>,
) -> AppResult {
    let conversation = conversation.into_inner();
    match query.before {
        None => show_page(&newest(&state, &viewer, &pages, Composer::fresh(conversation)).await?),
        Some(before) if htmx.wants_fragment() => {
            // With the message that the page begins with: it stands in the middle of its day now.
            let thread = Thread::load(&state, &viewer, conversation, before.saturating_add(1), SHOWN + 1).await?;
            let (lines, earlier) = thread.lines(&state, &viewer);
            fragment(&EarlierMessages { conversation, lines, earlier })
        }
        Some(before) => {
            let thread = Thread::load(&state, &viewer, conversation, before, SHOWN).await?;
            show_page(&thread.page(&state, &viewer, &pages, None).await?)
        }
    }
}

/// `POST /members/{member}/conversation`: opens the viewer's conversation with that member, or finds it.
pub async fn create(state: web::Data<AppState>, viewer: Viewer, other: web::Path<MemberPath>) -> AppResult {
    let conversation = open(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, other.id()).await?;
    Ok(see_other(&format!("/messages/{conversation}")))
}

/// The page with the newest messages and the composer. The messages on it are read by it.
pub(super) async fn newest(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    composer: Composer,
) -> AppResult<ThreadPage> {
    let thread = Thread::load(state, viewer, composer.conversation, i64::MAX, SHOWN).await?;
    if let Some(last) = thread.messages.last()
        && thread.head.unread > 0
        && mark_read(&mut *state.db.get().await?, viewer.member_id, thread.head.id, last.seq).await?
    {
        notifications::announce(state, viewer.member_id);
    }
    thread.page(state, viewer, pages, Some(composer)).await
}

/// A part of a conversation, with the list that stands beside it.
struct Thread {
    head: ConversationRow,
    listed: Vec<ConversationRow>,
    /// The message before the part, when there is one.
    previous: Option<MessageRow>,
    messages: Vec<MessageRow>,
}

impl Thread {
    /// The last `count` messages below number `bound`.
    async fn load(
        state: &AppState,
        viewer: &Viewer,
        conversation: ConversationId,
        bound: i64,
        count: usize,
    ) -> AppResult<Self> {
        let mut conn = state.db.get().await?;
        let beside = i64::try_from(LISTED).unwrap_or(i64::MAX);
        let listed = queries::conversations(&mut conn, viewer.member_id, Some(conversation), None, beside).await?;
        let head = listed.iter().find(|row| row.id == conversation).cloned().ok_or(AppError::NotFound)?;
        let mut messages = queries::messages_below(&mut conn, conversation, bound, one_more_than(count)).await?;
        let previous = (messages.len() > count).then(|| messages.remove(0));
        Ok(Self { head, listed, previous, messages })
    }

    fn lines(&self, state: &AppState, viewer: &Viewer) -> (Vec<crate::messaging::lines::Line>, Option<i64>) {
        let when = When { now: state.clock.now(), local: viewer.local() };
        let reader = Reader { me: viewer.member_id, other_name: &self.head.other_name, when };
        let earlier = self.previous.as_ref().and(self.messages.first()).map(|first| first.seq);
        (reader.lines(self.previous.as_ref(), &self.messages), earlier)
    }

    async fn page(
        self,
        state: &AppState,
        viewer: &Viewer,
        pages: &Pages,
        composer: Option<Composer>,
    ) -> AppResult<ThreadPage> {
        let (lines, earlier) = self.lines(state, viewer);
        Ok(ThreadPage {
            page: pages.page(self.head.other_name.clone()).await?.at(Place::Messages),
            other: Other::of(&self.head),
            conversation: self.head.id,
            cursor: self.messages.last().map_or(0, |last| last.seq),
            rows: rows(state, viewer, self.listed, Some(self.head.id)),
            lines,
            earlier,
            composer,
        })
    }
}

fn rows(state: &AppState, viewer: &Viewer, found: Vec<ConversationRow>, shown: Option<ConversationId>) -> Vec<Row> {
    let when = When { now: state.clock.now(), local: viewer.local() };
    found.into_iter().map(|row| Row::new(row, viewer.member_id, shown, when)).collect()
}

fn place_of(row: &ConversationRow) -> ListPlace {
    ListPlace { moved_at: row.last_message_at, conversation: row.id }
}

fn one_more_than(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX).saturating_add(1)
}
