//! Bringing the provider to what is wanted of a room. Taken up by one at a time; the network is between transactions, never
//! in one.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::room::{self, OPENS_MINUTES_BEFORE, RoomState, both_agree, opens_at, see_to};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::conference::{Conference, Known, Meeting, ProviderName, Wish};
use crate::db::Connection;
use crate::notifications::{self, Kind};
use crate::schema::{video_guests, video_rooms};

/// Tries in a row before a room falls back: with the queue's pauses, about two minutes.
const MOST_TRIES: i32 = 4;
/// A room that opens so soon is not tried again.
const MINUTES_TO_SPARE: i64 = 5;
/// Who takes a room up has it for so long; all requests of one go take less.
const TAKEN_UP_MINUTES: i64 = 2;
/// A room that was wanted so long ago is not waited for by who stands before it.
pub(super) const PATIENCE_MINUTES: i64 = 1;
/// Rooms looked after by one run of the schedule.
const AT_ONCE: i64 = 200;

/// A room's row, for whoever talks to its provider.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = video_rooms)]
pub(super) struct Order {
    pub booking_id: i64,
    pub state: RoomState,
    room_key: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub expires_at: Instant,
    outside_provider: Option<ProviderName>,
    outside_id: Option<String>,
    granted_starts_at: Option<Instant>,
    granted_ends_at: Option<Instant>,
    granted_recording: bool,
    asked_at: Option<Instant>,
    tries: i32,
}

/// What there is to do.
#[derive(Debug)]
pub(super) enum Task {
    /// Nothing: all is as it is wanted.
    Nothing,
    /// Somebody else is at it.
    Busy,
    /// To make the room, or to change it.
    Settle {
        order: Box<Order>,
        /// Whether both agree to be recorded.
        is_recorded: bool,
    },
    /// To delete it.
    Remove {
        /// Where.
        provider: ProviderName,
        /// The provider's id.
        outside_id: String,
    },
}

impl Order {
    /// What is asked of the provider.
    pub(super) fn wish(&self, is_recorded: bool) -> Wish<'_> {
        Wish {
            key: &self.room_key,
            opens_at: opens_at(self.starts_at),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            expires_at: self.expires_at,
            is_recorded,
        }
    }

    /// What is known of the room at `provider`.
    pub(super) fn known(&self, provider: ProviderName) -> Known<'_> {
        match (&self.outside_id, self.asked_at) {
            (Some(id), _) if self.outside_provider == Some(provider) => Known::Under(id),
            (_, Some(_)) => Known::Perhaps,
            _ => Known::Nothing,
        }
    }

    /// The room whose recording is to be stopped: it could be recorded, and not both agree any more.
    pub(super) fn recorded_against_their_will(&self, is_recorded: bool) -> Option<(ProviderName, &str)> {
        let outside = self.outside_provider.zip(self.outside_id.as_deref());
        outside.filter(|_| self.granted_recording && !is_recorded)
    }

    /// Whether the provider has the room for the right time: then one can meet there whatever else fails.
    fn is_timely(&self) -> bool {
        let granted = (self.granted_starts_at, self.granted_ends_at);
        self.state != RoomState::Wanted && granted == (Some(self.starts_at), Some(self.ends_at))
    }

    /// Whether a failure at `now` is the last that is waited for.
    pub(super) fn gives_up(&self, now: Instant, is_resting: bool) -> bool {
        let is_late = now >= opens_at(self.starts_at).plus_minutes(-MINUTES_TO_SPARE);
        !self.is_timely() && (is_resting || is_late || self.tries + 1 >= MOST_TRIES)
    }
}

/// Takes a room up, when there is something to do and nobody is at it.
pub(super) async fn take_up(conn: &mut Connection, now: Instant, booking: i64) -> QueryResult<Task> {
    let is_free = video_rooms::tended_until.is_null().or(video_rooms::tended_until.le(now));
    let taken: Option<Order> = diesel::update(video_rooms::table.find(booking).filter(is_free))
        .set(video_rooms::tended_until.eq(now.plus_minutes(TAKEN_UP_MINUTES)))
        .returning(Order::as_returning())
        .get_result(conn)
        .await
        .optional()?;
    let Some(order) = taken else { return Ok(Task::Busy) };
    let task = task(conn, order).await?;
    match &task {
        Task::Settle { order, .. } if order.outside_id.is_none() => {
            // Before the network: should the answer be lost, the next one looks first.
            diesel::update(video_rooms::table.find(booking)).set(video_rooms::asked_at.eq(now)).execute(conn).await?;
        }
        Task::Nothing => let_go(conn, booking).await?,
        _ => {}
    }
    Ok(task)
}

