//! Why a booking cannot be made or moved. Each says what is the matter and what to do, in a sentence for the page.

use diesel::result::Error;

use super::{BookingId, ClaimKind, State};
use crate::availability::Unavailable;
use crate::clock::Instant;
use crate::idempotency::OrderError;
use crate::ledger::{Credits, LedgerError};

/// Why a booking could not be made or moved.
#[derive(Debug, thiserror::Error)]
pub enum BookingError {
    /// It is not there, or not this member's.
    #[error("not found")]
    NotFound,
    /// One cannot learn from oneself.
    #[error("You cannot book a session with yourself.")]
    WithOneself,
    /// The teacher does not teach the skill (any more).
    #[error("This skill is not taught here any more. Choose another one.")]
    NotTaught,
    /// Sessions are not so long, or so short.
    #[error("A session takes {shortest} to {longest} minutes, in quarters of an hour.")]
    Length {
        /// In minutes.
        shortest: i16,
        /// In minutes.
        longest: i16,
    },
    /// Slots cannot be had: each with its reason, which is not for everybody's eyes as it is.
    #[error("Some of the times you chose cannot be had. Leave them out, or choose others.")]
    SlotsUnavailable(Vec<(Instant, Unavailable)>),
    /// The key is that of another command.
    #[error(
        "This form has already been sent with other choices, and those stand. Look at what is here now; to do this as well, send it again."
    )]
    KeyUsed,
    /// The learner has less than it costs.
    #[error("This session costs {} credits and you have {} available. Choose a shorter one, or teach an hour first.", price.words(), available.words())]
    NotEnough {
        /// What it costs.
        price: Credits,
        /// What there is.
        available: Credits,
    },
    /// An earlier session waits for a rating.
    #[error("You have not rated an earlier session yet. Rate it first; it takes a minute.")]
    RatingOverdue(BookingId),
    /// It does not stand so that this could be done.
    #[error("{} What you wanted cannot be done any more.", .0.said())]
    NotNow(State),
    /// It is the other one's turn.
    #[error("This is for the other one of you to do.")]
    NotYours,
    /// The slot is not one of the proposed ones.
    #[error("Choose one of the proposed times.")]
    NotASlot,
    /// The slot is over.
    #[error("This time is already past. Choose another one, or decline.")]
    SlotPassed,
    /// One of the two has another session then.
    #[error("This time is taken: one of you has another session then. Choose another time, or decline.")]
    SlotTaken,
    /// Something is in the way that whoever accepts was not told of.
    #[error(
        "Nothing is booked yet: something is in the way of this time that this page did not say before. It is said beside the time now. Accept all the same, choose another time, or decline."
    )]
    InTheWay,
    /// The learner has spent the credits elsewhere; said to the teacher.
    #[error(
        "The learner does not have enough credits for this session any more. Nothing was booked; write to them, or decline."
    )]
    LearnerCannotPay,
    /// The same, said to the learner.
    #[error("You do not have the {} credits for this session any more. Nothing was booked. Teach an hour first, or decline.", .0.words())]
    CannotPay(Credits),
    /// It has begun: it cannot be moved or called off.
    #[error(
        "This session has begun, so it cannot be moved or called off any more. If something went wrong, say so on its page."
    )]
    HasBegun,
    /// Another time is offered already.
    #[error("Another time is offered already. Answer that offer first.")]
    MoveOpen,
    /// There is no such offer any more.
    #[error("This offer of another time is not open any more. The session is at the time that this page shows.")]
    NoMove,
    /// What would be given back is not what the page said.
    #[error("Nothing was called off yet: by now {} credits would go back, and not {}. Look again before you decide.", now.words(), said.words())]
    RefundChanged {
        /// What the page said.
        said: Credits,
        /// What it is now.
        now: Credits,
    },
    /// It has not begun.
    #[error("This can be said when the session has begun{}.", late(*.0))]
    TooEarly(i64),
    /// It was settled, or is being looked at.
    #[error("This claim was answered before. What was said then stands.")]
    ClaimAnswered,
    /// The window is over.
    #[error("The time to answer this claim is over. {}", late_answer(*.0))]
    AnswerTooLate(ClaimKind),
    /// Only what has taken place can be rated.
    #[error("This session can be rated when it is over.")]
    NotOver,
    /// The rating cannot be given.
    #[error(transparent)]
    Rating(crate::ratings::RatingError),
    /// More than the terms let anybody ask.
    #[error("You can ask for {} to {} credits an hour.", from.words(), to.words())]
    PriceOutOfRange {
        /// The least.
        from: Credits,
        /// The most.
        to: Credits,
    },
    /// Not enough sessions, or not rated so well.
    #[error("You can set a price of your own once you are rated {} or better and have taught {sessions} sessions.", hundredths(*.rating))]
    NoPremium {
        /// In hundredths of a star.
        rating: i32,
        /// Sessions.
        sessions: i32,
    },
    /// The database failed.
    #[error(transparent)]
    Database(Error),
}

impl State {
    /// What has become of it, in a sentence.
    fn said(self) -> &'static str {
        match self {
            Self::Proposed | Self::Countered => "This proposal is still open.",
            Self::Accepted => "This proposal has already been accepted.",
            Self::Disputed => "What happened in this session is being looked at.",
            Self::Declined => "This proposal has already been declined.",
            Self::Withdrawn => "This proposal has been withdrawn.",
            Self::Expired => "This proposal has expired: nobody answered in time.",
            Self::Cancelled => "This session has been called off.",
            Self::Completed | Self::Resolved => "This session is already over.",
        }
    }
}

/// What becomes of a claim that nobody answered.
fn late_answer(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::NoShow | ClaimKind::Late => "Nothing was said to it, so it is settled as it was made.",
        ClaimKind::Other => "A moderator decides now; you can still hand in evidence.",
    }
}

fn late(minutes: i64) -> String {
    if minutes == 0 { String::new() } else { format!(" for {minutes} minutes") }
}

fn hundredths(rating: i32) -> String {
    format!("{}.{}", rating / 100, rating % 100 / 10)
}

impl From<Error> for BookingError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<OrderError> for BookingError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::KeyUsed => Self::KeyUsed,
            OrderError::Database(error) => error.into(),
        }
    }
}

impl From<LedgerError> for BookingError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::NotEnough => Self::LearnerCannotPay,
            // The booking's row is locked and its state checked: only a broken book says this.
            LedgerError::AlreadyMoved => Self::Database(Error::RollbackTransaction),
            LedgerError::Database(error) => Self::Database(error),
        }
    }
}
