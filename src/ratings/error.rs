//! Why a rating cannot be given or disputed, each in a sentence for the page.

use diesel::result::Error;

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