async fn task(conn: &mut Connection, order: Order) -> QueryResult<Task> {
    match (order.state, order.outside_provider, &order.outside_id) {
        (RoomState::Closed, Some(provider), Some(id)) => Ok(Task::Remove { provider, outside_id: id.clone() }),
        (RoomState::Closed | RoomState::FallenBack, ..) => Ok(Task::Nothing),
        (RoomState::Wanted | RoomState::Ready, ..) => {
            let is_recorded = both_agree(conn, order.booking_id).await?;
            let is_settled = order.is_timely() && order.granted_recording == is_recorded;
            Ok(if is_settled { Task::Nothing } else { Task::Settle { order: Box::new(order), is_recorded } })
        }
    }
}

async fn let_go(conn: &mut Connection, booking: i64) -> QueryResult<()> {
    diesel::update(video_rooms::table.find(booking))
        .set(video_rooms::tended_until.eq(None::<Instant>))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes what the provider made of an order. Whatever has changed meanwhile is seen to by another go.
pub(super) async fn grant(
    conn: &mut Connection,
    now: Instant,
    order: &Order,
    is_recorded: bool,
    provider: ProviderName,
    meeting: Meeting,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let outside_provider = meeting.outside_id.is_some().then_some(provider);
        let state: RoomState = diesel::update(video_rooms::table.find(order.booking_id))
            .set((
                video_rooms::outside_provider.eq(outside_provider),
                video_rooms::outside_id.eq(meeting.outside_id),
                video_rooms::granted_starts_at.eq(order.starts_at),
                video_rooms::granted_ends_at.eq(order.ends_at),
                video_rooms::granted_recording.eq(is_recorded),
                video_rooms::tries.eq(0),
                video_rooms::tended_until.eq(None::<Instant>),
                video_rooms::version.eq(video_rooms::version + 1),
            ))
            .returning(video_rooms::state)
            .get_result(conn)
            .await?;
        match state {
            RoomState::Wanted | RoomState::Ready => {
                let ready = (
                    video_rooms::state.eq(RoomState::Ready),
                    video_rooms::provider.eq(provider),
                    video_rooms::url.eq(meeting.url),
                );
                diesel::update(video_rooms::table.find(order.booking_id)).set(ready).execute(conn).await?;
                Ok(())
            }
            // It was called off while the provider made it.
            RoomState::Closed => see_to(conn, now, order.booking_id).await,
            RoomState::FallenBack => Ok(()),
        }
    })
    .await
}

