//! A movement in words: on pages with links, in exports as plain text.

use std::fmt::{self, Display, Formatter};

use super::Credits;
use super::movements::Movement;
use super::transfer::TransferKind;
use crate::clock::Instant;
use crate::web::dates::{self, Local};

/// One movement in words.
pub(super) struct Line {
    pub what: What,
    pub at: Instant,
    pub date: String,
    pub available: Option<Credits>,
    pub available_after: Option<Credits>,
    pub held: Option<Credits>,
}

/// What happened, as its member would say it.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    Session(Session),
}

/// What happened to the credits of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub step: Step,
    /// None where there is no page of it.
    pub id: Option<i64>,
    /// `1 hour of Spanish`
    pub subject: String,
    /// None when they have left.
    pub other_id: Option<i64>,
    pub other: String,
    /// Why, where that was said; else empty.
    pub reason: String,
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
    pub fn new(movement: &Movement, local: Local<'_>) -> Self {
        Self {
            what: What::of(movement),
            at: movement.created_at,
            date: dates::date(movement.created_at, local),
            available: movement.available,
            available_after: movement.available_after,
            held: movement.held,
        }
    }

    /// Where the colour of its amount comes from.
    pub fn step(&self) -> Option<Step> {
        match &self.what {
            What::Session(session) => Some(session.step),
            What::Starter | What::Forfeited | What::Adjusted { .. } | What::Moved => None,
        }
    }
}

impl What {
    /// What the movement was.
    pub fn of(movement: &Movement) -> Self {
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
        let known = movement.skill.as_ref().zip(movement.minutes);
        Self::Session(Session {
            step,
            id: known.and(movement.booking_id),
            subject: known.map_or_else(
                || "a session".to_owned(),
                |(skill, minutes)| format!("{} of {skill}", dates::length(minutes.into())),
            ),
            other_id: movement.other_id,
            other: movement.other_name.clone().unwrap_or_default(),
            reason: movement.reason.clone().unwrap_or_default(),
        })
    }
}

/// As plain text, for exports; `templates/ledger/_what.html` says the same with links.
impl Display for What {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starter => f.write_str("Starter credits, because your profile is complete"),
            Self::Forfeited => f.write_str("Back to the house, because you left"),
            Self::Adjusted { reason } => write!(f, "Corrected by us: {reason}"),
            Self::Moved => f.write_str("What you have held is kept for each session since"),
            Self::Session(session) => session.fmt(f),
        }
    }
}

impl Display for Session {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { step, subject, other, reason, .. } = self;
        write!(f, "{step} {subject}")?;
        if !other.is_empty() {
            write!(f, " {} {other}", step.word_before_other())?;
        }
        if reason.is_empty() { Ok(()) } else { write!(f, ". {reason}") }
    }
}

impl Step {
    /// What stands between the session and its other one.
    pub fn word_before_other(self) -> &'static str {
        match self {
            Self::Received => "to",
            Self::Held | Self::Paid | Self::Returned | Self::Shared => "with",
        }
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Held => "Held for",
            Self::Paid => "Paid for",
            Self::Received => "Taught",
            Self::Shared => "Shared out:",
            Self::Returned => "Given back:",
        })
    }
}
