//! What a member says about a skill, parsed into types.

use serde::Deserialize;

use super::{Direction, Level, MemberSkill, SkillId};
use crate::web::{FieldErrors, text};

/// A line about a skill: at most 200 characters, outer spaces removed, may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note(String);

/// The form of a skill as sent. Without a level it adds the skill where most people begin.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SkillForm {
    /// The skill's id.
    #[serde(default)]
    pub skill: String,
    /// `teach` or `learn`; `both` where a skill is added.
    #[serde(default)]
    pub direction: String,
    /// 0 to 100.
    #[serde(default)]
    pub level: String,
    /// 0 to 100, or empty.
    #[serde(default)]
    pub target_level: String,
    /// A line about it.
    #[serde(default)]
    pub note: String,
    /// The page to go back to; see [`SkillForm::way_back`].
    #[serde(default)]
    pub next: String,
}

impl Note {
    /// Reads a typed line.
    ///
    /// # Errors
    /// The sentence for the field.
    pub fn parse(typed: &str) -> Result<Self, String> {
        text::at_most(200, text::line(typed)).map(Self)
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SkillForm {
    /// As [`SkillForm::parse`], for a skill to be added: one entry for each direction that it is to go.
    ///
    /// # Errors
    /// The sentences by field.
    pub fn parse_new(&self) -> Result<Vec<MemberSkill>, FieldErrors> {
        if self.direction != "both" {
            return Ok(vec![self.parse()?]);
        }
        // Who can teach it and wants to know more of it knows it equally well in both lists.
        let level = if self.level.is_empty() { Level::ADVANCED.points().to_string() } else { self.level.clone() };
        let towards = |direction: Direction| Self {
            direction: direction.as_str().to_owned(),
            level: level.clone(),
            ..self.clone()
        };
        Direction::ALL.iter().map(|direction| towards(*direction).parse()).collect()
    }

    /// What the member says, or what is wrong with each field.
    ///
    /// # Errors
    /// The sentences by field.
    pub fn parse(&self) -> Result<MemberSkill, FieldErrors> {
        let mut errors = FieldErrors::default();
        let skill = errors.take("skill", self.skill.parse::<SkillId>().map_err(|_| "Choose a skill from the list."));
        let direction = Direction::parse(&self.direction).ok_or("Say whether you teach or learn it.");
        let direction = errors.take("direction", direction);
        let level = errors.take("level", self.parse_level(direction));
        let target = errors.take("target_level", self.parse_target(direction, level));
        let note = errors.take("note", Note::parse(&self.note));
        match (skill, direction, level, target, note) {
            (Some(skill_id), Some(direction), Some(level), Some(target_level), Some(note)) => {
                Ok(MemberSkill { skill_id, direction, level, target_level, note })
            }
            _ => Err(errors),
        }
    }

    /// The page that the form came from: one of ours that lists the member's skills.
    pub fn way_back(&self) -> &str {
        if self.next == "/onboarding" || self.next.starts_with("/onboarding/") { &self.next } else { "/me/skills" }
    }

    fn parse_level(&self, direction: Option<Direction>) -> Result<Level, &'static str> {
        match (self.level.as_str(), direction) {
            ("", Some(Direction::Teach)) => Ok(Level::ADVANCED),
            ("", _) => Ok(Level::BEGINNER),
            (typed, _) => parse_points(typed).ok_or("Say how well you know it, as a whole number from 0 to 100."),
        }
    }

    fn parse_target(&self, direction: Option<Direction>, level: Option<Level>) -> Result<Option<Level>, &'static str> {
        if self.target_level.is_empty() || direction != Some(Direction::Learn) {
            return Ok(None);
        }
        let target =
            parse_points(&self.target_level).ok_or("Say where you want to get, as a whole number from 0 to 100.")?;
        match level {
            Some(level) if target <= level => Err("Choose a goal above where you are now."),
            _ => Ok(Some(target)),
        }
    }
}

fn parse_points(typed: &str) -> Option<Level> {
    typed.trim().parse().ok().and_then(Level::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(direction: &str, level: &str, target_level: &str) -> SkillForm {
        SkillForm {
            skill: "7".to_owned(),
            direction: direction.to_owned(),
            level: level.to_owned(),
            target_level: target_level.to_owned(),
            ..SkillForm::default()
        }
    }

    #[test]
    fn a_goal_is_above_the_level_and_only_of_learners() {
        assert_eq!(
            form("learn", "43", "43").parse().unwrap_err().text("target_level"),
            "Choose a goal above where you are now."
        );
        assert_eq!(form("learn", "43", "73").parse().unwrap().target_level, Some(Level::ADVANCED));
        assert_eq!(form("teach", "43", "73").parse().unwrap().target_level, None);
    }

    #[test]
    fn without_a_level_teachers_begin_advanced_and_learners_as_beginners() {
        assert_eq!(form("teach", "", "").parse().unwrap().level, Level::ADVANCED);
        assert_eq!(form("learn", "", "").parse().unwrap().level, Level::BEGINNER);
        assert!(form("learn", "101", "").parse().is_err());
    }

    #[test]
    fn both_are_two_at_one_level() {
        let added = form("both", "", "").parse_new().unwrap();
        let said: Vec<_> = added.iter().map(|skill| (skill.direction, skill.level)).collect();
        assert_eq!(said, [(Direction::Teach, Level::ADVANCED), (Direction::Learn, Level::ADVANCED)]);
        assert_eq!(form("both", "40", "70").parse_new().unwrap()[1].target_level, Level::new(70));
        assert!(form("both", "", "").parse().is_err());
    }

    #[test]
    fn the_way_back_is_a_page_with_skills() {
        for (next, way) in
            [("/onboarding/3", "/onboarding/3"), ("//evil.test", "/me/skills"), ("/onboardings", "/me/skills")]
        {
            assert_eq!(SkillForm { next: next.to_owned(), ..SkillForm::default() }.way_back(), way);
        }
    }
}
