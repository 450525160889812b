//! Why a series cannot be made, answered or ended; each says what is the matter and what to do.

use diesel::result::Error;

use crate::bookings::{BookingError, BookingId};
use crate::db::text_enum;
use crate::error::AppError;
use crate::idempotency::OrderError;
use crate::ledger::Credits;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum SeriesError {
    /// It is not there, or not this member's.
    #[error("not found")]
    NotFound,
    /// Not one date can be had.
    #[error("None of these dates can be had. Choose another first start, or a single session.")]
    NothingLeft,
    /// The learner has less than all dates cost.
    #[error("{}, and you have {} available{}", cost(*dates, *total), available.words(), enough(*dates, *affordable))]
    TooDear {
        /// How many.
        dates: usize,
        /// What they cost.
        total: Credits,
        /// What there is.
        available: Credits,
        /// For how many that is enough.
        affordable: usize,
    },
    /// The programme is not what the page said.
    #[error("The programme or its price has changed since you looked. Read it again, then choose your dates.")]
    ProgrammeChanged,
    /// No lesson is dated.
    #[error("Choose a date for at least one session.")]
    NoDate,
    /// A lesson begins too early.
    #[error("Session {0} begins before the one before it is over. Choose a later date for it.")]
    OutOfOrder(i16),
    /// A lesson has a date.
    #[error("Session {0} has a date by now. Look at the programme's page before you propose another.")]
    NotToBeDated(i16),
    /// Nothing was chosen.
    #[error("Tick at least one date, or decline.")]
    NothingChosen,
    /// Nothing is open any more.
    #[error("Nothing of this series is open any more. What it came to is shown below.")]
    NothingOpen,
    /// What would happen is not what the page said.
    #[error(
        "Nothing was called off yet: the dates or what goes back have changed since you looked. Look again before you decide."
    )]
    Changed,
    /// The key is that of another command.
    #[error(
        "This form has already been sent with other choices, and those stand. Look at what is here now; to do this as well, send it again."
    )]
    KeyUsed,
    /// An earlier session waits for a rating.
    #[error("You have not rated an earlier session yet. Rate it first; it takes a minute.")]
    RatingOverdue(BookingId),
    /// What bookings says to any of the dates.
    #[error(transparent)]
    Booking(BookingError),
    /// The database failed.
    #[error(transparent)]
    Database(Error),
}

text_enum!(
    /// Why a date that was to be accepted was not.
    Refusal {
        /// One of the two has another session then.
        Taken = "taken",
        /// It has passed.
        Passed = "passed",
        /// Something is in its way that the page had not said.
        InTheWay = "in_the_way",
        /// The learner's credits ended.
        Short = "short",
        /// It was answered, withdrawn or expired before.
        Closed = "closed",
        /// Whoever accepts owes a rating.
        Unrated = "unrated",
    }
);

impl Refusal {
    /// What of `error` concerns one date alone.
    ///
    /// # Errors
    /// The error, when it concerns more than that.
    pub(super) fn of(error: BookingError) -> Result<Self, SeriesError> {
        match error {
            BookingError::SlotTaken => Ok(Self::Taken),
            BookingError::SlotPassed | BookingError::NotASlot => Ok(Self::Passed),
            BookingError::InTheWay => Ok(Self::InTheWay),
            BookingError::LearnerCannotPay | BookingError::CannotPay(_) => Ok(Self::Short),
            BookingError::NotNow(_) | BookingError::NotYours => Ok(Self::Closed),
            BookingError::RatingOverdue(_) => Ok(Self::Unrated),
            other => Err(other.into()),
        }
    }
}

/// What so many dates cost.
fn cost(dates: usize, total: Credits) -> String {
    match dates {
        1 => format!("This date costs {} credits", total.words()),
        _ => format!("These {dates} dates cost {} credits in all", total.words()),
    }
}

/// For how many of them there is enough, and what to do.
fn enough(dates: usize, affordable: usize) -> String {
    match dates {
        1 => ". Teach an hour first.".to_owned(),
        _ => format!(": enough for {affordable}. Leave some out, or teach an hour first."),
    }
}

impl From<BookingError> for SeriesError {
    fn from(error: BookingError) -> Self {
        match error {
            BookingError::NotFound => Self::NotFound,
            BookingError::RatingOverdue(id) => Self::RatingOverdue(id),
            BookingError::Database(error) => Self::Database(error),
            other => Self::Booking(other),
        }
    }
}

impl From<Error> for SeriesError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<OrderError> for SeriesError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::KeyUsed => Self::KeyUsed,
            OrderError::Database(error) => error.into(),
        }
    }
}

impl From<SeriesError> for AppError {
    fn from(error: SeriesError) -> Self {
        match error {
            SeriesError::NotFound => Self::NotFound,
            SeriesError::Database(error) => error.into(),
            refusal => Self::Conflict(refusal.to_string()),
        }
    }
}
