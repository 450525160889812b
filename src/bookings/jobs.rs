//! What time does to bookings, and what is done soon after a command.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::letters::{ClaimMail, ProposalMail, ReminderMail};
use super::live::announce;
use super::{BookingId, booking};
use crate::jobs::{Job, Registry};
use crate::notifications;
use crate::state::AppState;

/// Adds this slice's jobs and schedules.
pub fn register(registry: Registry) -> Registry {
    let registry = registry.on::<ProposalMail>().on::<ReminderMail>().on::<ClaimMail>().on::<TellModerators>();
    registry.on::<MoveOn>().every("bookings.move_on", SignedDuration::from_mins(1), MoveOn {})
}

/// What time does: reminds, settles what is over, expires what nobody answered, settles what nobody answers for.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct MoveOn {}

/// See [`booking::tell_moderators`].
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TellModerators {
    pub booking_id: BookingId,
}

impl Job for MoveOn {
    const KIND: &'static str = "bookings.move_on";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let mut conn = state.db.get().await?;
        let mut reminded = booking::remind_due(&mut conn, now).await?;
        reminded.extend(booking::remind_of_claims(&mut conn, now).await?);
        let mut moved = booking::settle_due(&mut conn, now).await?;
        moved.extend(booking::reveal_due(&mut conn, now).await?);
        moved.extend(booking::expire_overdue(&mut conn, now).await?);
        moved.extend(booking::lapse_due(&mut conn, now).await?);
        drop(conn);
        for member in reminded {
            notifications::announce(state, member);
        }
        for (booking, member) in moved {
            announce(state, booking, member);
        }
        Ok(())
    }
}

impl Job for TellModerators {
    const KIND: &'static str = "bookings.tell_moderators";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let told = booking::tell_moderators(&mut *state.db.get().await?, state.clock.now(), self.booking_id).await?;
        for member in told {
            notifications::announce(state, member);
        }
        Ok(())
    }
}
