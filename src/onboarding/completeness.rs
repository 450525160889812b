//! How complete a profile is, in percent, and what is next.

use diesel_async::AsyncConnection;

use super::queries::{self, Facts};
use crate::accounts::{self, MemberId};
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs;
use crate::ledger;
use crate::matching::GenerateMatches;
use crate::notifications::{self, Kind};

/// Skills asked for in each direction.
pub(super) const SKILLS: i64 = 3;

/// A step on the way, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Who they are: a few sentences and a place.
    Profile,
    /// Three skills to teach.
    Teach,
    /// Three skills to learn.
    Learn,
    /// When they have time.
    Hours,
}

/// How far a member has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completeness {
    facts: Facts,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Profile, Self::Teach, Self::Learn, Self::Hours];

    /// One word for the stepper.
    pub fn word(self) -> &'static str {
        match self {
            Self::Profile => "You",
            Self::Teach => "Teach",
            Self::Learn => "Learn",
            Self::Hours => "Hours",
        }
    }

    /// What to do, as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Profile => "Say who you are and where you live, so that people know whom they meet.",
            Self::Teach => "Name three skills that you can teach. Small ones count.",
            Self::Learn => "Name three skills that you want to learn.",
            Self::Hours => "Say when in the week you have time.",
        }
    }

    /// The button's words.
    pub fn action(self) -> &'static str {
        match self {
            Self::Profile => "Write your profile",
            Self::Teach => "Choose what you teach",
            Self::Learn => "Choose what you learn",
            Self::Hours => "Set your hours",
        }
    }

    /// The page where it is done.
    pub fn path(self) -> &'static str {
        match self {
            Self::Profile => "/me/profile",
            Self::Teach | Self::Learn => "/me/skills",
            Self::Hours => "/me/hours",
        }
    }
}

impl Completeness {
    pub(super) fn of(facts: Facts) -> Self {
        Self { facts }
    }

    /// Whether a step is done.
    pub fn is_done(&self, step: Step) -> bool {
        match step {
            Step::Profile => self.facts.has_bio && self.facts.has_place,
            Step::Teach => self.facts.teaches >= SKILLS,
            Step::Learn => self.facts.learns >= SKILLS,
            Step::Hours => self.facts.has_hours,
        }
    }

    /// The first step that is not done.
    pub fn next(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.is_done(*step))
    }

    /// Whether everything is there that others need.
    pub fn is_ready(&self) -> bool {
        self.facts.is_verified && self.next().is_none()
    }

    /// 0 to 100: each part counts by how much it helps others to decide.
    pub fn percent(&self) -> i64 {
        let part = |holds: bool, points: i64| if holds { points } else { 0 };
        let skills = |have: i64| have.clamp(0, SKILLS) * 7;
        part(self.facts.is_verified, 8)
            + part(self.facts.has_bio, 15)
            + part(self.facts.has_place, 10)
            + part(self.facts.has_languages, 5)
            + part(self.facts.has_style, 5)
            + part(self.facts.has_hours, 15)
            + skills(self.facts.teaches)
            + skills(self.facts.learns)
    }
}

/// How far `member` has come.
///
/// # Errors
/// When the database fails.
pub async fn completeness(conn: &mut Connection, member: MemberId) -> diesel::QueryResult<Completeness> {
    Ok(Completeness::of(queries::facts(conn, member).await?))
}

/// Makes a ready member one that others find: starter credits, first matches, a word to them. Whether it was done now;
/// false when something is missing or it was done before.
///
/// # Errors
/// When the database fails.
pub async fn complete(conn: &mut Connection, now: Instant, member: MemberId) -> diesel::QueryResult<bool> {
    conn.transaction(async |conn| {
        if !completeness(conn, member).await?.is_ready() || !accounts::mark_onboarded(conn, now, member).await? {
            return Ok(false);
        }
        if ledger::grant_starter(conn, now, member).await? {
            notifications::notify(conn, now, member, Kind::StarterCredits, None, None).await?;
        }
        jobs::enqueue(conn, now, &GenerateMatches { member_id: member }).await?;
        Ok(true)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Facts = Facts {
        is_verified: true,
        has_bio: true,
        has_place: true,
        has_languages: true,
        has_style: true,
        has_hours: true,
        teaches: 3,
        learns: 3,
    };

    #[test]
    fn a_whole_profile_is_a_hundred_percent_and_more_skills_do_not_make_it_more() {
        assert_eq!(Completeness::of(WHOLE).percent(), 100);
        assert_eq!(Completeness::of(Facts { teaches: 30, ..WHOLE }).percent(), 100);
        assert!(Completeness::of(WHOLE).is_ready());
    }

    #[test]
    fn the_next_step_is_the_first_that_is_missing() {
        let some = Completeness::of(Facts { learns: 2, has_hours: false, ..WHOLE });
        assert_eq!(some.next(), Some(Step::Learn));
        assert!(!some.is_ready());
        assert!(!Completeness::of(Facts { is_verified: false, ..WHOLE }).is_ready());
    }
}
