//! The pages on which something agreed or proposed is changed: other times, calling off, what went wrong.

use askama::Template;

use super::times::Times;
use crate::bookings::BookingId;
use crate::bookings::forms::{CancellationForm, ClaimForm, ProposalForm};
use crate::ledger::Credits;
use crate::web::{FieldErrors, Page};

/// What other times are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bookings) enum Wanted {
    /// To answer a proposal.
    Counter,
    /// To move an agreed session.
    Move,
}

/// `/bookings/{id}/counter` and `/bookings/{id}/move`
#[derive(Template)]
#[template(path = "bookings/other_times.html")]
pub(in crate::bookings) struct OtherTimesPage {
    pub page: Page,
    pub wanted: Wanted,
    pub id: BookingId,
    pub other_name: String,
    pub skill: String,
    pub length: String,
    /// The agreed time, on both clocks.
    pub when: Option<String>,
    pub form: ProposalForm,
    pub errors: FieldErrors,
    pub times: Times,
}

/// `/bookings/{id}/cancellation`
#[derive(Template)]
#[template(path = "bookings/cancellation.html")]
pub(in crate::bookings) struct CancellationPage {
    pub page: Page,
    pub id: BookingId,
    pub i_teach: bool,
    pub other_name: String,
    pub skill: String,
    pub when: String,
    pub price: Credits,
    /// What goes back to the learner.
    pub refund: Credits,
    /// What a learner gets back, by the hours that are left.
    pub steps: Vec<(i64, Credits)>,
    pub form: CancellationForm,
    pub errors: FieldErrors,
    /// Why what was asked did not happen.
    pub refusal: Option<String>,
}

/// `/bookings/{id}/claim`
#[derive(Template)]
#[template(path = "bookings/claim.html")]
pub(in crate::bookings) struct ClaimPage {
    pub page: Page,
    pub id: BookingId,
    pub i_teach: bool,
    pub other_name: String,
    pub skill: String,
    pub when: String,
    /// In minutes.
    pub minutes: i16,
    pub price: Credits,
    pub late_minutes: i64,
    pub claim_hours: i64,
    pub form: ClaimForm,
    pub errors: FieldErrors,
    pub refusal: Option<String>,
}

impl OtherTimesPage {
    /// Where its form is sent.
    pub(in crate::bookings) fn action(&self) -> String {
        let word = match self.wanted {
            Wanted::Counter => "counter",
            Wanted::Move => "move",
        };
        format!("/bookings/{}/{word}", self.id)
    }
}

impl ClaimPage {
    /// What a number of minutes is a part of.
    pub(in crate::bookings) fn of_all(&self) -> String {
        format!("Of {} in all.", self.minutes)
    }
}

impl CancellationPage {
    /// What the teacher keeps.
    pub(in crate::bookings) fn kept(&self) -> Credits {
        Credits(self.price.0 - self.refund.0)
    }
}
