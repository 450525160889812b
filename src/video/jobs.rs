//! What happens to rooms without anybody asking.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::live::announce;
use super::room::{opens_at, touch};
use super::tending::{self, Order, Task};
use super::{presence, queries};
use crate::clock::Instant;
use crate::conference::ConferenceError;
use crate::conference::ProviderName;
use crate::jobs::{Job, Registry, enqueue_unique};
use crate::state::AppState;

/// Seconds after which it is looked again whether somebody else is done with a room.
const LOOK_AGAIN_SECONDS: i64 = 15;

/// Adds this slice's jobs and schedules.
pub fn register(registry: Registry) -> Registry {
    registry.on::<TendRoom>().on::<RoomOpens>().on::<StopRecording>().on::<DeleteRecording>().every(
        "video.look_after",
        SignedDuration::from_mins(5),
        LookAfter {},
    )
}

/// Brings the provider to what is wanted of a room.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TendRoom {
    pub booking_id: i64,
}

/// Tells the pages of a room that it opens.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RoomOpens {
    pub booking_id: i64,
}

/// Stops a recording that not both agree to.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StopRecording {
    pub booking_id: i64,
}

/// Deletes a recording that not both agree to.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DeleteRecording {
    pub presence_id: i64,
}

/// Opens rooms that are missing, and lets those fall back that nobody has made in time.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct LookAfter {}

impl TendRoom {
    /// One waiting job per room is enough.
    pub(super) fn key(&self) -> String {
        format!("video-room:{}", self.booking_id)
    }
}

impl Job for TendRoom {
    const KIND: &'static str = "video.tend_room";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let (booking, now) = (self.booking_id, state.clock.now());
        let mut conn = state.db.get().await?;
        let task = tending::take_up(&mut conn, now, booking).await?;
        if matches!(task, Task::Busy) {
            let later = now.plus(SignedDuration::from_secs(LOOK_AGAIN_SECONDS));
            return Ok(enqueue_unique(&mut conn, now, later, &self.key(), &self).await?);
        }
        drop(conn);
        match task {
            Task::Nothing | Task::Busy => Ok(()),
            Task::Settle { order, is_recorded } => settle(state, now, &order, is_recorded).await,
            Task::Remove { provider, outside_id } => remove(state, booking, provider, &outside_id).await,
        }
    }
}

async fn settle(state: &AppState, now: Instant, order: &Order, is_recorded: bool) -> anyhow::Result<()> {
    let provider = state.conference.chosen();
    let outcome = ask(state, provider, order, is_recorded).await;
    let mut conn = state.db.get().await?;
    let error = match outcome {
        Ok(meeting) => {
            tending::grant(&mut conn, now, order, is_recorded, provider, meeting).await?;
            announce(state, order.booking_id, &[]);
            return Ok(());
        }
        Err(error) => error,
    };
    if !order.gives_up(now, error.is_resting()) {
        tending::failed(&mut conn, order.booking_id).await?;
        // The queue comes back later, and a little later each time.
        return Err(error.into());
    }
    tracing::warn!(booking = order.booking_id, %error, "a room falls back to Jitsi");
    let guests = tending::fall_back(&mut conn, now, order.booking_id, &state.conference).await?;
    announce(state, order.booking_id, &guests);
    Ok(())
}

async fn ask(
    state: &AppState,
    provider: ProviderName,
    order: &Order,
    is_recorded: bool,
) -> Result<crate::conference::Meeting, ConferenceError> {
    let recorded = order.recorded_against_their_will(is_recorded);
    let made = state.conference.settle(order.known(provider), &order.wish(is_recorded)).await?;
    // What cannot be begun any more may still be on.
    if let Some((provider, outside_id)) = recorded {
        state.conference.stop_recording(provider, outside_id).await?;
    }
    Ok(made)
}

async fn remove(state: &AppState, booking: i64, provider: ProviderName, outside_id: &str) -> anyhow::Result<()> {
    let outcome = state.conference.remove(provider, outside_id).await;
    let mut conn = state.db.get().await?;
    match outcome {
        // Of a provider that is not configured any more nothing can be asked.
        Ok(()) | Err(ConferenceError::NotConfigured(_)) => Ok(tending::removed(&mut conn, booking).await?),
        Err(error) => {
            tending::failed(&mut conn, booking).await?;
            Err(error.into())
        }
    }
}

impl Job for RoomOpens {
    const KIND: &'static str = "video.room_opens";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        // A session that was moved has another job for its new time.
        let starts_at = queries::starts_at(&mut conn, self.booking_id).await?;
        if starts_at.is_some_and(|starts_at| opens_at(starts_at) <= state.clock.now()) {
            touch(&mut conn, self.booking_id).await?;
            announce(state, self.booking_id, &[]);
        }
        Ok(())
    }
}

impl Job for StopRecording {
    const KIND: &'static str = "video.stop_recording";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let outside = queries::outside(&mut *state.db.get().await?, self.booking_id).await?;
        match outside {
            Some((provider, id)) => Ok(state.conference.stop_recording(provider, &id).await?),
            None => Ok(()),
        }
    }
}

impl Job for DeleteRecording {
    const KIND: &'static str = "video.delete_recording";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let found = presence::recording(&mut *state.db.get().await?, self.presence_id).await?;
        let Some(recording) = found else { return Ok(()) };
        state.conference.delete_recording(recording.provider, &recording.id).await?;
        let now = state.clock.now();
        let guests = presence::recording_deleted(&mut *state.db.get().await?, now, &recording).await?;
        announce(state, recording.booking_id, &guests);
        Ok(())
    }
}

impl Job for LookAfter {
    const KIND: &'static str = "video.look_after";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let mut conn = state.db.get().await?;
        tending::open_missing(&mut conn, now).await?;
        if state.conference.chosen() == ProviderName::Jitsi {
            // Nobody is waited for: the job of each room makes it.
            return Ok(());
        }
        for booking in tending::overdue(&mut conn, now).await? {
            let guests = tending::fall_back(&mut conn, now, booking, &state.conference).await?;
            announce(state, booking, &guests);
        }
        Ok(())
    }
}
