//! The booking: its row, its states, its history. Each verb has a file of its own.

mod answering;
mod leaving;
mod obstacle;
mod proposing;
mod rating;
mod settling;
mod standing;

use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::availability::Unavailable;
use crate::clock::Instant;
use crate::db::{Connection, id_type, text_enum};
use crate::ledger::{Credits, LedgerError};
use crate::schema::{booking_events, bookings};

pub use answering::{accept, decline, withdraw};
pub use leaving::{leave, open_count};
pub(super) use obstacle::Obstacle;
pub use proposing::{Proposal, Proposed, propose};
pub use rating::{Rating, rate};
pub use settling::{expire_overdue, settle_due};

/// After its end a session waits this long for ratings; then escrow is released all the same.
pub(super) const RATING_HOURS: i64 = 48;

id_type!(
    /// A booking's id.
    BookingId(i64)
);

text_enum!(
    /// Where a booking stands.
    State {
        /// Waiting for the teacher.
        Proposed = "proposed",
        /// Agreed: time and credits are bound.
        Accepted = "accepted",
        /// The teacher said no.
        Declined = "declined",
        /// The learner took it back.
        Withdrawn = "withdrawn",
        /// Nobody answered in time.
        Expired = "expired",
        /// Called off after it was agreed.
        Cancelled = "cancelled",
        /// Over, and paid.
        Completed = "completed",
    }
);

text_enum!(
    /// What happened to a booking.
    EventKind {
        /// Proposed by the learner.
        Proposed = "proposed",
        /// Accepted by the teacher.
        Accepted = "accepted",
        /// Declined by the teacher.
        Declined = "declined",
        /// Withdrawn by the learner.
        Withdrawn = "withdrawn",
        /// Expired unanswered.
        Expired = "expired",
        /// Called off after it was agreed.
        Cancelled = "cancelled",
        /// One of the two rated.
        Rated = "rated",
        /// Both ratings were shown.
        Revealed = "revealed",
        /// Escrow went to the teacher.
        Released = "released",
    }
);

/// A booking's row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bookings)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// Who learns, and pays.
    pub learner_id: MemberId,
    /// Who teaches, and earns.
    pub teacher_id: MemberId,
    /// How long.
    pub minutes: i16,
    /// For how much.
    pub price: Credits,
    /// Where it stands.
    pub state: State,
    /// When it ends, once agreed.
    pub ends_at: Option<Instant>,
}

/// Why a booking could not be made or moved. Each says what is the matter in a sentence for the page.
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
    /// Slots cannot be had: each with its reason, which is not for everybody's eyes as it is.
    #[error("Some of the times you chose cannot be had. Leave them out, or choose others.")]
    SlotsUnavailable(Vec<(Instant, Unavailable)>),
    /// The key is that of another proposal.
    #[error(
        "This form has already been sent with other choices, and that proposal stands. To make this one as well, send it now."
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
    /// It was answered before.
    #[error("{} It cannot be answered any more.", already(*.0))]
    AlreadyAnswered(State),
    /// The slot is not one of the proposed ones.
    #[error("Choose one of the proposed times.")]
    NotASlot,
    /// The slot is over.
    #[error("This time is already past. Choose another one, or decline.")]
    SlotPassed,
    /// One of the two has another session then.
    #[error("This time is taken: one of you has another session then. Choose another time, or decline.")]
    SlotTaken,
    /// Something is in the way that the teacher was not told of.
    #[error(
        "Nothing is booked yet: something is in the way of this time that this page did not say before. It is said beside the time now. Accept all the same, choose another time, or decline."
    )]
    InTheWay,
    /// The learner has spent the credits elsewhere.
    #[error(
        "The learner does not have enough credits for this session any more. Nothing was booked; write to them, or decline."
    )]
    LearnerCannotPay,
    /// Only what has taken place can be rated.
    #[error("This session can be rated when it is over.")]
    NotOver,
    /// A rating is given once.
    #[error("You have rated this session already. A rating cannot be changed.")]
    AlreadyRated,
    /// The database failed.
    #[error(transparent)]
    Database(Error),
}

fn already(state: State) -> &'static str {
    match state {
        State::Proposed => "This proposal is still open.",
        State::Accepted => "This proposal has already been accepted.",
        State::Declined => "This proposal has already been declined.",
        State::Withdrawn => "This proposal has been withdrawn.",
        State::Expired => "This proposal has expired: nobody answered in time.",
        State::Cancelled => "This session has been called off.",
        State::Completed => "This session is already over.",
    }
}

impl From<Error> for BookingError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            other => Self::Database(other),
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

impl Booking {
    /// The booking, locked until the transaction ends, when `member` is one of its two people.
    pub(super) async fn lock(conn: &mut Connection, id: BookingId, member: MemberId) -> Result<Self, BookingError> {
        let is_theirs = bookings::learner_id.eq(member).or(bookings::teacher_id.eq(member));
        Ok(bookings::table.find(id).filter(is_theirs).select(Self::as_select()).for_update().first(conn).await?)
    }

    /// The other of the two.
    pub(super) fn other(&self, member: MemberId) -> MemberId {
        if member == self.teacher_id { self.learner_id } else { self.teacher_id }
    }

    fn must_be_proposed(&self) -> Result<(), BookingError> {
        if self.state == State::Proposed { Ok(()) } else { Err(BookingError::AlreadyAnswered(self.state)) }
    }
}

/// Adds to the booking's history. `actor` is none for what time did.
async fn record(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    kind: EventKind,
    actor: Option<MemberId>,
) -> QueryResult<()> {
    diesel::insert_into(booking_events::table)
        .values((
            booking_events::booking_id.eq(id),
            booking_events::kind.eq(kind),
            booking_events::actor_id.eq(actor),
            booking_events::at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
