//! A match as its member sees it, on a card and on a receipt.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, SmallInt, Text};

use crate::accounts::{Avatar, MemberId, PhotoKey};
use crate::profiles::{self, LearningStyle};
use crate::skills::{NamesById, SkillId, SkillName};

/// Chips of each direction on a card.
const CHIPS: usize = 2;

/// A line of a list as the database gives it, with ids for skills.
#[derive(Debug, QueryableByName)]
pub(super) struct MatchRow {
    #[diesel(embed)]
    facts: Facts,
    #[diesel(sql_type = Integer)]
    learn_skill_id: SkillId,
    #[diesel(sql_type = Nullable<Integer>)]
    teach_skill_id: Option<SkillId>,
    /// What they teach; below zero what they learn.
    #[diesel(sql_type = Array<Integer>)]
    skills: Vec<i32>,
    /// The same of the viewer.
    #[diesel(sql_type = Array<Integer>)]
    own_skills: Vec<i32>,
}

/// What a match says besides skills.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct Facts {
    #[diesel(sql_type = BigInt)]
    pub other_id: MemberId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    photo: Option<PhotoKey>,
    /// The sum of the five factors.
    #[diesel(sql_type = SmallInt)]
    pub score: i16,
    /// Points for skills that fit.
    #[diesel(sql_type = SmallInt)]
    pub complementarity: i16,
    /// Points for hours in common.
    #[diesel(sql_type = SmallInt)]
    pub overlap: i16,
    /// Points for ways of learning.
    #[diesel(sql_type = SmallInt)]
    pub learning_style: i16,
    /// Points for ratings.
    #[diesel(sql_type = SmallInt)]
    pub rating: i16,
    /// Points for answers.
    #[diesel(sql_type = SmallInt)]
    pub response: i16,
    /// Minutes a week in common.
    #[diesel(sql_type = Integer)]
    pub overlap_minutes: i32,
    #[diesel(sql_type = Text)]
    city: String,
    #[diesel(sql_type = Text)]
    country: String,
    /// The languages that they speak.
    #[diesel(sql_type = Array<Text>)]
    pub languages: Vec<String>,
    /// How they like to learn.
    #[diesel(sql_type = Nullable<Text>)]
    pub their_style: Option<LearningStyle>,
    /// How the viewer does.
    #[diesel(sql_type = Nullable<Text>)]
    pub own_style: Option<LearningStyle>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    figure: Option<i16>,
    /// How many rated them.
    #[diesel(sql_type = Integer)]
    pub rating_count: i32,
    /// Proposals that they got.
    #[diesel(sql_type = Integer)]
    pub proposals: i32,
    /// Those of them that they answered.
    #[diesel(sql_type = Integer)]
    pub proposals_answered: i32,
}

/// A match with its names.
#[derive(Debug, Clone)]
pub(super) struct Match {
    facts: Facts,
    /// What they can teach the viewer.
    pub learn_skill: Arc<SkillName>,
    /// What the viewer can teach them.
    pub teach_skill: Option<Arc<SkillName>>,
    /// What they teach, the viewer's wishes first.
    pub teaches: Skills,
    /// What they learn, the viewer's offers first.
    pub learns: Skills,
}

/// A skill on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SkillChip {
    pub skill: Arc<SkillName>,
    /// Whether the viewer has it in the other direction.
    pub mine: bool,
}

/// The skills of one direction, those that concern the viewer first, then by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Skills(Vec<SkillChip>);

impl MatchRow {
    /// With names; `None` for a match whose skill has left the taxonomy a moment ago.
    pub fn named(self, names: &NamesById) -> Option<Match> {
        let Self { facts, learn_skill_id, teach_skill_id, skills, own_skills } = self;
        let (teaches, learns): (Vec<i32>, Vec<i32>) = skills.into_iter().partition(|skill| *skill > 0);
        Some(Match {
            facts,
            learn_skill: names.get(&learn_skill_id).map(Arc::clone)?,
            teach_skill: teach_skill_id.and_then(|skill| names.get(&skill)).map(Arc::clone),
            teaches: Skills::of(&teaches, &own_skills, names),
            learns: Skills::of(&learns, &own_skills, names),
        })
    }
}

impl Skills {
    fn of(theirs: &[i32], own: &[i32], names: &NamesById) -> Self {
        let chip = |id: &i32| {
            let skill = names.get(&SkillId(id.abs()))?;
            Some(SkillChip { skill: Arc::clone(skill), mine: own.contains(&-id) })
        };
        let mut chips: Vec<SkillChip> = theirs.iter().filter_map(chip).collect();
        chips.sort_by(|a, b| b.mine.cmp(&a.mine).then_with(|| a.skill.name.cmp(&b.skill.name)));
        Self(chips)
    }

    /// Those that a card shows.
    pub fn shown(&self) -> impl Iterator<Item = &SkillChip> {
        self.0.iter().take(CHIPS)
    }

    /// How many a card does not show.
    pub fn more(&self) -> usize {
        self.0.len().saturating_sub(CHIPS)
    }

    /// Those that the viewer has in the other direction.
    pub fn mine(&self) -> impl Iterator<Item = &SkillName> {
        self.0.iter().filter(|chip| chip.mine).map(|chip| &*chip.skill)
    }
}

impl std::ops::Deref for Match {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Facts {
    /// Path of their profile.
    pub fn path(&self) -> String {
        profiles::path(self.other_id, &self.name)
    }

    /// Their face.
    pub fn avatar(&self) -> Avatar {
        Avatar::of(&self.name, self.photo.as_ref())
    }

    /// Where they live, as far as they have said; empty when not at all.
    pub fn place(&self) -> String {
        let parts = [self.city.as_str(), self.country.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Hours a week in common: "9", "2.25".
    pub fn hours(&self) -> f64 {
        f64::from(self.overlap_minutes) / 60.0
    }

    /// Their rating, `4.87`; `None` while nobody rated them of late.
    pub fn stars(&self) -> Option<String> {
        self.figure.map(crate::web::stars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_the_viewer_comes_first_then_the_alphabet() {
        let names = [(1, "Ukulele"), (2, "Baking"), (3, "Chess"), (4, "Ancient Greek")].map(|(id, name)| {
            (SkillId(id), Arc::new(SkillName { slug: name.to_lowercase().replace(' ', "-"), name: name.to_owned() }))
        });
        let names: NamesById = Arc::new(names.into_iter().collect());
        // They teach 1 to 4; the viewer learns 1, teaches 2, and 9 has left the taxonomy.
        let skills = Skills::of(&[1, 2, 3, 4, 9], &[-1, 2], &names);
        let shown: Vec<_> = skills.shown().map(|chip| (chip.skill.name.as_str(), chip.mine)).collect();
        assert_eq!(shown, [("Ukulele", true), ("Ancient Greek", false)]);
        assert_eq!((skills.more(), skills.mine().count()), (2, 1));
    }
}
