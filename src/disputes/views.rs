//! The desk's pages.

use askama::Template;

use super::evidence::HandedIn;
use super::forms::{DecisionForm, half};
use super::queries::{DeskRow, DisputeRow, LineRow, PAGE};
use crate::bookings::ClaimKind;
use crate::clock::Instant;
use crate::ledger::Credits;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// `/moderation/disputes`
#[derive(Template)]
#[template(path = "disputes/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    /// Disputes with when they were made.
    pub rows: Vec<(DeskRow, String)>,
    /// Where newer ones are.
    pub newer: Option<String>,
}

/// `/moderation/disputes/{booking}`
#[derive(Template)]
#[template(path = "disputes/show.html")]
pub(super) struct DisputePage {
    pub page: Page,
    pub row: DisputeRow,
    pub lines: Vec<Line>,
    /// What the two have handed in.
    pub exhibits: Vec<Exhibit>,
    pub when: String,
    pub made_at: String,
    pub answer_until: String,
    pub decided_at: Option<String>,
    /// Whether the other one has not said anything and still may.
    pub is_waited_for: bool,
    pub form: DecisionForm,
    pub errors: FieldErrors,
    /// Why what was asked did not happen.
    pub refusal: Option<String>,
}

/// A line of the record.
pub(super) struct Line {
    pub what: String,
    /// The same in plain words, for what the page has no sentence of.
    pub plain: String,
    pub who: String,
    pub at: String,
    pub datetime: String,
    pub words: String,
    /// The times that were proposed, one after the other.
    pub times: String,
    pub read_at: Option<String>,
}

/// What one of the two has handed in.
pub(super) struct Exhibit {
    pub by: String,
    pub at: String,
    pub note: String,
    /// Words, whose, and when.
    pub messages: Vec<(String, String, String)>,
}

impl DeskPage {
    /// Of rows as their query gives them: one more than a page when there are more.
    pub(super) fn new(page: Page, mut rows: Vec<DeskRow>, local: Local<'_>) -> Self {
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let is_cut = rows.len() > size;
        rows.truncate(size);
        let last = rows.last().filter(|_| is_cut);
        let newer = last.map(|last| format!("/moderation/disputes?after={}", last.made_at.microseconds()));
        let rows = rows.into_iter().map(|row| {
            let made = dates::date(row.made_at, local);
            (row, made)
        });
        Self { page, rows: rows.collect(), newer }
    }
}

impl DisputePage {
    /// Of a dispute as it stands at `now`.
    pub(super) fn new(
        page: Page,
        (row, lines, handed_in): (DisputeRow, Vec<LineRow>, Vec<HandedIn>),
        form: DecisionForm,
        (now, local): (Instant, Local<'_>),
    ) -> Self {
        let moment = |at: Instant| dates::moment(at, local);
        let ends = row.ends_at.map(|at| dates::time(at, local)).unwrap_or_default();
        Self {
            page,
            when: row.starts_at.map(|at| format!("{} to {ends}", moment(at))).unwrap_or_default(),
            made_at: moment(row.made_at),
            answer_until: moment(row.answer_until),
            decided_at: row.decided_at.map(moment),
            is_waited_for: row.answer_words.is_empty() && now < row.answer_until,
            lines: lines.into_iter().map(|line| Line::new(line, local)).collect(),
            exhibits: handed_in.into_iter().map(|one| Exhibit::new(one, &row, local)).collect(),
            row,
            form,
            errors: FieldErrors::default(),
            refusal: None,
        }
    }

    pub(super) fn by(&self) -> &str {
        if self.row.by_id == self.row.learner_id { &self.row.learner } else { &self.row.teacher }
    }

    pub(super) fn other(&self) -> &str {
        if self.row.by_id == self.row.learner_id { &self.row.teacher } else { &self.row.learner }
    }

    /// What becomes of the credits by each choice: its value and who gets what.
    pub(super) fn choices(&self) -> [(&'static str, String); 3] {
        let price = self.row.price;
        let shares = |paid: Credits| {
            let back = Credits(price.0 - paid.0);
            format!("{} to {}, {} back to {}", paid.words(), self.row.teacher, back.words(), self.row.learner)
        };
        [("release", shares(price)), ("split", shares(half(price))), ("refund", shares(Credits(0)))]
    }

    /// What the learner got back.
    pub(super) fn back(&self) -> Credits {
        Credits(self.row.price.0 - self.row.paid.map_or(0, |paid| paid.0))
    }
}

impl Exhibit {
    fn new(handed_in: HandedIn, row: &DisputeRow, local: Local<'_>) -> Self {
        let name = |member| if member == row.learner_id { row.learner.clone() } else { row.teacher.clone() };
        Self {
            by: name(handed_in.by),
            at: dates::moment(handed_in.at, local),
            note: handed_in.note,
            messages: handed_in
                .messages
                .into_iter()
                .map(|said| (said.body, name(said.sender), dates::moment(said.at, local)))
                .collect(),
        }
    }
}

impl Line {
    fn new(row: LineRow, local: Local<'_>) -> Self {
        let times: Vec<Instant> = serde_json::from_value(row.times).unwrap_or_default();
        Self {
            plain: row.what.replace('_', " "),
            what: row.what,
            who: row.who.unwrap_or_default(),
            at: dates::moment(row.at, local),
            datetime: row.at.datetime(),
            words: row.words,
            times: times.into_iter().map(|at| dates::moment(at, local)).collect::<Vec<_>>().join("; "),
            read_at: row.read_at.map(|at| dates::moment(at, local)),
        }
    }
}

/// What is claimed, in a few words.
pub(super) fn claimed(kind: &ClaimKind) -> &'static str {
    match kind {
        ClaimKind::NoShow => "The other one did not come",
        ClaimKind::Late => "The teacher came late",
        ClaimKind::Other => "Something else",
    }
}
