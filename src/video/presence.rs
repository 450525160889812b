//! Who came, who went, what was recorded: evidence. Each event is written once; told again, or in another order, it comes to
//! the same.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::jobs::{DeleteRecording, StopRecording};
use super::room::{both_agree, touch};
use super::tending;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::conference::{Happened, Happening, ProviderName};
use crate::db::{Connection, text_enum};
use crate::jobs::enqueue;
use crate::notifications::Kind;
use crate::schema::{video_guests, video_presence, video_rooms};

/// Events of one room that anybody reads.
const MOST_EVENTS: i64 = 500;

text_enum!(
    /// What happened in a room.
    PresenceKind {
        /// A guest pressed "Join" on our page.
        Entered = "entered",
        /// Somebody came into the call.
        Joined = "joined",
        /// Somebody left it.
        Left = "left",
        /// A recording began.
        RecordingStarted = "recording_started",
        /// A recording is there.
        RecordingReady = "recording_ready",
        /// A recording was deleted.
        RecordingDeleted = "recording_deleted",
    }
);

text_enum!(
    /// Who says so.
    Source {
        /// Our own page.
        Page = "page",
        /// Daily's webhook.
        Daily = "daily",
        /// Zoom's webhook.
        Zoom = "zoom",
    }
);

/// An event of a room.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = video_presence)]
pub struct Presence {
    /// Who; `None` when the provider does not know.
    pub member_id: Option<MemberId>,
    /// What.
    pub kind: PresenceKind,
    /// When.
    pub at: Instant,
    /// Who says so.
    pub source: Source,
}

/// A recording at a provider.
#[derive(Debug)]
pub(super) struct Recording {
    pub booking_id: i64,
    pub provider: ProviderName,
    pub id: String,
}

/// What happened in a booking's room, in the order in which it happened, the newest 500 of it.
///
/// # Errors
/// When the database fails.
pub async fn presence_of(conn: &mut Connection, booking: i64) -> QueryResult<Vec<Presence>> {
    let mut newest: Vec<Presence> = video_presence::table
        .filter(video_presence::booking_id.eq(booking))
        .order((video_presence::at.desc(), video_presence::id.desc()))
        .limit(MOST_EVENTS)
        .select(Presence::as_select())
        .load(conn)
        .await?;
    newest.reverse();
    Ok(newest)
}

/// Notes that a guest pressed "Join". Pressed again within a minute it is the same.
pub(super) async fn entered(conn: &mut Connection, now: Instant, booking: i64, member: MemberId) -> QueryResult<()> {
    let noted = diesel::sql_query(
        "INSERT INTO video_presence (booking_id, member_id, kind, at, source)
         SELECT $1, $2, 'entered', $3, 'page'
         WHERE NOT EXISTS (SELECT FROM video_presence p WHERE p.booking_id = $1 AND p.member_id = $2
                           AND p.kind = 'entered' AND p.at > $4)",
    )
    .bind::<BigInt, _>(booking)
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now.plus_minutes(-1))
    .execute(conn)
    .await?;
    if noted == 1 { touch(conn, booking).await } else { Ok(()) }
}

/// Notes what a provider tells. Gives the booking, when it is one of ours and this is new.
///
/// # Errors
/// When the database fails.
pub(super) async fn note(
    conn: &mut Connection,
    now: Instant,
    provider: ProviderName,
    happening: &Happening,
) -> QueryResult<Option<i64>> {
    conn.transaction(async |conn| {
        let room = video_rooms::outside_provider.eq(provider).and(video_rooms::outside_id.eq(&happening.outside_id));
        let found: Option<i64> =
            video_rooms::table.filter(room).select(video_rooms::booking_id).first(conn).await.optional()?;
        let Some(booking) = found else { return Ok(None) };
        let Some(id) = insert(conn, provider, booking, happening).await? else { return Ok(None) };
        touch(conn, booking).await?;
        react(conn, now, booking, id, &happening.what).await?;
        Ok(Some(booking))
    })
    .await
}

