//! Extract, one verb, one view; and what the slice's refusals are in HTTP.

pub(super) mod answers;
pub(super) mod changes;
pub(super) mod price;
pub(super) mod proposals;
pub(super) mod ratings;
pub(super) mod sessions;
pub(super) mod times;

use super::BookingError;
use crate::error::AppError;

impl From<BookingError> for AppError {
    fn from(error: BookingError) -> Self {
        match error {
            BookingError::NotFound => Self::NotFound,
            BookingError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}
