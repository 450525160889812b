//! The address's fields, and what they ask for.

use serde::Deserialize;

use super::{Cursor, Day, FreeTime, Part};
use crate::db::text_enum;
use crate::profiles::languages;

/// Typed texts are cut here.
const LONGEST: usize = 100;
/// Words of a name that are looked at; more than these few people have, and each costs a look-up.
const MOST_WORDS: usize = 4;

/// The fields of `/members` as sent. What makes no sense asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A name, or what is taught.
    pub q: String,
    /// A skill's slug, or what it is called.
    pub skill: String,
    /// A city or a country.
    pub place: String,
    /// A [`Tier`].
    pub level: String,
    /// A [`Least`].
    pub rating: String,
    /// An ISO 639-1 code.
    pub language: String,
    /// A [`Day`].
    pub day: String,
    /// A [`Part`] of the day.
    pub part: String,
    /// A [`Sort`].
    pub sort: String,
    /// Where the page before ended.
    pub cursor: String,
}

text_enum!(
    /// How well a skill is taught, at least.
    Tier {
        /// Any level.
        Beginner = "beginner",
        /// From 26 of 100.
        Intermediate = "intermediate",
        /// From 61.
        Advanced = "advanced",
        /// From 86.
        Expert = "expert",
    }
);

text_enum!(
    /// How good others found them, at least, on average.
    Least {
        /// Three of five.
        Three = "3",
        /// Four of five.
        Four = "4",
        /// Four and a half.
        FourAndAHalf = "4.5",
        /// Nearly always five.
        Best = "4.8",
    }
);

text_enum!(
    /// Who comes first.
    Sort {
        /// Who fits what was typed, and among equals who is rated best by most.
        Fit = "fit",
        /// The highest average.
        Rating = "rating",
        /// The most sessions.
        Sessions = "sessions",
        /// Who joined last.
        Newest = "newest",
    }
);

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// In lower case; two characters or more.
    pub typed: Option<String>,
    /// In lower case.
    pub skill: Option<String>,
    pub place: Option<String>,
    pub level: Option<Tier>,
    pub rating: Option<Least>,
    /// A code of the list of languages.
    pub language: Option<&'static str>,
    pub free: Option<FreeTime>,
    pub sort: Sort,
    pub after: Option<Cursor>,
}

impl Tier {
    /// How pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Beginner => "Beginner or better",
            Self::Intermediate => "Intermediate or better",
            Self::Advanced => "Advanced or better",
            Self::Expert => "Expert",
        }
    }

    /// 0 to 3, as `member_search.teaches` counts.
    pub fn rank(self) -> i32 {
        match self {
            Self::Beginner => 0,
            Self::Intermediate => 1,
            Self::Advanced => 2,
            Self::Expert => 3,
        }
    }
}

impl Least {
    /// The average in hundredths.
    pub fn hundredths(self) -> i32 {
        match self {
            Self::Three => 300,
            Self::Four => 400,
            Self::FourAndAHalf => 450,
            Self::Best => 480,
        }
    }
}

impl Sort {
    /// How pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fit => "Best match",
            Self::Rating => "Best rated",
            Self::Sessions => "Most sessions",
            Self::Newest => "Newest",
        }
    }
}

impl Asked {
    /// What these fields ask for.
    pub fn search(&self) -> Search {
        let typed = text(&self.q).filter(|typed| typed.chars().nth(1).is_some());
        let code = |code: &str| languages::LANGUAGES.iter().map(|(known, _)| *known).find(|known| *known == code);
        Search {
            typed,
            skill: text(&self.skill),
            place: text(&self.place),
            level: Tier::parse(&self.level),
            rating: Least::parse(&self.rating),
            language: code(&self.language),
            free: FreeTime::new(Day::parse(&self.day), Part::parse(&self.part)),
            sort: Sort::parse(&self.sort).unwrap_or(Sort::Fit),
            after: Cursor::parse(&self.cursor),
        }
    }
}