/// Notes that a closed room is gone from its provider.
pub(super) async fn removed(conn: &mut Connection, booking: i64) -> QueryResult<()> {
    diesel::update(video_rooms::table.find(booking))
        .set((
            video_rooms::outside_provider.eq(None::<ProviderName>),
            video_rooms::outside_id.eq(None::<String>),
            video_rooms::asked_at.eq(None::<Instant>),
            video_rooms::tended_until.eq(None::<Instant>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that the provider failed once more.
pub(super) async fn failed(conn: &mut Connection, booking: i64) -> QueryResult<()> {
    diesel::update(video_rooms::table.find(booking))
        .set((video_rooms::tries.eq(video_rooms::tries + 1), video_rooms::tended_until.eq(None::<Instant>)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Lets a room fall back to Jitsi, and tells both. Gives them, to announce
/// it to; nobody when the room has fallen back or was closed before.
pub(super) async fn fall_back(
    conn: &mut Connection,
    now: Instant,
    booking: i64,
    conference: &Conference,
) -> QueryResult<Vec<MemberId>> {
    conn.transaction(async |conn| {
        let open = video_rooms::state.eq_any([RoomState::Wanted, RoomState::Ready]);
        let key: Option<String> = video_rooms::table
            .find(booking)
            .filter(open)
            .select(video_rooms::room_key)
            .for_update()
            .first(conn)
            .await
            .optional()?;
        let Some(key) = key else { return Ok(Vec::new()) };
        diesel::update(video_rooms::table.find(booking))
            .set((
                video_rooms::state.eq(RoomState::FallenBack),
                video_rooms::provider.eq(ProviderName::Jitsi),
                video_rooms::url.eq(conference.fallback(&key)),
                video_rooms::tended_until.eq(None::<Instant>),
                video_rooms::version.eq(video_rooms::version + 1),
            ))
            .execute(conn)
            .await?;
        metrics::counter!("video_rooms_fallen_back_total").increment(1);
        tell(conn, now, booking, Kind::RoomMoved).await
    })
    .await
}

/// Tells a room's guests, and gives them.
pub(super) async fn tell(conn: &mut Connection, now: Instant, booking: i64, kind: Kind) -> QueryResult<Vec<MemberId>> {
    let guests: Vec<MemberId> = video_guests::table
        .filter(video_guests::booking_id.eq(booking))
        .order(video_guests::member_id)
        .select(video_guests::member_id)
        .load(conn)
        .await?;
    for guest in &guests {
        notifications::notify(conn, now, *guest, kind, None, Some(booking)).await?;
    }
    Ok(guests)
}

/// An agreed session without a room.
#[derive(QueryableByName)]
struct Homeless {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    learner_id: MemberId,
    #[diesel(sql_type = BigInt)]
    teacher_id: MemberId,
    #[diesel(sql_type = Timestamptz)]
    starts_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    ends_at: Instant,
}

/// Opens a room for sessions that were agreed before there were rooms.
pub(super) async fn open_missing(conn: &mut Connection, now: Instant) -> QueryResult<()> {
    let homeless: Vec<Homeless> = diesel::sql_query(
        "SELECT b.id, b.learner_id, b.teacher_id, b.starts_at, b.ends_at FROM bookings b
         WHERE b.state = 'accepted' AND b.ends_at > $1 AND NOT EXISTS (SELECT FROM video_rooms r WHERE r.booking_id = b.id)
         ORDER BY b.ends_at LIMIT $2",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(AT_ONCE)
    .load(conn)
    .await?;
    for one in homeless {
        let guests = [one.learner_id, one.teacher_id];
        conn.transaction(async |conn| room::open_room(conn, now, one.id, guests, one.starts_at, one.ends_at).await)
            .await?;
    }
    Ok(())
}

/// Rooms that open within minutes and that their provider has not made for their time, although it was asked a while ago.
pub(super) async fn overdue(conn: &mut Connection, now: Instant) -> QueryResult<Vec<i64>> {
    let granted = video_rooms::granted_starts_at
        .is_not_distinct_from(video_rooms::starts_at.nullable())
        .and(video_rooms::granted_ends_at.is_not_distinct_from(video_rooms::ends_at.nullable()));
    video_rooms::table
        .filter(video_rooms::state.eq_any([RoomState::Wanted, RoomState::Ready]))
        .filter(video_rooms::starts_at.le(now.plus_minutes(OPENS_MINUTES_BEFORE + MINUTES_TO_SPARE)))
        .filter(video_rooms::expires_at.gt(now))
        .filter(video_rooms::changed_at.le(now.plus_minutes(-PATIENCE_MINUTES)))
        .filter(video_rooms::tended_until.is_null().or(video_rooms::tended_until.le(now)))
        .filter(diesel::dsl::not(granted))
        .order(video_rooms::starts_at)
        .limit(AT_ONCE)
        .select(video_rooms::booking_id)
        .load(conn)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(state: RoomState, tries: i32) -> Order {
        let at = |text: &str| text.parse().unwrap();
        Order {
            booking_id: 7,
            state,
            room_key: String::new(),
            starts_at: at("2026-11-24T18:00:00Z"),
            ends_at: at("2026-11-24T19:00:00Z"),
            expires_at: at("2026-11-24T19:30:00Z"),
            outside_provider: None,
            outside_id: None,
            granted_starts_at: None,
            granted_ends_at: None,
            granted_recording: false,
            asked_at: None,
            tries,
        }
    }

    #[test]
    fn a_room_falls_back_after_some_tries_or_when_time_is_short_and_never_while_it_can_be_entered() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let (early, late) = (at("2026-11-24T17:39:59Z"), at("2026-11-24T17:40:00Z"));
        let wanted = |tries| order(RoomState::Wanted, tries);
        assert!(!wanted(0).gives_up(early, false) && !wanted(2).gives_up(early, false));
        assert!(wanted(3).gives_up(early, false));
        assert!(wanted(0).gives_up(early, true));
        assert!(wanted(0).gives_up(late, false));
        let ready = order(RoomState::Ready, 9);
        let timely = Order {
            granted_starts_at: Some(ready.starts_at),
            granted_ends_at: Some(ready.ends_at),
            ..order(RoomState::Ready, 9)
        };
        assert!(ready.gives_up(early, false), "it is there for another time");
        assert!(!timely.gives_up(late, true));
    }
}
