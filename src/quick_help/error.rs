//! Why help cannot be asked for or given; each says what is the matter and what to do.

use diesel::result::Error;

use crate::bookings::{BookingError, BookingId};
use crate::error::AppError;
use crate::idempotency::OrderError;
use crate::ledger::Credits;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum QuickHelpError {
    /// It is not there, or not for this member.
    #[error("not found")]
    NotFound,
    /// One at a time.
    #[error("You have asked for help already, and the request is still open. Take it back to ask for something else.")]
    OneAtATime,
    /// Enough for a day.
    #[error("You have asked for quick help {0} times within a day. Propose a session instead, or ask again tomorrow.")]
    EnoughForADay(i64),
    /// The learner has less than it costs.
    #[error("Quick help costs {} credits and you have {} available. Teach an hour first.", price.words(), available.words())]
    NotEnough {
        /// What it costs.
        price: Credits,
        /// What there is.
        available: Credits,
    },
    /// The learner is in a session.
    #[error("You have a session now, or one that begins before this would end. Ask when it is over.")]
    InASession,
    /// Nobody teaches it.
    #[error("Nobody teaches this skill at the moment. Choose another one.")]
    NotTaught,
    /// An earlier session waits for a rating.
    #[error("You have not rated an earlier session yet. Rate it first; it takes a minute.")]
    RatingOverdue(BookingId),
    /// Somebody was faster.
    #[error("Somebody else was faster: this request is taken. Thank you for the offer.")]
    Taken,
    /// The learner took it back.
    #[error("This request has been taken back by the one who asked.")]
    Withdrawn,
    /// Ten minutes are over.
    #[error("This request is over: nobody took it in time.")]
    Expired,
    /// What the learner was told that it costs is not what it costs.
    #[error(
        "The price of quick help has changed since this was asked, so it cannot be taken any more. Nothing was booked."
    )]
    PriceChanged,
    /// The learner's credits ended.
    #[error(
        "The learner does not have enough credits for this any more, so the request is closed. Nothing was booked."
    )]
    Unpaid,
    /// The helper is not available now.
    #[error(
        "You are not available now: a session, your calendar or your hours are in the way. Say that you are available, or leave it to others."
    )]
    NotAvailable,
    /// One of the two is in a session.
    #[error("One of you has a session now, or one that begins before this would end. Nothing was booked.")]
    Busy,
    /// The key is that of another command.
    #[error("This form has already been sent with other choices, and those stand. To do this as well, send it again.")]
    KeyUsed,
    /// What bookings says.
    #[error(transparent)]
    Booking(BookingError),
    /// The database failed.
    #[error(transparent)]
    Database(Error),
}

impl From<BookingError> for QuickHelpError {
    fn from(error: BookingError) -> Self {
        match error {
            BookingError::NotFound | BookingError::WithOneself | BookingError::NotTaught => Self::NotFound,
            BookingError::SlotTaken => Self::Busy,
            BookingError::LearnerCannotPay | BookingError::CannotPay(_) => Self::Unpaid,
            BookingError::RatingOverdue(id) => Self::RatingOverdue(id),
            BookingError::Database(error) => Self::Database(error),
            other => Self::Booking(other),
        }
    }
}

impl From<Error> for QuickHelpError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<OrderError> for QuickHelpError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::KeyUsed => Self::KeyUsed,
            OrderError::Database(error) => error.into(),
        }
    }
}

impl From<QuickHelpError> for AppError {
    fn from(error: QuickHelpError) -> Self {
        match error {
            QuickHelpError::NotFound => Self::NotFound,
            QuickHelpError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}