/// What stands between the words of a name: as the database's `plain_words` has it.
fn parts_words(c: char) -> bool {
    c.is_whitespace() || ".,;:'\"’`()/_-".contains(c)
}

fn text(field: &str) -> Option<String> {
    // PostgreSQL takes every character but this one.
    let short: String = field.trim().chars().filter(|c| *c != '\0').take(LONGEST).collect();
    Some(short.to_lowercase()).filter(|text| !text.is_empty())
}

impl Search {
    /// The words of a name that may have been typed.
    pub fn words(&self) -> Vec<&str> {
        let words = self.typed.as_deref().unwrap_or_default().split(parts_words);
        words.filter(|word| !word.is_empty()).take(MOST_WORDS).collect()
    }

    /// Whether everybody is asked for, in the usual order.
    pub fn is_everybody(&self) -> bool {
        self.address_fields().is_empty()
    }

    /// Whether everybody who teaches a skill is asked for, in any order.
    pub fn is_skill_alone(&self) -> bool {
        self.skill.is_some() && self.address_fields().iter().all(|(name, _)| matches!(*name, "skill" | "sort"))
    }

    /// The address's fields that say this, but for the place in the list.
    pub(super) fn address_fields(&self) -> Vec<(&'static str, String)> {
        let free = self.free.unwrap_or_default();
        let fields = [
            ("q", self.typed.clone()),
            ("skill", self.skill.clone()),
            ("place", self.place.clone()),
            ("level", self.level.map(|level| level.as_str().to_owned())),
            ("rating", self.rating.map(|rating| rating.as_str().to_owned())),
            ("language", self.language.map(str::to_owned)),
            ("day", free.day.map(|day| day.as_str().to_owned())),
            ("part", free.part.map(|part| part.as_str().to_owned())),
            ("sort", Some(self.sort).filter(|sort| *sort != Sort::Fit).map(|sort| sort.as_str().to_owned())),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The address of this list's beginning.
    pub fn address(&self) -> String {
        address(&self.address_fields())
    }

    /// The address of the page that begins after `cursor`.
    pub fn page_after(&self, cursor: Cursor) -> String {
        let mut fields = self.address_fields();
        fields.push(("cursor", cursor.to_string()));
        address(&fields)
    }
}

/// `/members` with these fields.
pub(super) fn address(fields: &[(&'static str, String)]) -> String {
    match serde_html_form::to_string(fields) {
        Ok(query) if !query.is_empty() => format!("/members?{query}"),
        _ => "/members".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_asks_for_nothing() {
        let asked = Asked {
            q: " a ".to_owned(),
            level: "wizard".to_owned(),
            rating: "9".to_owned(),
            language: "xx".to_owned(),
            day: "someday".to_owned(),
            sort: "best".to_owned(),
            cursor: "x-y".to_owned(),
            ..Asked::default()
        };
        let search = asked.search();
        assert!(search.is_everybody() && search.after.is_none() && search.address() == "/members", "{search:?}");
    }

    #[test]
    fn the_address_says_all_that_is_asked_and_nothing_more() {
        let asked = Asked {
            q: "Ana & Bo\0".to_owned(),
            place: "São Paulo".to_owned(),
            rating: "4.5".to_owned(),
            day: "mon".to_owned(),
            sort: "fit".to_owned(),
            ..Asked::default()
        };
        let search = asked.search();
        assert_eq!(search.address(), "/members?q=ana+%26+bo&place=s%C3%A3o+paulo&rating=4.5&day=mon");
        assert_eq!(search.words(), ["ana", "&", "bo"]);
        assert_eq!(
            Asked { q: "Eun-ji O'Neil".to_owned(), ..Asked::default() }.search().words(),
            ["eun", "ji", "o", "neil"]
        );
        let cursor = Cursor { rel: 3, key: 4_211, id: 9 };
        assert!(search.page_after(cursor).ends_with("&cursor=3-4211-9"));
    }
}
