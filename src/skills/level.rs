//! How well somebody knows a skill, and which way it goes.

use diesel_derive_newtype::DieselNewType;

use crate::db::text_enum;

text_enum!(
    /// Which way a skill goes between a member and the others.
    Direction {
        /// They can teach it.
        Teach = "teach",
        /// They want to learn it.
        Learn = "learn",
    }
);

/// How well somebody knows a skill: 0 to 100.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DieselNewType, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Level(i16);

impl Level {
    /// In the middle of "Beginner".
    pub const BEGINNER: Self = Self(13);
    /// In the middle of "Intermediate".
    pub const INTERMEDIATE: Self = Self(43);
    /// In the middle of "Advanced".
    pub const ADVANCED: Self = Self(73);
    /// In the middle of "Expert".
    pub const EXPERT: Self = Self(93);
    /// One level for each word, ascending.
    pub const STEPS: [Self; 4] = [Self::BEGINNER, Self::INTERMEDIATE, Self::ADVANCED, Self::EXPERT];

    /// The level `points` of 100; `None` outside of 0 to 100.
    pub fn new(points: i16) -> Option<Self> {
        (0..=100).contains(&points).then_some(Self(points))
    }

    /// 0 to 100.
    pub fn points(self) -> i16 {
        self.0
    }

    /// The word that pages use: Beginner to 25, Intermediate to 60, Advanced to 85, then Expert.
    pub fn word(self) -> &'static str {
        match self.0 {
            ..=25 => "Beginner",
            26..=60 => "Intermediate",
            61..=85 => "Advanced",
            _ => "Expert",
        }
    }

    /// The choices of a form: one level for each word, where `current` stands for its own word, so that saving a form
    /// unchanged changes nothing.
    pub fn choices(current: Option<Self>) -> Vec<(String, &'static str)> {
        let stands_in = |step: Self| current.filter(|level| level.word() == step.word()).unwrap_or(step);
        Self::STEPS.map(|step| (stands_in(step).0.to_string(), step.word())).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_begins_where_the_product_says() {
        let words = [(0, "Beginner"), (25, "Beginner"), (26, "Intermediate"), (60, "Intermediate")];
        let more = [(61, "Advanced"), (85, "Advanced"), (86, "Expert"), (100, "Expert")];
        for (points, word) in words.into_iter().chain(more) {
            assert_eq!(Level::new(points).unwrap().word(), word, "{points}");
        }
        assert_eq!((Level::new(-1), Level::new(101)), (None, None));
    }

    #[test]
    fn an_unchanged_form_keeps_the_exact_level() {
        let choices = Level::choices(Level::new(50));
        assert_eq!(choices.iter().map(|(points, _)| points.as_str()).collect::<Vec<_>>(), ["13", "50", "73", "93"]);
    }
}
