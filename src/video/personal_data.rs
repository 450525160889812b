//! What video knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, rows_as_json};
use crate::schema::{video_guests, video_presence};

/// The member's rooms, whether they agreed to be recorded, and when they came and went.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const ROOMS: &str = "SELECT r.booking_id AS session, r.provider, r.state, r.starts_at, r.ends_at,
                                g.consented_at AS agreed_to_recording_at
                         FROM video_guests g JOIN video_rooms r USING (booking_id) WHERE g.member_id = $1
                         ORDER BY r.booking_id";
    const PRESENCE: &str = "SELECT booking_id AS session, kind, at, source FROM video_presence WHERE member_id = $1
                            ORDER BY at, id";
    const RECORDINGS: &str = "SELECT p.booking_id AS session, p.kind, p.at, p.source, p.recording_id
                              FROM video_guests g JOIN video_presence p USING (booking_id)
                              WHERE g.member_id = $1 AND p.kind LIKE 'recording%' ORDER BY p.at, p.id";
    Ok(json!({
        "rooms": rows_as_json(conn, ROOMS, member.0).await?,
        "came_and_went": rows_as_json(conn, PRESENCE, member.0).await?,
        "recordings": rows_as_json(conn, RECORDINGS, member.0).await?,
    }))
}

/// Forgets when a former member came and went, and that they agreed to anything. Until then both may be asked for in a
/// dispute.
///
/// # Errors
/// When the database fails.
pub async fn purge(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(video_presence::table.filter(video_presence::member_id.eq(member))).execute(conn).await?;
    diesel::update(video_guests::table.filter(video_guests::member_id.eq(member)))
        .set(video_guests::consented_at.eq(None::<Instant>))
        .execute(conn)
        .await?;
    Ok(())
}
