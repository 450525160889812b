//! Pages and fragments.

use askama::Template;
use uuid::Uuid;

use super::ConversationId;
use super::lines::{Line, Reader};
use super::links::Part;
use super::queries::{ConversationRow, LAST_LINE, MessageRow};
use crate::accounts::{Avatar, MemberId, PhotoKey};
use crate::clock::Instant;
use crate::notifications::When;
use crate::profiles;
use crate::web::Page;

/// The list of conversations.
#[derive(Template)]
#[template(path = "messaging/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub rows: Vec<Row>,
    pub older: String,
}

/// More of the list, for the place of its last row.
#[derive(Template)]
#[template(path = "messaging/_rows.html")]
pub(super) struct Rows {
    pub rows: Vec<Row>,
    pub older: String,
}

/// A conversation: its newest messages with the composer, or an older part of it.
#[derive(Template)]
#[template(path = "messaging/thread.html")]
pub(super) struct ThreadPage {
    pub page: Page,
    pub rows: Vec<Row>,
    pub other: Other,
    pub conversation: ConversationId,
    pub lines: Vec<Line>,
    /// The number below which there are older ones.
    pub earlier: Option<i64>,
    pub cursor: i64,
    /// An older part has none, and does not listen.
    pub composer: Option<Composer>,
}

/// Older messages, to be put before those on the page.
#[derive(Template)]
#[template(path = "messaging/_earlier_messages.html")]
pub(super) struct EarlierMessages {
    pub conversation: ConversationId,
    pub lines: Vec<Line>,
    pub earlier: Option<i64>,
}

/// New messages, to be put in their places on the page.
#[derive(Template)]
#[template(path = "messaging/_updates.html")]
pub(super) struct Updates {
    pub conversation: ConversationId,
    pub lines: Vec<Line>,
    /// The conversation in the list beside, which has moved with them.
    pub row: Option<Row>,
    /// The first message that is new and not among them.
    pub next: Option<i64>,
    /// The last message that the page has now.
    pub cursor: i64,
    /// A composer to take the place of one that shows a refusal.
    pub composer: Option<Composer>,
}

/// The form to write with.
#[derive(Template)]
#[template(path = "messaging/_refused.html")]
pub(super) struct Composer {
    pub conversation: ConversationId,
    pub key: Uuid,
    pub body: String,
    /// Why what was sent was refused; empty when nothing was.
    pub error: String,
}

/// A row of the list.
pub(super) struct Row {
    pub id: ConversationId,
    pub other_name: String,
    pub avatar: Avatar,
    pub last_body: Option<String>,
    pub is_own: bool,
    pub unread: i32,
    pub at: Instant,
    pub when: String,
    pub is_current: bool,
}

/// The other participant.
pub(super) struct Other {
    pub name: String,
    pub avatar: Avatar,
    /// Of their profile.
    pub path: String,
}

impl Composer {
    /// Empty, with a new key.
    pub fn fresh(conversation: ConversationId) -> Self {
        Self { conversation, key: Uuid::new_v4(), body: String::new(), error: String::new() }
    }
}

impl Row {
    /// `shown` is the conversation on the page.
    pub fn new(row: ConversationRow, me: MemberId, shown: Option<ConversationId>, when: When<'_>) -> Self {
        let is_current = shown == Some(row.id);
        Self {
            id: row.id,
            avatar: Avatar::of(&row.other_name, row.other_photo.as_ref()),
            other_name: row.other_name,
            last_body: row.last_body,
            is_own: row.last_sender == Some(me),
            // What is on the page is being read.
            unread: if is_current { 0 } else { row.unread },
            at: row.last_message_at,
            when: when.brief(row.last_message_at),
            is_current,
        }
    }
}

impl Row {
    /// The row of the conversation on the page, after its newest `message`.
    pub fn moved(
        conversation: ConversationId,
        reader: &Reader<'_>,
        other_photo: Option<&PhotoKey>,
        message: &MessageRow,
    ) -> Self {
        Self {
            id: conversation,
            avatar: Avatar::of(reader.other_name, other_photo),
            other_name: reader.other_name.to_owned(),
            last_body: Some(message.body.chars().take(LAST_LINE).collect()),
            is_own: message.sender == reader.me,
            unread: 0,
            at: message.created_at,
            when: reader.when.brief(message.created_at),
            is_current: true,
        }
    }
}

impl Other {
    /// The other participant of this conversation.
    pub fn of(row: &ConversationRow) -> Self {
        Self {
            name: row.other_name.clone(),
            avatar: Avatar::of(&row.other_name, row.other_photo.as_ref()),
            path: profiles::path(row.other_id, &row.other_name),
        }
    }
}
