//! What the pages show.

use askama::Template;

use super::Balances;
use super::history::{HistoryForm, Movements};
use super::month::Month;
use super::movements::{HELD, HeldFor, Movement};
use super::statement::Statement;
use super::words::{Line, Step, What};
use crate::accounts::MemberId;
use crate::web::Page;
use crate::web::dates::{self, Local};

/// Movements on one page of the history.
const PAGE: usize = 20;
/// Months that the filter offers: ten years.
const MONTHS: usize = 120;

/// `/credits`
#[derive(Template)]
#[template(path = "ledger/index.html")]
pub(super) struct CreditsPage {
    pub page: Page,
    pub asked: HistoryForm,
    pub standing: Standing,
    pub history: Lines,
    /// Those with movements, the newest first.
    pub months: Vec<Month>,
    /// Whose topic the page listens to, and how far it knows.
    pub member: MemberId,
    pub cursor: i64,
}

/// What is new on `/credits`, for who has it open.
#[derive(Template)]
#[template(path = "ledger/_update.html")]
pub(super) struct CreditsUpdate {
    pub standing: Standing,
    pub history: Lines,
}

/// `/credits/statements/{month}`
#[derive(Template)]
#[template(path = "ledger/statement.html")]
pub(super) struct StatementPage {
    pub page: Page,
    pub statement: Statement,
    pub lines: Vec<Line>,
    /// Whose clocks it goes by.
    pub zone: String,
}

/// What a member has, and for what some of it is held.
pub(super) struct Standing {
    pub balances: Balances,
    pub held: Vec<HeldLine>,
    /// Whether there are more sessions than are named.
    pub more_held: bool,
}

/// A session that credits are held for.
pub(super) struct HeldLine {
    pub session: HeldFor,
    /// When it is; empty when that is not known.
    pub when: String,
}

/// A page of the history.
pub(super) struct Lines {
    pub lines: Vec<Line>,
    /// Where older movements are.
    pub more: Option<String>,
}

impl StatementPage {
    fn previous(&self) -> String {
        if self.statement.has_before {
            format!("/credits/statements/{}", self.statement.month.previous())
        } else {
            String::new()
        }
    }

    fn next(&self) -> String {
        if self.statement.is_open {
            String::new()
        } else {
            format!("/credits/statements/{}", self.statement.month.next())
        }
    }
}

impl CreditsPage {
    fn kinds() -> Vec<(&'static str, String)> {
        let all = ("", "Everything".to_owned());
        std::iter::once(all).chain(Movements::ALL.iter().map(|some| (some.as_str(), some.to_string()))).collect()
    }

    fn month_choices(&self) -> Vec<(String, String)> {
        let all = (String::new(), "All months".to_owned());
        std::iter::once(all).chain(self.months.iter().map(|month| (month.to_string(), month.words()))).collect()
    }

    /// The months from when the member's first credits moved until now.
    pub fn months(current: Month, first: Option<Month>) -> Vec<Month> {
        first.map_or_else(Vec::new, |first| current.back_to(first, MONTHS))
    }
}

impl Standing {
    pub fn new(balances: Balances, mut held: Vec<HeldFor>, local: Local<'_>) -> Self {
        let most = usize::try_from(HELD).unwrap_or(usize::MAX);
        let more_held = held.len() > most;
        held.truncate(most);
        let line = |session: HeldFor| {
            let when = session.starts_at.map_or_else(String::new, |at| dates::moment(at, local));
            HeldLine { session, when }
        };
        Self { balances, held: held.into_iter().map(line).collect(), more_held }
    }
}

impl Lines {
    /// What to read for a page: one more than it shows.
    pub const MOST: i64 = 21;

    /// Of one more than a page, when there are more.
    pub fn new(mut movements: Vec<Movement>, asked: &HistoryForm, local: Local<'_>) -> Self {
        let has_more = movements.len() > PAGE;
        movements.truncate(PAGE);
        let last = movements.last().filter(|_| has_more);
        let more = last.map(|last| asked.address_before("/credits", last.cursor()));
        Self { lines: movements.iter().map(|movement| Line::new(movement, local)).collect(), more }
    }
}
