//! The teachers of one skill, as its page's address asks for them.

use serde::Deserialize;

use super::{Asked, Cursor, Search, Sort};
use crate::db::text_enum;

/// The fields of `/skills/{slug}` as sent. What makes no sense asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TeachersAsked {
    /// An [`Order`].
    pub sort: String,
    /// Where the page before ended.
    pub cursor: String,
}

text_enum!(
    /// Who comes first.
    Order {
        /// Who is rated best by most.
        Rating = "rating",
        /// Who joined last.
        Recency = "newest",
    }
);

impl Order {
    /// How pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rating => "Best rated",
            Self::Recency => "Newest",
        }
    }

    /// The address of the list of a skill's teachers in this order.
    pub fn address(self, skill: &str) -> String {
        match self {
            Self::Rating => format!("/skills/{skill}"),
            Self::Recency => format!("/skills/{skill}?sort={}", self.as_str()),
        }
    }

    /// The address of the page of that list that begins after `cursor`.
    pub fn page_after(self, skill: &str, cursor: Cursor) -> String {
        format!("/skills/{skill}?sort={}&cursor={cursor}", self.as_str())
    }
}

impl TeachersAsked {
    /// The order asked for.
    pub fn order(&self) -> Order {
        Order::parse(&self.sort).unwrap_or(Order::Rating)
    }

    /// The teachers of the skill with this slug.
    pub fn search(&self, skill: &str) -> Search {
        let sort = match self.order() {
            Order::Rating => Sort::Fit,
            Order::Recency => Sort::Newest,
        };
        let asked = Asked { skill: skill.to_owned(), cursor: self.cursor.clone(), ..Asked::default() };
        Search { sort, ..asked.search() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_asks_for_an_order_and_a_place_in_it() {
        let cursor = Cursor { rel: 0, key: 4_730, id: 9 };
        let asked = TeachersAsked { sort: "newest".to_owned(), cursor: cursor.to_string() };
        let search = asked.search("german");
        assert_eq!((search.sort, search.after, search.skill.as_deref()), (Sort::Newest, Some(cursor), Some("german")));
        assert!(search.is_skill_alone());
        assert_eq!(asked.order().page_after("german", cursor), "/skills/german?sort=newest&cursor=0-4730-9");
        let nonsense = TeachersAsked { sort: "price".to_owned(), cursor: "first".to_owned() };
        assert_eq!((nonsense.order(), nonsense.search("german").after), (Order::Rating, None));
    }
}
