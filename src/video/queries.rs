//! Rows shaped for the room's page and for jobs.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Deserialize;

use super::presence::PresenceKind;
use super::room::RoomState;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::conference::ProviderName;
use crate::db::{Connection, Prepare};
use crate::schema::video_rooms;
use crate::web::dates::Locale;

/// A room as one of its two guests sees it.
#[derive(Debug, QueryableByName)]
pub(super) struct RoomRow {
    #[diesel(sql_type = BigInt)]
    pub booking_id: i64,
    #[diesel(sql_type = Text)]
    pub state: RoomState,
    #[diesel(sql_type = Nullable<Text>)]
    pub provider: Option<ProviderName>,
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: Instant,
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub other_name: String,
    #[diesel(sql_type = Text)]
    pub other_zone: String,
    #[diesel(sql_type = Text)]
    pub viewer_zone: String,
    #[diesel(sql_type = Text)]
    pub viewer_locale: Locale,
    #[diesel(sql_type = Bool)]
    pub i_agree: bool,
    #[diesel(sql_type = Bool)]
    pub other_agrees: bool,
    /// The newest events, oldest first.
    #[diesel(sql_type = Jsonb)]
    pub events: serde_json::Value,
}

/// An event of the room.
#[derive(Debug, Deserialize)]
pub(super) struct EventRow {
    pub kind: PresenceKind,
    pub member_id: Option<MemberId>,
    pub at: Instant,
}

/// The room with all that its page shows, when `member` is one of its two guests and the session was agreed; one statement.
pub(super) async fn room(mut conn: &Connection, booking: i64, member: MemberId) -> QueryResult<RoomRow> {
    diesel::sql_query(
        "SELECT r.booking_id, r.state, r.provider, r.starts_at, r.expires_at, r.version, s.name AS skill,
                o.name AS other_name, o.time_zone AS other_zone, v.time_zone AS viewer_zone, v.locale AS viewer_locale,
                me.consented_at IS NOT NULL AS i_agree, other.consented_at IS NOT NULL AS other_agrees,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'member_id', e.member_id, 'at', e.at)
                                           ORDER BY e.at, e.id), '[]')
                 FROM (SELECT * FROM video_presence p WHERE p.booking_id = $1 ORDER BY p.at DESC, p.id DESC LIMIT 30) e)
                    AS events
         FROM video_rooms r
         JOIN bookings b ON b.id = r.booking_id AND b.state IN ('accepted', 'disputed', 'completed')
         JOIN video_guests me ON me.booking_id = r.booking_id AND me.member_id = $2
         JOIN video_guests other ON other.booking_id = r.booking_id AND other.member_id <> $2
         JOIN members v ON v.id = $2
         JOIN members o ON o.id = other.member_id
         JOIN skills s ON s.id = b.skill_id
         WHERE r.booking_id = $1 AND r.state <> 'closed'",
    )
    .bind::<BigInt, _>(booking)
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await
}

/// When a booking's room begins; none when it has none, or it is closed.
pub(super) async fn starts_at(conn: &mut Connection, booking: i64) -> QueryResult<Option<Instant>> {
    let open = video_rooms::table.find(booking).filter(video_rooms::state.ne(RoomState::Closed));
    open.select(video_rooms::starts_at).first(conn).await.optional()
}

/// Where a booking's room is at its provider.
pub(super) async fn outside(conn: &mut Connection, booking: i64) -> QueryResult<Option<(ProviderName, String)>> {
    let found: Option<(Option<ProviderName>, Option<String>)> = video_rooms::table
        .find(booking)
        .select((video_rooms::outside_provider, video_rooms::outside_id))
        .first(conn)
        .await
        .optional()?;
    Ok(found.and_then(|(provider, id)| provider.zip(id)))
}
