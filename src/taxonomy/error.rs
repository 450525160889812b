//! Why something was not done.

use super::request::{A_MONTH, OPEN_AT_ONCE};
use crate::error::AppError;
use crate::skills::CatalogueError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum TaxonomyError {
    /// It is not there, or not for this member.
    #[error("no such request or skill")]
    NotFound,
    /// The member waits for enough answers.
    #[error("You wait for {OPEN_AT_ONCE} answers already. Ask again when one of them is there, or withdraw one.")]
    TooManyOpen,
    /// The member has asked often enough lately.
    #[error("You have asked for {A_MONTH} skills in the last 30 days, which is the most. Ask again in some days.")]
    TooManyLately,
    /// Somebody else was first.
    #[error("Somebody has answered this request in the meantime.")]
    DecidedAlready,
    /// The name belongs to another skill.
    #[error("“{called}” is a name of {skill} already.")]
    Taken {
        /// The name.
        called: String,
        /// Whose it is.
        skill: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for TaxonomyError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<CatalogueError> for TaxonomyError {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Taken { called, skill } => Self::Taken { called, skill },
            CatalogueError::Unknown => Self::NotFound,
            CatalogueError::Database(error) => error.into(),
        }
    }
}

impl From<TaxonomyError> for AppError {
    fn from(error: TaxonomyError) -> Self {
        match error {
            TaxonomyError::NotFound => Self::NotFound,
            TaxonomyError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}