/// None when it was noted before.
async fn insert(
    conn: &mut Connection,
    provider: ProviderName,
    booking: i64,
    happening: &Happening,
) -> QueryResult<Option<i64>> {
    let (kind, recording_id) = match &happening.what {
        Happened::Joined => (PresenceKind::Joined, None),
        Happened::Left => (PresenceKind::Left, None),
        Happened::RecordingStarted => (PresenceKind::RecordingStarted, None),
        Happened::RecordingReady(id) => (PresenceKind::RecordingReady, Some(id)),
    };
    diesel::insert_into(video_presence::table)
        .values((
            video_presence::booking_id.eq(booking),
            video_presence::member_id.eq(guest(conn, booking, happening.guest).await?),
            video_presence::kind.eq(kind),
            video_presence::at.eq(happening.at),
            video_presence::source.eq(source(provider)),
            video_presence::event_id.eq(&happening.event_id),
            video_presence::recording_id.eq(recording_id),
        ))
        .on_conflict_do_nothing()
        .returning(video_presence::id)
        .get_result(conn)
        .await
        .optional()
}

/// Only who may enter the room is believed to be in it.
async fn guest(conn: &mut Connection, booking: i64, named: Option<i64>) -> QueryResult<Option<MemberId>> {
    let Some(named) = named else { return Ok(None) };
    let guest = video_guests::table.find((booking, MemberId(named)));
    guest.select(video_guests::member_id).first(conn).await.optional()
}

/// What not both agree to is stopped and deleted.
async fn react(conn: &mut Connection, now: Instant, booking: i64, id: i64, what: &Happened) -> QueryResult<()> {
    match what {
        Happened::RecordingStarted if !both_agree(conn, booking).await? => {
            enqueue(conn, now, &StopRecording { booking_id: booking }).await
        }
        Happened::RecordingReady(_) if !both_agree(conn, booking).await? => {
            enqueue(conn, now, &DeleteRecording { presence_id: id }).await
        }
        _ => Ok(()),
    }
}

/// The recording that an event told of.
pub(super) async fn recording(conn: &mut Connection, presence: i64) -> QueryResult<Option<Recording>> {
    let found: Option<(i64, Source, Option<String>)> = video_presence::table
        .find(presence)
        .select((video_presence::booking_id, video_presence::source, video_presence::recording_id))
        .first(conn)
        .await
        .optional()?;
    Ok(found.and_then(|(booking_id, source, id)| {
        let provider = match source {
            Source::Page => return None,
            Source::Daily => ProviderName::Daily,
            Source::Zoom => ProviderName::Zoom,
        };
        Some(Recording { booking_id, provider, id: id? })
    }))
}

/// Has every recording of a room deleted that is there.
pub(super) async fn delete_recordings(conn: &mut Connection, now: Instant, booking: i64) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let kept: Vec<Kept> = diesel::sql_query(
        "SELECT p.id FROM video_presence p WHERE p.booking_id = $1 AND p.kind = 'recording_ready'
         AND NOT EXISTS (SELECT FROM video_presence d WHERE d.booking_id = $1 AND d.kind = 'recording_deleted'
                         AND d.recording_id = p.recording_id)
         ORDER BY p.id LIMIT 500",
    )
    .bind::<BigInt, _>(booking)
    .load(conn)
    .await?;
    for Kept { id } in kept {
        enqueue(conn, now, &DeleteRecording { presence_id: id }).await?;
    }
    Ok(())
}

/// Notes that a recording is deleted and tells both, once. Gives whom to announce it to.
pub(super) async fn recording_deleted(
    conn: &mut Connection,
    now: Instant,
    recording: &Recording,
) -> QueryResult<Vec<MemberId>> {
    conn.transaction(async |conn| {
        let noted = diesel::sql_query(
            "INSERT INTO video_presence (booking_id, kind, at, source, event_id, recording_id)
             VALUES ($1, 'recording_deleted', $2, $3, 'deleted:' || md5($4), $4) ON CONFLICT DO NOTHING",
        )
        .bind::<BigInt, _>(recording.booking_id)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(source(recording.provider))
        .bind::<Text, _>(&recording.id)
        .execute(conn)
        .await?;
        if noted == 0 {
            return Ok(Vec::new());
        }
        touch(conn, recording.booking_id).await?;
        tending::tell(conn, now, recording.booking_id, Kind::RecordingDeleted).await
    })
    .await
}

fn source(provider: ProviderName) -> Source {
    match provider {
        ProviderName::Jitsi => Source::Page,
        ProviderName::Daily => Source::Daily,
        ProviderName::Zoom => Source::Zoom,
    }
}
