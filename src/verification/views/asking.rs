//! The page of a member who has a skill verified.

use askama::Template;

use crate::accounts::{Avatar, MemberId};
use crate::clock::Instant;
use crate::skills::SkillId;
use crate::verification::badge::{BadgeId, Sharing};
use crate::verification::forms::AskForm;
use crate::verification::queries::{Candidate, Overview};
use crate::verification::round::{ASK_AGAIN_DAYS, DECIDABLE_FROM, LEAST_MINUTES, MOST_ASKED, ROUND_DAYS};
use crate::verification::rubric;
use crate::verification::standing::{self, Assessment, FAVOURABLE_PERCENT, MONTHS, MUTUAL_FOR_EACH, Sum, Tier};
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// A sum of fewer answers would say who said what.
const SAID_FROM: usize = 3;

/// `/me/skills/{skill}/verification`
#[derive(Template)]
#[template(path = "verification/verification.html")]
pub(in crate::verification) struct VerificationPage {
    pub page: Page,
    pub skill_id: SkillId,
    pub skill: String,
    pub category: String,
    pub criteria: &'static [&'static str],
    pub tiers: Vec<TierLine>,
    pub sum: Option<Sum>,
    pub badge: Option<OwnBadge>,
    pub round: Option<OpenRound>,
    pub candidates: Vec<CandidateLine>,
    pub form: AskForm,
    pub errors: FieldErrors,
    /// Why what was asked did not happen.
    pub refusal: Option<String>,
}

/// A tier, and how far it is.
pub(in crate::verification) struct TierLine {
    pub tier: Tier,
    /// Favourable assessments that weigh for it, at most as many as it asks for.
    pub reached: usize,
}

/// The member's badge of now.
pub(in crate::verification) struct OwnBadge {
    pub id: BadgeId,
    pub tier: Tier,
    pub assessors: i16,
    pub issued: String,
    pub expires: String,
    pub is_expired: bool,
    /// Whether it has a page that others can open.
    pub is_public: bool,
    pub is_hidden: bool,
}

/// The round that is open.
pub(in crate::verification) struct OpenRound {
    pub ends: String,
    pub asked: i64,
    pub answered: i64,
}

/// Somebody who can be asked.
pub(in crate::verification) struct CandidateLine {
    pub id: MemberId,
    pub name: String,
    pub avatar: Avatar,
    pub last: String,
    pub is_asked: bool,
}

impl VerificationPage {
    pub(in crate::verification) fn new(
        page: Page,
        skill_id: SkillId,
        row: Overview,
        candidates: Vec<Candidate>,
        (counting, now, local): (&[Assessment], Instant, Local<'_>),
    ) -> Self {
        let sum = standing::sum(counting, now);
        Self {
            page,
            skill_id,
            criteria: rubric::criteria(&row.category),
            tiers: Tier::ALL.iter().map(|tier| TierLine::new(*tier, counting, now)).collect(),
            sum: (sum.counted >= SAID_FROM).then_some(sum),
            badge: OwnBadge::of(&row, now, local),
            round: row.ends_at.filter(|ends_at| *ends_at > now).map(|ends_at| OpenRound {
                ends: dates::date(ends_at, local),
                asked: row.asked,
                answered: row.answered,
            }),
            skill: row.skill,
            category: row.category_name,
            candidates: candidates.into_iter().map(|one| CandidateLine::new(one, local)).collect(),
            form: AskForm::default(),
            errors: FieldErrors::default(),
            refusal: None,
        }
    }

    /// Whether `peer` is ticked.
    pub(in crate::verification) fn is_ticked(&self, peer: MemberId) -> bool {
        self.form.peer.iter().any(|ticked| ticked.parse() == Ok(peer))
    }

    /// Whether there is anybody left to ask.
    pub(in crate::verification) fn can_ask(&self) -> bool {
        self.candidates.iter().any(|one| !one.is_asked)
            && self.round.as_ref().is_none_or(|round| round.asked < MOST_ASKED)
    }
}

impl TierLine {
    fn new(tier: Tier, counting: &[Assessment], now: Instant) -> Self {
        let reached = standing::reached(counting, tier, now).min(tier.threshold().favourable);
        // Of one or two answers the page would tell who gave them.
        let is_told = standing::sum(counting, now).counted >= SAID_FROM;
        Self { tier, reached: if is_told { reached } else { 0 } }
    }

    /// As a share of 100.
    pub(in crate::verification) fn share(&self) -> usize {
        self.reached * 100 / self.tier.threshold().favourable
    }
}

impl OwnBadge {
    fn of(row: &Overview, now: Instant, local: Local<'_>) -> Option<Self> {
        let sharing = row.sharing?;
        Some(Self {
            id: row.badge?,
            tier: row.tier?,
            assessors: row.assessors?,
            issued: dates::date(row.issued_at?, local),
            expires: dates::date(row.expires_at?, local),
            is_expired: row.expires_at? <= now,
            is_public: sharing.is_public(row.visibility),
            is_hidden: sharing == Sharing::Hidden,
        })
    }
}

impl CandidateLine {
    fn new(row: Candidate, local: Local<'_>) -> Self {
        Self {
            id: row.id,
            avatar: Avatar::of(&row.name, row.photo.as_ref()),
            name: row.name,
            last: dates::date(row.last_at, local),
            is_asked: row.is_asked,
        }
    }
}
