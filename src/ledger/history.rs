//! What of their history somebody asks for: parsed from the address, and said as an address again.

use std::fmt::{self, Display, Formatter};

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::TransferKind;
use super::month::{Month, Period};
use crate::clock::Instant;
use crate::db::text_enum;
use crate::web::text;

/// The longest search, in characters; what is longer is cut.
const LONGEST: usize = 100;

text_enum!(
    /// What credits did, as their member would say it.
    Movements {
        /// Came in for teaching.
        Earned = "earned",
        /// Went out for learning.
        Spent = "spent",
        /// Were put aside for a session.
        Held = "held",
        /// Came back from a session.
        Refunded = "refunded",
        /// Were given.
        Bonus = "bonus",
        /// Were corrected.
        Adjustments = "adjustments",
    }
);

/// The filters as sent. Whatever is none of the choices filters nothing.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct HistoryForm {
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub month: String,
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub cursor: String,
}

/// Where a list goes on: before this transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub at: Instant,
    pub transfer: i64,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct History {
    pub movements: Option<Movements>,
    /// In a name, a skill or a reason; empty for all.
    pub words: String,
    pub period: Period,
    pub before: Cursor,
}

impl Movements {
    /// The kinds of transfer among which they are, and whether these move what the member has held; of some either.
    pub fn transfers(self) -> (&'static [TransferKind], Option<bool>) {
        use TransferKind::{Adjustment, Hold, Refund, Release, Split, Starter};
        match self {
            Self::Earned => (&[Release, Split], Some(false)),
            Self::Spent => (&[Release, Split], Some(true)),
            Self::Held => (&[Hold], None),
            Self::Refunded => (&[Refund, Split], Some(true)),
            Self::Bonus => (&[Starter], None),
            Self::Adjustments => (&[Adjustment], None),
        }
    }
}

impl Display for Movements {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Earned => "Earned by teaching",
            Self::Spent => "Spent on learning",
            Self::Held => "Held for sessions",
            Self::Refunded => "Given back",
            Self::Bonus => "Bonus",
            Self::Adjustments => "Corrections",
        })
    }
}

impl HistoryForm {
    /// The filters, with a month of `zone`.
    pub fn parse(&self, zone: &TimeZone) -> History {
        History {
            movements: Movements::parse(&self.kind),
            words: text::line(&self.q).chars().take(LONGEST).collect(),
            period: Month::parse(&self.month).map_or_else(Period::ever, |month| month.period(zone)),
            before: Cursor::parse(&self.cursor).unwrap_or_else(Cursor::end),
        }
    }

    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        self.fields().is_empty()
    }

    /// Whether this is the first page of everything, which what is new comes to.
    pub fn is_latest(&self) -> bool {
        self.is_empty() && self.cursor.is_empty()
    }

    /// `path` with these filters, from the beginning of the list.
    pub fn address(&self, path: &str) -> String {
        address(path, &self.fields())
    }

    /// The page that goes on at `cursor`.
    pub fn address_before(&self, path: &str, cursor: Cursor) -> String {
        let mut fields = self.fields();
        let cursor = cursor.to_string();
        fields.push(("cursor", &cursor));
        address(path, &fields)
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        let all = [("q", &self.q), ("kind", &self.kind), ("month", &self.month)];
        all.into_iter().map(|(name, value)| (name, value.trim())).filter(|(_, value)| !value.is_empty()).collect()
    }
}

fn address(path: &str, fields: &[(&'static str, &str)]) -> String {
    match serde_html_form::to_string(fields) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

impl History {
    /// Everything of a period.
    pub fn of(period: Period) -> Self {
        Self { movements: None, words: String::new(), period, before: Cursor::end() }
    }
}

impl Cursor {
    /// Before nothing: from the newest on.
    pub fn end() -> Self {
        Self { at: Period::ever().until, transfer: i64::MAX }
    }

    fn parse(text: &str) -> Option<Self> {
        let (at, transfer) = text.split_once('-')?;
        let ever = Period::ever();
        let is_sane = |at: &i64| (ever.from.microseconds()..ever.until.microseconds()).contains(at);
        let at = at.parse().ok().filter(is_sane)?;
        Some(Self { at: Instant::from_microseconds(at), transfer: transfer.parse().ok()? })
    }
}

impl Display for Cursor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.microseconds(), self.transfer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_was_asked_and_where_it_goes_on() {
        let asked =
            HistoryForm { q: " Ana & co ".into(), kind: "held".into(), month: "2026-11".into(), cursor: "9-9".into() };
        assert_eq!(asked.address("/credits"), "/credits?q=Ana+%26+co&kind=held&month=2026-11");
        let cursor = Cursor { at: Instant::from_microseconds(7), transfer: 12 };
        assert!(asked.address_before("/credits", cursor).ends_with("&cursor=7-12"));
        assert_eq!(Cursor::parse("7-12"), Some(cursor));
        for nonsense in ["", "7", "-7-12", "7-x", "99999999999999999999-1", "253000000000000001-1"] {
            assert_eq!(Cursor::parse(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn nonsense_filters_nothing() {
        let asked = HistoryForm { q: "\0\u{202e} ".into(), kind: "x".into(), month: "soon".into(), cursor: "x".into() };
        assert_eq!(asked.parse(&TimeZone::UTC), History::of(Period::ever()));
        let long = HistoryForm { q: "é".repeat(500), ..HistoryForm::default() };
        assert_eq!(long.parse(&TimeZone::UTC).words.chars().count(), LONGEST);
    }
}
