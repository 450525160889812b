//! The list of members and what is asked of it.

use askama::Template;

use super::place;
use crate::accounts::{Avatar, MemberId};
use crate::clock::Instant;
use crate::db::Connection;
use crate::profiles::queries::{self, COUNTED, CardRow};
use crate::profiles::search::{Asked, Chip, Day, Least, Part, Sort, Tier};
use crate::profiles::{languages, path};
use crate::web::{Page, stars};

/// The list of members.
#[derive(Template)]
#[template(path = "profiles/browse.html")]
pub(in crate::profiles) struct BrowsePage {
    pub page: Page,
    pub asked: Asked,
    pub found: Found,
    pub is_member: bool,
}

/// Who was found, with what was asked for: what is drawn anew while somebody types.
#[derive(Template)]
#[template(path = "profiles/_found.html")]
pub(in crate::profiles) struct Found {
    pub chips: Vec<Chip>,
    /// How many, on the first page.
    pub total: Option<i64>,
    /// When everybody is asked for.
    pub featured: Cards,
    pub cards: Cards,
}

/// Some rows of a list and the way to more: the whole list's content, and what "Show more" appends.
#[derive(Debug, Default, Template)]
#[template(path = "profiles/_cards.html")]
pub struct Cards {
    /// Members, as lists show them.
    pub rows: Vec<CardRow>,
    /// Whether the reader can propose a session to them.
    pub is_member: bool,
    /// The address of the next page, or empty.
    pub more: String,
}

impl BrowsePage {
    fn levels(&self) -> Vec<(&'static str, String)> {
        choices("Any level", Tier::ALL.iter().map(|level| (level.as_str(), level.words().to_owned())))
    }

    fn ratings(&self) -> Vec<(&'static str, String)> {
        choices("Any rating", Least::ALL.iter().map(|least| (least.as_str(), format!("{} or more", least.as_str()))))
    }

    fn languages(&self) -> Vec<(&'static str, String)> {
        choices("Any language", languages::LANGUAGES.iter().map(|(code, name)| (*code, (*name).to_owned())))
    }

    fn days(&self) -> Vec<(&'static str, String)> {
        choices("Any day", Day::ALL.iter().map(|day| (day.as_str(), day.words().to_owned())))
    }

    fn parts(&self) -> Vec<(&'static str, String)> {
        choices("Any time", Part::ALL.iter().map(|part| (part.as_str(), part.words().to_owned())))
    }

    fn sorts(&self) -> Vec<(&'static str, String)> {
        Sort::ALL.iter().map(|sort| (sort.as_str(), sort.words().to_owned())).collect()
    }

    /// The rule of "free then".
    fn clock_words(&self) -> &'static str {
        if self.is_member {
            "By your clock. Counts who gave at least an hour then."
        } else {
            "By the clock of UTC; log in for your own. Counts who gave at least an hour then."
        }
    }
}

/// At most `n` featured teachers for `viewer`, see [`queries::featured`].
///
/// # Errors
/// When the database fails.
pub async fn featured(
    conn: &mut Connection,
    now: Instant,
    viewer: Option<MemberId>,
    n: i64,
) -> diesel::QueryResult<Cards> {
    let rows = queries::featured(conn, now, viewer, n).await?;
    Ok(Cards { rows, is_member: viewer.is_some(), more: String::new() })
}

fn choices(any: &str, all: impl Iterator<Item = (&'static str, String)>) -> Vec<(&'static str, String)> {
    std::iter::once(("", any.to_owned())).chain(all).collect()
}

impl Found {
    /// `1 member`, `23 members`, `1,000+ members`; empty on later pages.
    fn count(&self) -> String {
        match self.total {
            None => String::new(),
            Some(1) => "1 member".to_owned(),
            Some(total) if total > COUNTED => format!("{},000+ members", COUNTED / 1_000),
            Some(total) => format!("{total} members"),
        }
    }

    /// For an empty list: what was asked for, of which something has to go.
    fn what_to_loosen(&self) -> String {
        let asked: Vec<_> = self.chips.iter().map(|chip| chip.words.as_str()).collect();
        match asked.split_last() {
            None => String::new(),
            Some((only, [])) => format!("Nobody fits {only}. Fewer letters or a wider choice find more."),
            Some((last, others)) => {
                format!("Nobody fits {} and {last} together. Remove one of them above.", others.join(", "))
            }
        }
    }
}

impl CardRow {
    fn avatar(&self) -> Avatar {
        Avatar::of(&self.name, self.photo.as_ref())
    }

    fn path(&self) -> String {
        path(self.id, &self.name)
    }

    fn place(&self) -> String {
        place(&self.city, &self.country)
    }

    fn rating(&self) -> Option<String> {
        self.figure.map(stars)
    }
}
