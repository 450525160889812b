//! What a request can end in other than its page, said once. Slices map their own small errors onto this at the edge;
//! the error pages middleware ([`crate::web::error_pages`]) draws each as a page or a fragment.

use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};

/// A refusal or a failure, with what the person is told.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// It is not there, or not there for this viewer: the two cannot be told apart.
    #[error("not found")]
    NotFound,
    /// Nobody is logged in; `return_to` is where to go on afterwards.
    #[error("log-in needed")]
    LogInNeeded {
        /// Path and query of the page asked for.
        return_to: String,
    },
    /// The viewer may not, and may know that this exists.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// The request makes no sense as sent.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// The state of things does not allow it (any more); the sentence says why.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Too many requests.
    #[error("too many requests")]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Who they are was proven too long ago for this; `return_to` is where to go on afterwards.
    #[error("confirmation needed")]
    ConfirmationNeeded {
        /// Path and query of the page asked for.
        return_to: String,
    },
    /// More is asked of us than we can do at once.
    #[error("busy")]
    Busy {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Something that we need does not answer.
    #[error("unavailable: {0:#}")]
    Unavailable(anyhow::Error),
    /// A defect of ours.
    #[error("internal: {0:#}")]
    Internal(anyhow::Error),
}

/// What a handler gives.
pub type AppResult<T = HttpResponse> = Result<T, AppError>;

/// The words of an error answer, carried to the middleware that draws it.
#[derive(Debug, Clone)]
pub struct ErrorWords {
    /// What happened.
    pub title: &'static str,
    /// Why, in a sentence.
    pub message: String,
    /// How to go on.
    pub advice: &'static str,
}

impl AppError {
    /// Wraps any failure of ours.
    pub fn internal(error: impl Into<anyhow::Error>) -> Self {
        Self::Internal(error.into())
    }

    /// What the person is told.
    pub fn words(&self) -> ErrorWords {
        let (title, message, advice) = match self {
            Self::NotFound => (
                "Nothing here",
                "This page does not exist, or it is not yours to see.".to_owned(),
                "Check the address, or go on from your home page.",
            ),
            Self::LogInNeeded { .. } => {
                ("Please log in", "This page is for members.".to_owned(), "Log in, and you come back right here.")
            }
            Self::Forbidden(why) => {
                ("Not allowed", (*why).to_owned(), "If you think that you should be allowed to, write to us.")
            }
            Self::BadRequest(why) => {
                ("That did not work", (*why).to_owned(), "Go back, reload the page and try once more.")
            }
            Self::Conflict(why) => {
                ("That is not possible now", why.clone(), "Reload the page to see how things stand.")
            }
            Self::TooMany { retry_after } => (
                "A little slower, please",
                format!("You have asked for a lot in a short time. Wait {} seconds.", retry_after.as_secs().max(1)),
                "What you wrote is not lost: go back and send it again then.",
            ),
            Self::ConfirmationNeeded { .. } => (
                "Please confirm that it is you",
                "This is guarded more closely than the rest.".to_owned(),
                "Confirm who you are, and you come back right here.",
            ),
            Self::Busy { retry_after } => (
                "Back in a moment",
                format!(
                    "More people are at the door than we can let in at once. Wait {} seconds.",
                    retry_after.as_secs()
                ),
                "Nothing of yours is lost: send it again then.",
            ),
            Self::Unavailable(_) => (
                "Back in a moment",
                "Part of the site does not answer right now.".to_owned(),
                "Nothing of yours is lost. Try again in a minute.",
            ),
            Self::Internal(_) => (
                "Something broke on our side",
                "This is our fault, not yours, and it has been written down.".to_owned(),
                "Try again. If it stays broken, tell us the request number below.",
            ),
        };
        ErrorWords { title, message, advice }
    }
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::LogInNeeded { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::ConfirmationNeeded { .. } => StatusCode::FORBIDDEN,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Internal(_) => tracing::error!(error = %self, "a request failed"),
            Self::Unavailable(_) => tracing::warn!(error = %self, "a request could not be served"),
            _ => {}
        }
        let mut answer = HttpResponseBuilder::new(self.status_code());
        if let Self::TooMany { retry_after } | Self::Busy { retry_after } = self {
            answer.insert_header((header::RETRY_AFTER, retry_after.as_secs().max(1).to_string()));
        }
        let mut answer = answer.finish();
        let mut extensions = answer.extensions_mut();
        extensions.insert(self.words());
        let door = match self {
            Self::LogInNeeded { return_to } => Some(ThroughDoor { path: "/login", return_to: return_to.clone() }),
            Self::ConfirmationNeeded { return_to } => {
                Some(ThroughDoor { path: "/me/confirmation", return_to: return_to.clone() })
            }
            _ => None,
        };
        if let Some(door) = door {
            extensions.insert(door);
        }
        drop(extensions);
        answer
    }
}

/// Marks an answer for which a browser is taken through another page first: the log-in, or the proof who they are.
#[derive(Debug, Clone)]
pub struct ThroughDoor {
    /// The page to pass.
    pub path: &'static str,
    /// Where to go on afterwards.
    pub return_to: String,
}

impl From<diesel::result::Error> for AppError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::Internal(other.into()),
        }
    }
}

impl From<crate::db::DbError> for AppError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<askama::Error> for AppError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.into())
    }
}
