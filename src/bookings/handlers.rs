//! Extract, one verb, one view; and what the slice's refusals are in HTTP.

pub(super) mod answers;
pub(super) mod proposals;
pub(super) mod ratings;
pub(super) mod sessions;

use super::{BookingError, BookingId};
use crate::accounts::MemberId;
use crate::error::AppError;
use crate::notifications;
use crate::state::AppState;

impl From<BookingError> for AppError {
    fn from(error: BookingError) -> Self {
        match error {
            BookingError::NotFound => Self::NotFound,
            BookingError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}

/// Tells both people's pages that the booking moved; after the commit.
fn announce(state: &AppState, booking: BookingId, other: MemberId) {
    state.bus.publish(format!("booking:{booking}"), 0);
    notifications::announce(state, other);
}
