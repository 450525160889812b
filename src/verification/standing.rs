//! What assessments come to: one pure function from them to a tier. Everything that changes a badge asks it again.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::text_enum;

/// An assessment counts for this long.
pub const MONTHS: i32 = 24;
/// Of 100 assessments that count, so many must be favourable.
pub const FAVOURABLE_PERCENT: usize = 75;
/// A favourable assessment has marks of so much on average, of 4.
pub const FAVOURABLE_MEAN: usize = 3;
/// So many assessments from people whom the member assessed as well count for each from somebody else.
pub const MUTUAL_FOR_EACH: usize = 2;

text_enum!(
    /// What a badge says, from the lowest to the highest.
    Tier {
        /// Enough peers speak for it.
        Verified = "verified",
        /// More of them, who saw somebody advanced.
        Proficient = "proficient",
        /// Many of them, who saw somebody far advanced.
        Expert = "expert",
        /// A dozen of them, who saw an expert.
        Master = "master",
    }
);

/// What a tier asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// Favourable assessments.
    pub favourable: usize,
    /// Of this level or above, 0 to 100.
    pub level: i16,
}

impl Tier {
    /// As pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Verified => "Verified",
            Self::Proficient => "Proficient",
            Self::Expert => "Expert",
            Self::Master => "Master",
        }
    }

    /// What it asks for.
    pub fn threshold(self) -> Threshold {
        match self {
            Self::Verified => Threshold { favourable: 3, level: 0 },
            Self::Proficient => Threshold { favourable: 5, level: 61 },
            Self::Expert => Threshold { favourable: 8, level: 76 },
            Self::Master => Threshold { favourable: 12, level: 86 },
        }
    }

    /// 0 for the lowest.
    pub fn rank(self) -> usize {
        Self::ALL.iter().position(|tier| *tier == self).unwrap_or_default()
    }
}

/// An assessment of a decided round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    /// Whose it is.
    pub assessor_id: MemberId,
    /// Since when.
    pub answered_at: Instant,
    /// The level that they saw, 0 to 100.
    pub level: i16,
    /// By the formula: they recommend the teacher, with marks of 3 of 4 on average.
    pub is_favourable: bool,
    /// Whether the member has assessed this assessor, too, in any skill.
    pub is_mutual: bool,
}

/// What counts at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// Assessors who count, with their newest assessment each.
    pub counted: usize,
    /// How many of them are favourable.
    pub favourable: usize,
    /// The level that the middle one of the favourable saw; the lower of two.
    pub level: i16,
}

/// The formula: they would recommend the teacher, and their marks (1 to 4) are 3 or more on average.
pub fn is_favourable(marks: &[i16], recommends: bool) -> bool {
    let total: i64 = marks.iter().copied().map(i64::from).sum();
    let needed = i64::try_from(FAVOURABLE_MEAN * marks.len()).unwrap_or(i64::MAX);
    recommends && !marks.is_empty() && total >= needed
}

/// When an assessment ceases to count: 24 months later, by the calendar, in UTC.
pub fn counts_until(answered_at: Instant) -> Instant {
    let answered = answered_at.timestamp().to_zoned(TimeZone::UTC);
    answered.checked_add(MONTHS.months()).map_or(answered_at, |end| end.timestamp().into())
}

/// The highest tier that the assessments reach at `now`, if any. Of each assessor the newest counts, for 24 months. At
/// least 75 % must be favourable. A tier asks for a number of favourable ones who saw its level or above, of which those
/// that are mutual count at most twice as often as the others: a circle of members who only assess each other reaches
/// nothing.
pub fn standing(assessments: &[Assessment], now: Instant) -> Option<Tier> {
    let counted = counted(assessments, now);
    let favourable: Vec<_> = counted.iter().filter(|one| one.is_favourable).collect();
    if favourable.len() * 100 < counted.len() * FAVOURABLE_PERCENT {
        return None;
    }
    let reaches = |tier: &&Tier| {
        let Threshold { favourable: needed, level } = tier.threshold();
        weight(favourable.iter().filter(|one| one.level >= level).map(|one| one.is_mutual)) >= needed
    };
    Tier::ALL.iter().rev().find(reaches).copied()
}

/// Until when `tier` is held if nobody assesses any more: the first moment at which what is left reaches less.
pub fn holds_until(assessments: &[Assessment], tier: Tier, now: Instant) -> Instant {
    let mut ends: Vec<_> = counted(assessments, now).iter().map(|one| counts_until(one.answered_at)).collect();
    ends.sort_unstable();
    let is_less = |end: &Instant| standing(assessments, *end).is_none_or(|left| left.rank() < tier.rank());
    ends.into_iter().find(is_less).unwrap_or(now)
}

/// What counts at `now`, in figures.
pub fn sum(assessments: &[Assessment], now: Instant) -> Sum {
    let counted = counted(assessments, now);
    let mut levels: Vec<_> = counted.iter().filter(|one| one.is_favourable).map(|one| one.level).collect();
    levels.sort_unstable();
    let level = levels.get(levels.len().saturating_sub(1) / 2).copied().unwrap_or_default();
    Sum { counted: counted.len(), favourable: levels.len(), level }
}

/// How many favourable ones weigh for `tier` at `now`, for a page that says how far it is.
pub fn reached(assessments: &[Assessment], tier: Tier, now: Instant) -> usize {
    let level = tier.threshold().level;
    let counted = counted(assessments, now);
    weight(counted.iter().filter(|one| one.is_favourable && one.level >= level).map(|one| one.is_mutual))
}

/// The newest assessment of each assessor that is not too old.
fn counted(assessments: &[Assessment], now: Instant) -> Vec<Assessment> {
    let mut newest: HashMap<MemberId, Assessment> = HashMap::new();
    for one in assessments.iter().filter(|one| now < counts_until(one.answered_at)) {
        let kept = newest.entry(one.assessor_id).or_insert(*one);
        if one.answered_at > kept.answered_at {
            *kept = *one;
        }
    }
    newest.into_values().collect()
}

/// How many weigh: the mutual ones at most [`MUTUAL_FOR_EACH`] times the others.
fn weight(are_mutual: impl Iterator<Item = bool>) -> usize {
    let (mut mutual, mut others) = (0, 0);
    for is_mutual in are_mutual {
        if is_mutual { mutual += 1 } else { others += 1 }
    }
    others + mutual.min(MUTUAL_FOR_EACH * others)
}

#[cfg(test)]
#[path = "standing_tests.rs"]
mod tests;
