//! A connection: an account over there in which a calendar of ours stands.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::peers::{ProviderName, Tokens};
use super::writing::SetUp;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::crypto::Secret;
use crate::db::{Connection, id_type};
use crate::jobs::enqueue;
use crate::notifications::{self, Kind};
use crate::schema::calendar_connections as connections;

/// Its calendar is looked at so often, in minutes.
const LOOKED_AT_EVERY: i64 = 5;
/// How long somebody may take to renew tokens, in minutes.
const RENEWAL: i64 = 1;
/// What tokens are sealed for.
const SEALED_FOR: &str = "calendar tokens";

id_type!(
    /// A connection's id.
    ConnectionId(i64)
);

/// A connection that works, as jobs need it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = connections)]
pub(super) struct Connected {
    pub id: ConnectionId,
    pub member_id: MemberId,
    pub provider: ProviderName,
    pub row_key: Uuid,
    tokens: Vec<u8>,
    pub expires_at: Instant,
    pub calendar: Option<String>,
    pub cursor: Option<String>,
    pub cursor_since: Option<Instant>,
}

/// A connection, as its member sees it.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = connections)]
pub(super) struct Shown {
    pub provider: ProviderName,
    pub calendar: Option<String>,
    pub connected_at: Instant,
    pub looked_at: Option<Instant>,
    pub broken_at: Option<Instant>,
}

impl Connected {
    /// What opens the account.
    pub(super) fn tokens(&self, secret: &Secret) -> anyhow::Result<Tokens> {
        let plain = secret.open(SEALED_FOR, &self.row_key.to_string(), &self.tokens)?;
        Ok(serde_json::from_slice(&plain)?)
    }
}

fn sealed(secret: &Secret, row_key: Uuid, tokens: &Tokens) -> QueryResult<Vec<u8>> {
    let failed = |error: anyhow::Error| diesel::result::Error::SerializationError(error.into());
    let plain = serde_json::to_vec(tokens).map_err(|error| failed(error.into()))?;
    secret.seal(SEALED_FOR, &row_key.to_string(), &plain).map_err(failed)
}

/// The member has agreed over there: keeps the tokens, and has the calendar made and filled. Who had connected before has
/// connected anew.
///
/// # Errors
/// When the database fails.
pub(super) async fn connect(
    conn: &mut Connection,
    (now, secret): (Instant, &Secret),
    (member, provider): (MemberId, ProviderName),
    (tokens, expires_at): (&Tokens, Instant),
) -> QueryResult<()> {
    let row_key = Uuid::new_v4();
    let row = (
        connections::row_key.eq(row_key),
        connections::tokens.eq(sealed(secret, row_key, tokens)?),
        connections::expires_at.eq(expires_at),
        connections::renewing_until.eq(None::<Instant>),
        connections::connected_at.eq(now),
        connections::next_look_at.eq(now.plus_minutes(LOOKED_AT_EVERY)),
        connections::broken_at.eq(None::<Instant>),
    );
    conn.transaction(async |conn| {
        let id: ConnectionId = diesel::insert_into(connections::table)
            .values((connections::member_id.eq(member), connections::provider.eq(provider), row.clone()))
            .on_conflict((connections::member_id, connections::provider))
            .do_update()
            .set(row)
            .returning(connections::id)
            .get_result(conn)
            .await?;
        enqueue(conn, now, &SetUp { connection_id: id }).await
    })
    .await
}

/// The connection, when it works.
///
/// # Errors
/// When the database fails.
pub(super) async fn working(conn: &mut Connection, id: ConnectionId) -> QueryResult<Option<Connected>> {
    let working = connections::table.find(id).filter(connections::broken_at.is_null());
    working.select(Connected::as_select()).first(conn).await.optional()
}

/// The member's connection, working or not.
///
/// # Errors
/// When the database fails.
pub(super) async fn of(
    conn: &mut Connection,
    member: MemberId,
    provider: ProviderName,
) -> QueryResult<Option<Connected>> {
    let theirs = connections::member_id.eq(member).and(connections::provider.eq(provider));
    connections::table.filter(theirs).select(Connected::as_select()).first(conn).await.optional()
}

/// All of the member's connections.
///
/// # Errors
/// When the database fails.
pub(super) async fn all_of(mut conn: &Connection, member: MemberId) -> QueryResult<Vec<Shown>> {
    connections::table
        .filter(connections::member_id.eq(member))
        .order(connections::id)
        .select(Shown::as_select())
        .load(&mut conn)
        .await
}

/// The working connections of two members.
///
/// # Errors
/// When the database fails.
pub(super) async fn of_both(conn: &mut Connection, members: [MemberId; 2]) -> QueryResult<Vec<ConnectionId>> {
    connections::table
        .filter(connections::member_id.eq_any(members).and(connections::broken_at.is_null()))
        .select(connections::id)
        .load(conn)
        .await
}

