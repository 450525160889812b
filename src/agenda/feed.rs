//! The feed: a member's sessions under an address of their own, which calendars fetch without a log-in.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::session::Session;
use super::{icalendar, queries};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::config::ServerConfig;
use crate::crypto::{self, Secret};
use crate::db::Connection;
use crate::schema::calendar_feeds;

/// How far back the feed reaches, in days.
const DAYS_BACK: i64 = 90;
/// Sessions in a feed: the newest, when there are more.
const MOST: i64 = 2_000;
/// What addresses are derived for.
const PURPOSE: &str = "calendar feed";
/// What calendars call the feed.
const NAME: &str = "Skillswap sessions";

/// A member's feed.
#[derive(Debug, Queryable)]
pub(super) struct Feed {
    row_key: Uuid,
    pub made_at: Instant,
    pub fetched_at: Option<Instant>,
}

impl Feed {
    /// The unguessable part of its address. It is not stored: whoever has the database alone cannot make it.
    pub(super) fn token(&self, secret: &Secret) -> String {
        token(secret, self.row_key)
    }
}

/// The feed's file.
pub(super) struct FeedFile {
    pub content: String,
    /// Another for any other content.
    pub tag: String,
}

fn token(secret: &Secret, row_key: Uuid) -> String {
    hex::encode(secret.keyed_digest(PURPOSE, &row_key.to_string()))
}

/// Gives the member an address, another one when they have one: the old one leads nowhere from then on.
///
/// # Errors
/// When the database fails.
pub(super) async fn make(
    conn: &mut Connection,
    (now, secret): (Instant, &Secret),
    member: MemberId,
) -> QueryResult<()> {
    let row_key = Uuid::new_v4();
    let row = (
        calendar_feeds::row_key.eq(row_key),
        calendar_feeds::digest.eq(crypto::digest(&token(secret, row_key)).to_vec()),
        calendar_feeds::made_at.eq(now),
        calendar_feeds::fetched_at.eq(None::<Instant>),
    );
    diesel::insert_into(calendar_feeds::table)
        .values((calendar_feeds::member_id.eq(member), row.clone()))
        .on_conflict(calendar_feeds::member_id)
        .do_update()
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes the member's address away. Whether they had one.
///
/// # Errors
/// When the database fails.
pub(super) async fn revoke(conn: &mut Connection, member: MemberId) -> QueryResult<bool> {
    Ok(diesel::delete(calendar_feeds::table.find(member)).execute(conn).await? == 1)
}

/// The member's feed.
///
/// # Errors
/// When the database fails.
pub(super) async fn of(mut conn: &Connection, member: MemberId) -> QueryResult<Option<Feed>> {
    calendar_feeds::table
        .find(member)
        .select((calendar_feeds::row_key, calendar_feeds::made_at, calendar_feeds::fetched_at))
        .first(&mut conn)
        .await
        .optional()
}

/// What is behind an address; notes, to the hour, that it was asked for.
///
/// # Errors
/// `NotFound` when the address leads nowhere.
pub(super) async fn behind(
    conn: &mut Connection,
    now: Instant,
    server: &ServerConfig,
    token: &str,
) -> QueryResult<FeedFile> {
    let (member, fetched_at): (MemberId, Option<Instant>) = calendar_feeds::table
        .filter(calendar_feeds::digest.eq(crypto::digest(token).to_vec()))
        .select((calendar_feeds::member_id, calendar_feeds::fetched_at))
        .first(conn)
        .await?;
    if fetched_at.is_none_or(|at| at.plus_hours(1) <= now) {
        let feed = calendar_feeds::table.find(member);
        diesel::update(feed).set(calendar_feeds::fetched_at.eq(now)).execute(conn).await?;
    }
    let rows = queries::sessions_of(conn, member, now.plus_hours(-24 * DAYS_BACK), MOST).await?;
    let sessions = rows.iter().filter_map(|row| Session::of(member, row, server));
    let events: Vec<_> = sessions.map(|session| session.event()).collect();
    let content = icalendar::feed(NAME, &events);
    let tag = format!("\"{}\"", hex::encode(Sha256::digest(&content)));
    Ok(FeedFile { content, tag })
}
