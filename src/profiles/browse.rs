//! Which list of members is asked for, and where in it.

use serde::Deserialize;

use super::queries::{self, CardRow, PAGE};
use crate::accounts::MemberId;
use crate::db::Connection;

/// The query of `/members` as sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct BrowseQuery {
    /// What was typed: a name or a skill.
    #[serde(default)]
    pub q: String,
    /// A skill's slug: who teaches it.
    #[serde(default)]
    pub skill: String,
    /// Where the page before ended, see [`Cursor`].
    #[serde(default)]
    pub cursor: String,
}

/// Which list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Browse {
    /// All members.
    Everybody,
    /// Who teaches the skill with this slug.
    Skill(String),
    /// Whose name or skill is like this, in lower case.
    Like(String),
}

/// The last member of the page before: `rank-id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub rank: i32,
    pub id: i64,
}

/// A page of a list.
#[derive(Debug)]
pub struct CardsPage {
    pub rows: Vec<CardRow>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
}

impl Cursor {
    /// Before everybody.
    const START: Self = Self { rank: i32::MAX, id: i64::MAX };

    fn parse(text: &str) -> Option<Self> {
        let (rank, id) = text.split_once('-')?;
        Some(Self { rank: rank.parse().ok()?, id: id.parse().ok()? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.rank, self.id)
    }
}

impl BrowseQuery {
    /// Which list: a skill wins over words; fewer than two characters are no words.
    pub fn browse(&self) -> Browse {
        let typed = self.q.trim();
        match (self.skill.trim(), typed.chars().nth(1)) {
            ("", None) => Browse::Everybody,
            ("", Some(_)) => Browse::Like(typed.chars().take(100).collect::<String>().to_lowercase()),
            (slug, _) => Browse::Skill(slug.to_owned()),
        }
    }

    /// Where in it; an address that was tampered with begins at the start.
    pub fn after(&self) -> Cursor {
        Cursor::parse(&self.cursor).unwrap_or(Cursor::START)
    }

    /// The address of the page that begins at `cursor`.
    pub fn page_at(&self, cursor: Cursor) -> String {
        let cursor = cursor.to_string();
        let fields = [("q", self.q.as_str()), ("skill", self.skill.as_str()), ("cursor", cursor.as_str())];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>();
        format!("/members?{}", serde_html_form::to_string(given).unwrap_or_default())
    }
}

impl Browse {
    /// A page of the list, as `viewer` may see it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(
        &self,
        conn: &mut Connection,
        viewer: Option<MemberId>,
        after: Cursor,
    ) -> diesel::QueryResult<CardsPage> {
        let mut rows = match self {
            Self::Everybody => queries::everybody(conn, viewer, after).await?,
            Self::Skill(slug) => queries::with_skill(conn, viewer, slug, after).await?,
            Self::Like(typed) => queries::like(conn, viewer, typed, after).await?,
        };
        let has_more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| has_more).map(|last| Cursor { rank: last.rank, id: last.id.0 });
        Ok(CardsPage { rows, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(q: &str, skill: &str) -> BrowseQuery {
        BrowseQuery { q: q.to_owned(), skill: skill.to_owned(), cursor: String::new() }
    }

    #[test]
    fn a_skill_wins_and_one_letter_finds_everybody() {
        assert_eq!(query(" a ", "").browse(), Browse::Everybody);
        assert_eq!(query("Ana", "").browse(), Browse::Like("ana".to_owned()));
        assert_eq!(query("Ana", "german").browse(), Browse::Skill("german".to_owned()));
    }

    #[test]
    fn a_cursor_survives_its_address() {
        let at = Cursor { rank: 73, id: 4211 };
        assert_eq!(query("a&b", "").page_at(at), "/members?q=a%26b&cursor=73-4211");
        assert_eq!(BrowseQuery { cursor: "73-4211".to_owned(), ..BrowseQuery::default() }.after(), at);
        assert_eq!(BrowseQuery { cursor: "x".to_owned(), ..BrowseQuery::default() }.after(), Cursor::START);
    }
}
