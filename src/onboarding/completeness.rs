//! How complete a profile is, in percent, and what is next.
//!
//! The rule: every part has its points, by how much it helps others to decide, and all together are 100. Three skills in
//! a direction are the whole of that part, each a third. What is next is the first part in this order that lacks points:
//! what is required before others can find the member comes first, then what is worth most.
//!
//! | part | points | required |
//! |---|---|---|
//! | a few sentences | 14 | yes |
//! | city and country | 10 | yes |
//! | three skills to teach | 18 | yes |
//! | three skills to learn | 18 | yes |
//! | hours in the week | 15 | yes |
//! | proven address | 5 | yes |
//! | photo | 10 | no |
//! | languages | 5 | no |
//! | learning style | 5 | no |

use diesel_async::AsyncConnection;

use super::Step;
use super::queries::{self, Facts};
use crate::accounts::{self, MemberId};
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs;
use crate::ledger;
use crate::matching::GenerateMatches;
use crate::notifications::{self, Kind};
use crate::skills;

/// Skills asked for in each direction.
const SKILLS: i64 = 3;

/// Something that a complete profile has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A few sentences.
    Bio,
    /// City and country.
    Place,
    /// Three skills to teach.
    Teach,
    /// Three skills to learn.
    Learn,
    /// Hours in the week.
    Hours,
    /// A proven address.
    Address,
    /// A photo.
    Photo,
    /// Languages.
    Languages,
    /// A learning style.
    Style,
}

/// How far a member has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    facts: Facts,
}

impl Part {
    /// Every part, in the order in which they are asked for.
    pub const ALL: [Self; 9] = [
        Self::Bio,
        Self::Place,
        Self::Teach,
        Self::Learn,
        Self::Hours,
        Self::Address,
        Self::Photo,
        Self::Languages,
        Self::Style,
    ];

    /// What it is worth, in percent.
    pub fn points(self) -> i64 {
        match self {
            Self::Bio => 14,
            Self::Place | Self::Photo => 10,
            Self::Teach | Self::Learn => 18,
            Self::Hours => 15,
            Self::Address | Self::Languages | Self::Style => 5,
        }
    }

    /// Whether nobody is found without it.
    pub fn is_required(self) -> bool {
        !matches!(self, Self::Photo | Self::Languages | Self::Style)
    }

    /// What to do, as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Bio => "Say who you are, so that people know whom they meet.",
            Self::Place => "Say where you live: city and country are enough.",
            Self::Teach => "Name three skills that you can teach. Small ones count.",
            Self::Learn => "Name three skills that you want to learn.",
            Self::Hours => "Say when in the week you have time.",
            Self::Address => "Confirm your email address by the link in our mail.",
            Self::Photo => "Show your face: people book somebody whom they have seen.",
            Self::Languages => "Say which languages you speak.",
            Self::Style => "Say how you like to learn.",
        }
    }

    /// The words of its link.
    pub fn action(self) -> &'static str {
        match self {
            Self::Bio => "Write a few sentences about you",
            Self::Place => "Say where you live",
            Self::Teach => "Choose what you teach",
            Self::Learn => "Choose what you learn",
            Self::Hours => "Set your hours",
            Self::Address => "Confirm your address",
            Self::Photo => "Add a photo",
            Self::Languages => "Choose your languages",
            Self::Style => "Say how you like to learn",
        }
    }

    /// The page where it is done.
    pub fn path(self) -> &'static str {
        match self {
            Self::Bio => Step::About.path(),
            Self::Place | Self::Languages => Step::Place.path(),
            Self::Teach => Step::Teach.path(),
            Self::Learn => Step::Learn.path(),
            Self::Hours => Step::Hours.path(),
            Self::Photo => Step::Photo.path(),
            Self::Style => Step::Style.path(),
            Self::Address => "/help",
        }
    }
}

impl Completeness {
    pub(super) fn of(facts: Facts) -> Self {
        Self { facts }
    }

    /// 0 to 100.
    pub fn percent(&self) -> i64 {
        Part::ALL.into_iter().map(|part| self.earned(part)).sum()
    }

    /// The first part that lacks something.
    pub fn next(&self) -> Option<Part> {
        Part::ALL.into_iter().find(|part| !self.has(*part))
    }

    /// What is missing before others can find the member.
    pub fn lacks(&self) -> Vec<Part> {
        Part::ALL.into_iter().filter(|part| part.is_required() && !self.has(*part)).collect()
    }

    /// Whether a step has nothing left to ask.
    pub fn is_done(&self, step: Step) -> bool {
        step.parts().iter().all(|part| self.has(*part))
    }

