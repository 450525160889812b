//! The filters of the list, whose state is the address.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::card::Match;
use crate::profiles::ProfileForm;

/// The word for "no filter".
const ANY: &str = "any";
const SCORES: [i16; 4] = [50, 60, 70, 80];

/// The filters as the address says them; what makes no sense filters nothing.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Filters {
    #[serde(default)]
    pub skill: String,
    #[serde(default)]
    pub score: String,
    #[serde(default)]
    pub language: String,
}

/// What a list can be filtered by: (value, words) for each choice. Only what leaves something is offered.
#[derive(Debug, Default)]
pub(super) struct Choices {
    pub skills: Vec<(String, String)>,
    pub scores: Vec<(String, String)>,
    pub languages: Vec<(String, String)>,
}

impl Filters {
    /// Whether a match passes.
    pub fn admit(&self, row: &Match) -> bool {
        let skill = chosen(&self.skill).is_none_or(|slug| row.teaches.mine().any(|skill| skill.slug == slug));
        let score =
            chosen(&self.score).and_then(|least| least.parse().ok()).is_none_or(|least: i16| row.score >= least);
        let language =
            chosen(&self.language).is_none_or(|language| row.languages.iter().any(|spoken| spoken == language));
        skill && score && language
    }

    /// Whether anything is filtered.
    pub fn are_set(&self) -> bool {
        [&self.skill, &self.score, &self.language].into_iter().any(|value| chosen(value).is_some())
    }
}

fn chosen(value: &str) -> Option<&str> {
    Some(value).filter(|value| !value.is_empty() && *value != ANY)
}

impl Choices {
    /// The choices that a list gives.
    pub fn of(list: &[Match]) -> Self {
        let skills = list.iter().flat_map(|row| row.teaches.mine()).map(|skill| (&skill.name, &skill.slug));
        let skills: BTreeMap<_, _> = skills.collect();
        // The profile's form knows the names of languages: it gives those that somebody of the list speaks.
        let spoken = ProfileForm {
            languages: list.iter().flat_map(|row| row.languages.clone()).collect(),
            ..ProfileForm::default()
        };
        let languages = spoken.language_choices().filter(|(_, _, is_spoken)| *is_spoken);
        let scores = SCORES.iter().filter(|least| list.iter().any(|row| row.score >= **least));
        Self {
            skills: choice("Any skill", skills.into_iter().map(|(name, slug)| (slug.clone(), name.clone()))),
            scores: choice("Any score", scores.map(|least| (least.to_string(), format!("{least} or more")))),
            languages: choice("Any language", languages.map(|(code, name, _)| (code.to_owned(), name.to_owned()))),
        }
    }
}

fn choice(any: &str, choices: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((ANY.to_owned(), any.to_owned())).chain(choices).collect()
}
