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
    /// In the middle of "Advanced".
    pub const ADVANCED: Self = Self(73);
    /// The words that pages use, each with the last level that it says.
    pub const TIERS: [(i16, &'static str); 4] =
        [(25, "Beginner"), (60, "Intermediate"), (85, "Advanced"), (100, "Expert")];

    /// The level `points` of 100; `None` outside of 0 to 100.
    pub fn new(points: i16) -> Option<Self> {
        (0..=100).contains(&points).then_some(Self(points))
    }

    /// 0 to 100.
    pub fn points(self) -> i16 {
        self.0
    }

    /// The word that pages use: see [`Level::TIERS`].
    pub fn word(self) -> &'static str {
        Self::TIERS.iter().find(|(last, _)| self.0 <= *last).map_or("Expert", |(_, word)| word)
    }

    /// What each word means, for the form that asks for the number: `0 to 25 Beginner`.
    pub fn scale() -> impl Iterator<Item = String> {
        let firsts = std::iter::once(0).chain(Self::TIERS.iter().map(|(last, _)| last + 1));
        firsts.zip(Self::TIERS).map(|(first, (last, word))| format!("{first} to {last} {word}"))
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
    fn the_scale_leaves_no_level_without_a_word() {
        assert_eq!(
            Level::scale().collect::<Vec<_>>(),
            ["0 to 25 Beginner", "26 to 60 Intermediate", "61 to 85 Advanced", "86 to 100 Expert"]
        );
    }
}