/// Those whose time to be looked at has come, `most` at most, and the same again some minutes later.
///
/// # Errors
/// When the database fails.
pub(super) async fn due(conn: &mut Connection, now: Instant, most: i64) -> QueryResult<Vec<ConnectionId>> {
    conn.transaction(async |conn| {
        let due: Vec<ConnectionId> = connections::table
            .filter(connections::next_look_at.le(now).and(connections::broken_at.is_null()))
            .order(connections::next_look_at)
            .limit(most)
            .select(connections::id)
            .for_update()
            .skip_locked()
            .load(conn)
            .await?;
        diesel::update(connections::table.filter(connections::id.eq_any(&due)))
            .set(connections::next_look_at.eq(now.plus_minutes(LOOKED_AT_EVERY)))
            .execute(conn)
            .await?;
        Ok(due)
    })
    .await
}

/// The right to renew the tokens, with the row as it is; `None` while somebody else has it.
///
/// # Errors
/// When the database fails.
pub(super) async fn claim_renewal(
    conn: &mut Connection,
    now: Instant,
    id: ConnectionId,
    row_key: Uuid,
) -> QueryResult<Option<Connected>> {
    let is_free = connections::renewing_until.is_null().or(connections::renewing_until.le(now));
    diesel::update(connections::table.find(id).filter(connections::row_key.eq(row_key)).filter(is_free))
        .set(connections::renewing_until.eq(now.plus_minutes(RENEWAL)))
        .returning(Connected::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Gives that right back.
///
/// # Errors
/// When the database fails.
pub(super) async fn leave_renewal(conn: &mut Connection, id: ConnectionId) -> QueryResult<()> {
    let none = connections::renewing_until.eq(None::<Instant>);
    diesel::update(connections::table.find(id)).set(none).execute(conn).await?;
    Ok(())
}

/// Keeps new tokens, and gives the right back. Whoever has connected anew meanwhile has newer ones.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep_tokens(
    conn: &mut Connection,
    secret: &Secret,
    (id, row_key): (ConnectionId, Uuid),
    tokens: &Tokens,
    expires_at: Instant,
) -> QueryResult<()> {
    diesel::update(connections::table.find(id).filter(connections::row_key.eq(row_key)))
        .set((
            connections::tokens.eq(sealed(secret, row_key, tokens)?),
            connections::expires_at.eq(expires_at),
            connections::renewing_until.eq(None::<Instant>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps which calendar is ours over there; what was known of another is forgotten.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep_calendar(conn: &mut Connection, id: ConnectionId, calendar: &str) -> QueryResult<()> {
    diesel::update(connections::table.find(id))
        .set((
            connections::calendar.eq(calendar),
            connections::cursor.eq(None::<String>),
            connections::cursor_since.eq(None::<Instant>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps how far the calendar was looked at; none to begin anew the next time.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep_cursor(
    conn: &mut Connection,
    now: Instant,
    id: ConnectionId,
    (cursor, since): (Option<&str>, Option<Instant>),
) -> QueryResult<()> {
    diesel::update(connections::table.find(id))
        .set((connections::cursor.eq(cursor), connections::cursor_since.eq(since), connections::looked_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Has it looked at again only after some seconds.
///
/// # Errors
/// When the database fails.
pub(super) async fn put_off(conn: &mut Connection, id: ConnectionId, until: Instant) -> QueryResult<()> {
    diesel::update(connections::table.find(id)).set(connections::next_look_at.eq(until)).execute(conn).await?;
    Ok(())
}

/// Access was taken back: nothing is tried any more, and the member is told, once. Whoever has connected anew meanwhile
/// has another `row_key`.
///
/// # Errors
/// When the database fails.
pub(super) async fn give_up(conn: &mut Connection, now: Instant, connected: &Connected) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let working = connections::table
            .find(connected.id)
            .filter(connections::row_key.eq(connected.row_key).and(connections::broken_at.is_null()));
        let was_working = diesel::update(working).set(connections::broken_at.eq(now)).execute(conn).await? == 1;
        if was_working {
            notifications::notify(conn, now, connected.member_id, Kind::CalendarDisconnected, None, None).await?;
        }
        Ok(was_working)
    })
    .await
}

/// Forgets a connection with all that is known of it.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget(conn: &mut Connection, member: MemberId, provider: ProviderName) -> QueryResult<bool> {
    let theirs = connections::member_id.eq(member).and(connections::provider.eq(provider));
    Ok(diesel::delete(connections::table.filter(theirs)).execute(conn).await? == 1)
}