    /// The step to go on with: the first that is neither done nor left for later, then the first required one that was
    /// left; none when only finishing remains.
    pub fn open_step(&self) -> Option<Step> {
        let open = |step: &Step| !self.is_done(*step);
        let required = |step: &Step| step.parts().iter().any(|part| part.is_required() && !self.has(*part));
        let mut steps = Step::ALL.iter().copied();
        let first = steps.clone().find(|step| open(step) && !self.facts.skipped.contains(step));
        first.or_else(|| steps.find(required))
    }

    fn has(&self, part: Part) -> bool {
        self.earned(part) == part.points()
    }

    fn earned(&self, part: Part) -> i64 {
        let facts = &self.facts;
        let whole = |holds: bool| if holds { part.points() } else { 0 };
        let thirds = |have: i64| have.clamp(0, SKILLS) * part.points() / SKILLS;
        match part {
            Part::Bio => whole(facts.has_bio),
            Part::Place => whole(facts.has_place),
            Part::Teach => thirds(facts.teaches),
            Part::Learn => thirds(facts.learns),
            Part::Hours => whole(facts.has_hours),
            Part::Address => whole(facts.is_verified),
            Part::Photo => whole(facts.has_photo),
            Part::Languages => whole(facts.has_languages),
            Part::Style => whole(facts.has_style),
        }
    }
}

/// How far `member` has come.
///
/// # Errors
/// When the database fails.
pub async fn completeness(conn: &Connection, member: MemberId) -> diesel::QueryResult<Completeness> {
    Ok(Completeness::of(queries::facts(conn, member).await?))
}

/// Makes a ready member one that others find: starter credits, first matches, a word to them. Whether it was done now;
/// false when something is missing or it was done before.
///
/// # Errors
/// When the database fails.
pub async fn complete(conn: &mut Connection, now: Instant, member: MemberId) -> diesel::QueryResult<bool> {
    conn.transaction(async |conn| {
        let is_ready = completeness(conn, member).await?.lacks().is_empty();
        if !is_ready || !accounts::mark_onboarded(conn, now, member).await? {
            return Ok(false);
        }
        if ledger::grant_starter(conn, now, member).await? {
            notifications::notify(conn, now, member, Kind::StarterCredits, None, None).await?;
        }
        skills::tell_of_newcomer(conn, now, member).await?;
        jobs::enqueue(conn, now, &GenerateMatches { member_id: member }).await?;
        Ok(true)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Facts {
        Facts {
            is_verified: true,
            has_bio: true,
            has_place: true,
            has_photo: true,
            has_languages: true,
            has_style: true,
            has_hours: true,
            teaches: 3,
            learns: 3,
            skipped: Vec::new(),
        }
    }

    #[test]
    fn a_whole_profile_is_a_hundred_percent_and_more_skills_do_not_make_it_more() {
        let complete = Completeness::of(whole());
        assert_eq!((complete.percent(), complete.next(), complete.open_step()), (100, None, None));
        assert_eq!(Completeness::of(Facts { teaches: 30, ..whole() }).percent(), 100);
        assert_eq!(Completeness::of(Facts { teaches: 1, has_photo: false, ..whole() }).percent(), 78);
    }

    #[test]
    fn what_is_required_is_named_before_what_is_not() {
        let some = Completeness::of(Facts { has_photo: false, learns: 2, ..whole() });
        assert_eq!((some.next(), some.lacks()), (Some(Part::Learn), vec![Part::Learn]));
        let found = Completeness::of(Facts { has_photo: false, has_style: false, ..whole() });
        assert_eq!((found.next(), found.lacks()), (Some(Part::Photo), vec![]));
        assert_eq!(Completeness::of(Facts { is_verified: false, ..whole() }).lacks(), [Part::Address]);
    }

    #[test]
    fn the_way_goes_on_at_the_first_step_that_is_open_and_comes_back_to_what_was_left() {
        let skipped = |steps: &[Step]| {
            let facts = Facts { has_photo: false, learns: 0, has_style: false, skipped: steps.to_vec(), ..whole() };
            Completeness::of(facts).open_step()
        };
        assert_eq!(skipped(&[]), Some(Step::Photo));
        assert_eq!(skipped(&[Step::Photo]), Some(Step::Learn));
        assert_eq!(skipped(&[Step::Photo, Step::Learn]), Some(Step::Style));
        assert_eq!(skipped(&[Step::Photo, Step::Learn, Step::Style]), Some(Step::Learn));
    }
}
