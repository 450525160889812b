//! Why a rating cannot be given or disputed, each in a sentence for the page.

use diesel::result::Error;

use crate::error::AppError;
use crate::idempotency::OrderError;

/// See the module.
#[derive(Debug, thiserror::Error)]
pub enum RatingError {
    /// It is not there, or not this member's.
    #[error("not found")]
    NotFound,
    /// It can be seen: it stays as it is.
    #[error("Your rating of this session is shown already, so it cannot be changed any more.")]
    Shown,
    /// A word for who taught was said of who learned, or the other way round.
    #[error("One of the words does not fit what the other one did. Choose from those on this page.")]
    Unfit,
    /// It was disputed before.
    #[error("You have disputed this rating before. What is decided about it is told to you.")]
    Disputed,
    /// It has been shown for too long.
    #[error(
        "A rating can be disputed within {} days after it is shown. This one is older, so it stays.",
        super::DISPUTE_DAYS
    )]
    TooLate,
    /// Another moderator was faster.
    #[error("This dispute has been decided already. What was decided stands.")]
    Decided,
    /// The key is that of another command.
    #[error("This form has already been sent with other words, and those stand. Look at what is here now.")]
    KeyUsed,
    /// The database failed.
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for RatingError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<OrderError> for RatingError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::KeyUsed => Self::KeyUsed,
            OrderError::Database(error) => error.into(),
        }
    }
}

impl From<RatingError> for AppError {
    fn from(error: RatingError) -> Self {
        match error {
            RatingError::NotFound => Self::NotFound,
            RatingError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}
