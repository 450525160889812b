//! What agenda knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::{calendar_connections, calendar_errands, calendar_feeds};

/// That the member has a feed, and which calendars are connected. Addresses and tokens are keys, and no knowledge.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const FEED: &str = "SELECT made_at, fetched_at FROM calendar_feeds WHERE member_id = $1";
    const CONNECTIONS: &str = "SELECT provider, connected_at, looked_at, broken_at FROM calendar_connections
                               WHERE member_id = $1 ORDER BY id";
    const EVENTS: &str = "SELECT c.provider, e.booking_id, e.starts_at, e.deleted_at
                          FROM calendar_events e JOIN calendar_connections c ON c.id = e.connection_id
                          WHERE c.member_id = $1 ORDER BY e.starts_at, c.provider";
    Ok(json!({
        "feed": rows_as_json(conn, FEED, member.0).await?,
        "connections": rows_as_json(conn, CONNECTIONS, member.0).await?,
        "events": rows_as_json(conn, EVENTS, member.0).await?,
    }))
}

/// Forgets it. What stands in calendars elsewhere is theirs, and stays; our keys to it are gone.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(calendar_feeds::table.find(member)).execute(conn).await?;
    diesel::delete(calendar_errands::table.filter(calendar_errands::member_id.eq(member))).execute(conn).await?;
    // Their events go with them.
    diesel::delete(calendar_connections::table.filter(calendar_connections::member_id.eq(member)))
        .execute(conn)
        .await?;
    Ok(())
}
