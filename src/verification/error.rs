//! Why something was refused.

use diesel::result::Error;

use super::round::{DECIDABLE_FROM, MOST_ASKED};
use crate::error::AppError;

/// Why a verb of verification did nothing, in a sentence for the page.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// It is not there, not this member's, or somebody named cannot be asked.
    #[error("not found")]
    NotFound,
    /// The round is full.
    #[error("You can ask {MOST_ASKED} people at a time. Choose fewer, or wait until this round is over.")]
    TooMany,
    /// Closed early, the sum of so few would say who said what.
    #[error("Fewer than {DECIDABLE_FROM} people have answered. Wait for more answers, or until the round is over.")]
    TooFew,
    /// What was said counts already.
    #[error("This round is over and has been counted, so nothing in it can be changed any more.")]
    RoundOver,
    /// The database failed.
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for VerificationError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<VerificationError> for AppError {
    fn from(error: VerificationError) -> Self {
        match error {
            VerificationError::NotFound => Self::NotFound,
            VerificationError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}
