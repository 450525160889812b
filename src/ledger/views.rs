//! The statement.

use askama::Template;

use super::queries::Movement;
use super::transfer::TransferKind;
use super::{Balances, Credits};
use crate::clock::Instant;
use crate::web::Page;
use crate::web::dates::{self, Local};

/// `/credits`
#[derive(Template)]
#[template(path = "ledger/index.html")]
pub(super) struct CreditsPage {
    pub page: Page,
    pub balances: Balances,
    pub lines: Vec<Line>,
    /// Where older movements are.
    pub more: Option<String>,
}

/// One movement in words.
pub(super) struct Line {
    pub what: What,
    pub at: Instant,
    pub date: String,
    pub available: Option<Credits>,
    pub available_after: Option<Credits>,
    pub held: Option<Credits>,
    pub booking_id: Option<i64>,
}

/// What happened, as its member would say it.
pub(super) enum What {
    /// Starter credits came in.
    Starter,
    /// What was left went back to the house.
    Forfeited,
    /// An admin corrected the balance.
    Adjusted { reason: String },
    /// What was held is kept by session since.
    Moved,
    /// A session with somebody: held, paid, received or given back.
    Session { step: Step, skill: String, other: String, length: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Held,
    Paid,
    Received,
    Returned,
    Shared,
}

impl Line {
    pub(super) fn new(movement: &Movement, local: Local<'_>) -> Self {
        Self {
            what: What::of(movement),
            at: movement.created_at,
            date: dates::date(movement.created_at, local),
            available: movement.available,
            available_after: movement.available_after,
            held: movement.held,
            booking_id: movement.booking_id,
        }
    }
}

impl What {
    fn of(movement: &Movement) -> Self {
        let step = match movement.kind {
            TransferKind::Starter => return Self::Starter,
            TransferKind::Forfeit => return Self::Forfeited,
            TransferKind::Adjustment => return Self::Adjusted { reason: movement.reason.clone().unwrap_or_default() },
            TransferKind::Escrow => return Self::Moved,
            TransferKind::Hold => Step::Held,
            TransferKind::Release if movement.held.is_some() => Step::Paid,
            TransferKind::Release => Step::Received,
            TransferKind::Refund => Step::Returned,
            TransferKind::Split if movement.held.is_some() => Step::Shared,
            TransferKind::Split => Step::Received,
        };
        Self::Session {
            step,
            skill: movement.skill.clone().unwrap_or_default(),
            other: movement.other_name.clone().unwrap_or_default(),
            length: dates::length(movement.minutes.map_or(0, i64::from)),
        }
    }
}
