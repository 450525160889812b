//! Where a booking can stand, and what moves it: the one table that verbs, the database and the drawing in
//! `docs/bookings.md` go by.

use super::{Booking, BookingError};
use crate::accounts::MemberId;
use crate::db::text_enum;

text_enum!(
    /// Where a booking stands.
    State {
        /// Waiting for the teacher.
        Proposed = "proposed",
        /// The teacher has proposed other times: waiting for the learner.
        Countered = "countered",
        /// Agreed: time and credits are bound.
        Accepted = "accepted",
        /// One of the two says that it did not go as agreed: credits are frozen.
        Disputed = "disputed",
        /// Whoever was asked said no.
        Declined = "declined",
        /// Whoever proposed took it back.
        Withdrawn = "withdrawn",
        /// Nobody answered in time.
        Expired = "expired",
        /// Called off after it was agreed.
        Cancelled = "cancelled",
        /// Over, and paid.
        Completed = "completed",
        /// A dispute is settled, and the credits with it.
        Resolved = "resolved",
    }
);

text_enum!(
    /// What can be done to a booking.
    Command {
        /// Choose one of the proposed times.
        Accept = "accept",
        /// Say no.
        Decline = "decline",
        /// Propose other times.
        Counter = "counter",
        /// Take one's own proposal back.
        Withdraw = "withdraw",
        /// Nobody has answered.
        Expire = "expire",
        /// Propose another time for what is agreed.
        OfferMove = "offer_move",
        /// Choose one of those times.
        AgreeMove = "agree_move",
        /// Keep the time that is agreed.
        RefuseMove = "refuse_move",
        /// Take the offer of another time back.
        WithdrawMove = "withdraw_move",
        /// Call an agreed session off.
        Cancel = "cancel",
        /// Say how it was.
        Rate = "rate",
        /// Both have rated, or 48 hours have passed since the end.
        Settle = "settle",
        /// Say that it did not go as agreed.
        Claim = "claim",
        /// Say that the claim is right.
        Admit = "admit",
        /// Say that it is not.
        Contest = "contest",
        /// The other one has said nothing in time.
        Lapse = "lapse",
        /// Decide a claim.
        Decide = "decide",
    }
);

/// Who may do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Learner,
    Teacher,
    /// Either of the two.
    Either,
    /// Either, but not the one who began it: who offered the move, who made the claim.
    Other,
    /// Either, but only the one who began it.
    Beginner,
    Moderator,
    Time,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
struct Transition {
    from: State,
    command: Command,
    by: By,
    to: State,
}

const fn line(from: State, command: Command, by: By, to: State) -> Transition {
    Transition { from, command, by, to }
}

/// Every command in every state in which it can be given, by whom, and what comes of it. What is not here is refused.
const TRANSITIONS: [Transition; 23] = {
    use Command::*;
    use State::*;
    [
        line(Proposed, Accept, By::Teacher, Accepted),
        line(Proposed, Decline, By::Teacher, Declined),
        line(Proposed, Counter, By::Teacher, Countered),
        line(Proposed, Withdraw, By::Learner, Withdrawn),
        line(Proposed, Expire, By::Time, Expired),
        line(Countered, Accept, By::Learner, Accepted),
        line(Countered, Decline, By::Learner, Declined),
        line(Countered, Counter, By::Learner, Proposed),
        line(Countered, Withdraw, By::Teacher, Withdrawn),
        line(Countered, Expire, By::Time, Expired),
        line(Accepted, OfferMove, By::Either, Accepted),
        line(Accepted, AgreeMove, By::Other, Accepted),
        line(Accepted, RefuseMove, By::Other, Accepted),
        line(Accepted, WithdrawMove, By::Beginner, Accepted),
        line(Accepted, Cancel, By::Either, Cancelled),
        line(Accepted, Rate, By::Either, Accepted),
        line(Accepted, Settle, By::Time, Completed),
        line(Accepted, Claim, By::Either, Disputed),
        line(Completed, Rate, By::Either, Completed),
        line(Disputed, Contest, By::Other, Disputed),
        line(Disputed, Admit, By::Other, Resolved),
        line(Disputed, Lapse, By::Time, Resolved),
        line(Disputed, Decide, By::Moderator, Resolved),
    ]
};

