//! Rows shaped for pages, each found through the participant who asks.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use jiff::tz::TimeZone;

use super::ConversationId;
use super::forms::ListPlace;
use crate::accounts::{MemberId, PhotoKey};
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::schema::messages;
use crate::web::dates::Locale;

/// Characters of the last message that a list shows; [`CONVERSATIONS`] cuts there, too.
pub(super) const LAST_LINE: usize = 120;

/// A conversation as one of its participants sees it.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ConversationRow {
    #[diesel(sql_type = BigInt)]
    pub id: ConversationId,
    #[diesel(sql_type = BigInt)]
    pub other_id: MemberId,
    #[diesel(sql_type = Text)]
    pub other_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub other_photo: Option<PhotoKey>,
    #[diesel(sql_type = Integer)]
    pub unread: i32,
    #[diesel(sql_type = Timestamptz)]
    pub last_message_at: Instant,
    /// The beginning of the last message; none has been written yet when there is none.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_body: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last_sender: Option<MemberId>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = messages)]
pub(super) struct MessageRow {
    pub seq: i64,
    #[diesel(column_name = sender_id)]
    pub sender: MemberId,
    pub body: String,
    pub created_at: Instant,
}

/// What came after a number, with the message at that number before it.
pub(super) struct News {
    pub other_name: String,
    pub other_photo: Option<PhotoKey>,
    /// The asking participant's.
    pub zone: TimeZone,
    /// How they write dates.
    pub locale: Locale,
    /// Whether the participant has anything left to read.
    pub has_unread: bool,
    pub messages: Vec<MessageRow>,
}

/// `$2` is listed whatever its place: it is the conversation that is shown. Conversations in which nothing has been
/// said are nobody's news.
const CONVERSATIONS: &str = "
WITH listed AS (
    (SELECT p.conversation_id, p.unread, p.last_message_at
     FROM participants p JOIN conversations c ON c.id = p.conversation_id AND c.last_seq > 0
     WHERE p.member_id = $1 AND (p.last_message_at, p.conversation_id) < ($3, $4)
     ORDER BY p.last_message_at DESC, p.conversation_id DESC LIMIT $5)
    UNION
    SELECT conversation_id, unread, last_message_at FROM participants WHERE member_id = $1 AND conversation_id = $2
)
SELECT c.id, other.id AS other_id, other.name AS other_name, profile.photo AS other_photo, listed.unread, listed.last_message_at,
    left(last.body, 120) AS last_body, last.sender_id AS last_sender
FROM listed
JOIN conversations c ON c.id = listed.conversation_id
JOIN members other ON other.id = c.low_id + c.high_id - $1
LEFT JOIN profiles profile ON profile.member_id = other.id
LEFT JOIN messages last ON last.conversation_id = c.id AND last.seq = c.last_seq
ORDER BY listed.last_message_at DESC, c.id DESC";

/// At most `limit` of the member's conversations from `place` on, newest first, and `shown` in any case.
///
/// # Errors
/// When the database fails.
pub(super) async fn conversations(
    conn: &mut Connection,
    me: MemberId,
    shown: Option<ConversationId>,
    place: Option<ListPlace>,
    limit: i64,
) -> QueryResult<Vec<ConversationRow>> {
    let top = ListPlace { moved_at: Instant::from_microseconds(i64::MAX), conversation: ConversationId(i64::MAX) };
    let place = place.unwrap_or(top);
    diesel::sql_query(CONVERSATIONS)
        .bind::<BigInt, _>(me)
        .bind::<Nullable<BigInt>, _>(shown)
        .bind::<Timestamptz, _>(place.moved_at)
        .bind::<BigInt, _>(place.conversation)
        .bind::<BigInt, _>(limit)
        .prepared()
        .load(conn)
        .await
}

/// The last `limit` messages with numbers below `bound`, in order. The caller has found the conversation through its
/// participant.
///
/// # Errors
/// When the database fails.
pub(super) async fn messages_below(
    conn: &mut Connection,
    conversation: ConversationId,
    bound: i64,
    limit: i64,
) -> QueryResult<Vec<MessageRow>> {
    let mut rows: Vec<MessageRow> = messages::table
        .filter(messages::conversation_id.eq(conversation).and(messages::seq.lt(bound)))
        .order(messages::seq.desc())
        .limit(limit)
        .select(MessageRow::as_select())
        .load(conn)
        .await?;
    rows.reverse();
    Ok(rows)
}

#[derive(QueryableByName)]
struct NewsRow {
    #[diesel(sql_type = Text)]
    other_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    other_photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    time_zone: String,
    #[diesel(sql_type = Text)]
    locale: Locale,
    #[diesel(sql_type = Integer)]
    unread: i32,
    #[diesel(sql_type = Nullable<BigInt>)]
    seq: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    sender_id: Option<MemberId>,
    #[diesel(sql_type = Nullable<Text>)]
    body: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<Instant>,
}

/// Without messages a participant still gets one row; no row means that the conversation is not theirs.
const NEWS: &str = "
SELECT other.name AS other_name, profile.photo AS other_photo, me.time_zone, me.locale, p.unread, m.seq, m.sender_id, m.body, m.created_at
FROM participants p
JOIN conversations c ON c.id = p.conversation_id
JOIN members me ON me.id = p.member_id
JOIN members other ON other.id = c.low_id + c.high_id - p.member_id
LEFT JOIN profiles profile ON profile.member_id = other.id
LEFT JOIN LATERAL (
    SELECT seq, sender_id, body, created_at FROM messages
    WHERE conversation_id = p.conversation_id AND seq >= $3 ORDER BY seq LIMIT $4) m ON true
WHERE p.conversation_id = $1 AND p.member_id = $2
ORDER BY m.seq";

/// The messages from number `from` on, at most `limit`.
///
/// # Errors
/// `NotFound` when the conversation is not `me`'s.
pub(super) async fn news(
    conn: &mut Connection,
    me: MemberId,
    conversation: ConversationId,
    from: i64,
    limit: i64,
) -> QueryResult<News> {
    let rows: Vec<NewsRow> = diesel::sql_query(NEWS)
        .bind::<BigInt, _>(conversation)
        .bind::<BigInt, _>(me)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(limit)
        .prepared()
        .load(conn)
        .await?;
    let Some(first) = rows.as_slice().first() else { return Err(diesel::result::Error::NotFound) };
    Ok(News {
        other_name: first.other_name.clone(),
        other_photo: first.other_photo.clone(),
        // As for the viewer: a zone that a later tz database dropped reads as UTC.
        zone: TimeZone::get(&first.time_zone).unwrap_or(TimeZone::UTC),
        locale: first.locale,
        has_unread: first.unread > 0,
        messages: rows.into_iter().filter_map(NewsRow::into_message).collect(),
    })
}

impl NewsRow {
    fn into_message(self) -> Option<MessageRow> {
        Some(MessageRow { seq: self.seq?, sender: self.sender_id?, body: self.body?, created_at: self.created_at? })
    }
}