/// Every change of state: from where, by what command, to where.
pub fn transitions() -> impl Iterator<Item = (State, Command, State)> {
    TRANSITIONS.iter().map(|line| (line.from, line.command, line.to))
}

impl State {
    /// Whether nothing can happen to time and credits any more.
    pub(in crate::bookings) fn is_closed(self) -> bool {
        !matches!(self, Self::Proposed | Self::Countered | Self::Accepted | Self::Disputed)
    }
}

impl Booking {
    /// The state after `command` of `actor`, one of the two. Who may answer moves and claims is checked with these.
    ///
    /// # Errors
    /// [`BookingError::NotNow`] when the booking does not stand so, [`BookingError::NotYours`] when it is for the other
    /// one to do.
    pub(super) fn after(&self, command: Command, actor: MemberId) -> Result<State, BookingError> {
        let role = if actor == self.teacher_id { By::Teacher } else { By::Learner };
        let mut here = TRANSITIONS.iter().filter(|line| line.from == self.state && line.command == command).peekable();
        if here.peek().is_none() {
            return Err(BookingError::NotNow(self.state));
        }
        here.find(|line| line.by == role || matches!(line.by, By::Either | By::Other | By::Beginner))
            .map(|line| line.to)
            .ok_or(BookingError::NotYours)
    }

    /// The state after a `command` that nobody of the two gives.
    ///
    /// # Errors
    /// [`BookingError::NotNow`].
    pub(super) fn after_time(&self, command: Command) -> Result<State, BookingError> {
        TRANSITIONS
            .iter()
            .find(|line| line.from == self.state && line.command == command)
            .map(|line| line.to)
            .ok_or(BookingError::NotNow(self.state))
    }

    /// Who is asked for an answer, while it is a proposal.
    pub(super) fn asked(&self) -> Option<MemberId> {
        match self.state {
            State::Proposed => Some(self.teacher_id),
            State::Countered => Some(self.learner_id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl By {
        fn words(self) -> &'static str {
            match self {
                Self::Learner => "learner",
                Self::Teacher => "teacher",
                Self::Either => "either",
                Self::Other => "the other one",
                Self::Beginner => "who began it",
                Self::Moderator => "moderator",
                Self::Time => "time",
            }
        }
    }

    /// The table as Mermaid draws it.
    fn drawing() -> String {
        let lines = TRANSITIONS.iter().map(|line| {
            let command = line.command.as_str().replace('_', " ");
            format!("    {} --> {}: {command} ({})\n", line.from.as_str(), line.to.as_str(), line.by.words())
        });
        let ends = State::ALL
            .iter()
            .filter(|state| state.is_closed())
            .map(|state| format!("    {} --> [*]\n", state.as_str()));
        format!(
            "```mermaid\nstateDiagram-v2\n    [*] --> proposed: propose (learner)\n{}{}```",
            lines.collect::<String>(),
            ends.collect::<String>()
        )
    }

    #[test]
    fn the_drawing_in_the_docs_is_this_table() {
        let docs = include_str!("../../../docs/bookings.md");
        assert!(docs.contains(&drawing()), "docs/bookings.md lacks this drawing:\n{}", drawing());
    }

    #[test]
    fn nothing_leaves_a_closed_state_but_a_late_rating() {
        for line in TRANSITIONS.iter().filter(|line| line.from.is_closed()) {
            assert_eq!((line.from, line.command, line.to), (State::Completed, Command::Rate, State::Completed));
        }
        for state in State::ALL.iter().filter(|state| !state.is_closed()) {
            assert!(TRANSITIONS.iter().any(|line| line.from == *state && line.to.is_closed()), "{state:?} has no end");
        }
    }
}
