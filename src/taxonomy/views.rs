//! The pages of this slice.

use askama::Template;

use super::forms::{AnswerForm, EntryForm, RefusalForm, WishForm};
use super::queries::{ChangeRow, OwnRow, QueueRow, Reach, RequestRow, SupporterRow};
use super::{ChangeKind, RequestId, RequestState};
use crate::clock::Instant;
use crate::skills::{CategoryId, EntryRow, Found, SkillId, SubcategoryId};
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// What a member asks for, and asked for.
#[derive(Template)]
#[template(path = "taxonomy/requests.html")]
pub(super) struct RequestsPage {
    pub page: Page,
    pub form: WishForm,
    pub errors: FieldErrors,
    pub categories: Vec<(CategoryId, String)>,
    pub own: Vec<(OwnRow, String)>,
    /// The page of older ones; empty on the last.
    pub older: String,
}

/// Which page of the desk is open, and which others there are for the viewer.
pub(super) struct Desk {
    pub tab: Tab,
    pub is_admin: bool,
}

/// The pages of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Requests,
    Catalogue,
    Changes,
}

/// Requests that wait.
#[derive(Template)]
#[template(path = "taxonomy/queue.html")]
pub(super) struct QueuePage {
    pub page: Page,
    pub desk: Desk,
    pub rows: Vec<(QueueRow, String)>,
    /// The page of newer ones; empty on the last.
    pub newer: String,
}

/// One request, to be answered.
#[derive(Template)]
#[template(path = "taxonomy/request.html")]
pub(super) struct RequestPage {
    pub page: Page,
    pub desk: Desk,
    pub row: RequestRow,
    pub asked_at: String,
    pub decided_at: String,
    pub supporters: Vec<(SupporterRow, String)>,
    pub found: Vec<Found>,
    pub subcategories: Vec<(SubcategoryId, String)>,
    pub forms: RequestForms,
}

/// The three forms of a request, as they were sent or as they begin.
#[derive(Clone)]
pub(super) struct RequestForms {
    pub entry: EntryForm,
    pub answer: AnswerForm,
    pub refusal: RefusalForm,
    pub errors: FieldErrors,
}

impl RequestForms {
    /// As they begin, for a request that calls the skill `name`; it is looked for by what was `typed`.
    pub(super) fn begin(name: &str, typed: Option<String>) -> Self {
        Self {
            entry: EntryForm { name: name.to_owned(), ..EntryForm::default() },
            answer: AnswerForm {
                adds_name: true,
                q: typed.unwrap_or_else(|| name.to_owned()),
                ..AnswerForm::default()
            },
            refusal: RefusalForm::default(),
            errors: FieldErrors::default(),
        }
    }
}

/// The catalogue, searched.
#[derive(Template)]
#[template(path = "taxonomy/catalogue.html")]
pub(super) struct CataloguePage {
    pub page: Page,
    pub desk: Desk,
    pub typed: String,
    pub found: Vec<Found>,
}

/// A skill to be added or edited.
#[derive(Template)]
#[template(path = "taxonomy/entry.html")]
pub(super) struct EntryPage {
    pub page: Page,
    pub desk: Desk,
    pub form: EntryForm,
    pub errors: FieldErrors,
    pub subcategories: Vec<(SubcategoryId, String)>,
    /// What is there already; a skill to be added is not.
    pub known: Option<Known>,
}

/// What is known of a skill to be edited.
pub(super) struct Known {
    pub id: SkillId,
    pub name: String,
    pub reach: Reach,
    pub typed: String,
    /// What it may be merged into.
    pub found: Vec<Found>,
}

/// Two skills about to become one.
#[derive(Template)]
#[template(path = "taxonomy/merger.html")]
pub(super) struct MergerPage {
    pub page: Page,
    pub desk: Desk,
    pub from: EntryRow,
    pub into: EntryRow,
    pub from_reach: Reach,
    pub into_reach: Reach,
}

/// What was changed.
#[derive(Template)]
#[template(path = "taxonomy/changes.html")]
pub(super) struct ChangesPage {
    pub page: Page,
    pub desk: Desk,
    pub rows: Vec<(ChangeRow, String)>,
    pub older: String,
}

impl RequestState {
    /// As its supporters read it.
    fn words(self) -> &'static str {
        match self {
            Self::Open => "Waiting for an answer",
            Self::Approved => "A skill now",
            Self::Merged => "Here already",
            Self::Declined => "Declined",
        }
    }
}

/// Where a skill of this name is found and added.
pub(super) fn search_path(skill: &str) -> String {
    format!("/me/skills?{}", query("q", skill))
}

/// A field of an address.
pub(super) fn query(name: &str, value: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

/// Takes the row beyond the page off; the address of the page that goes on after the last one, empty when there is none.
pub(super) fn cut<T>(rows: &mut Vec<T>, on_a_page: usize, address: impl Fn(&T) -> String) -> String {
    let goes_on = rows.len() > on_a_page;
    rows.truncate(on_a_page);
    rows.last().filter(|_| goes_on).map(address).unwrap_or_default()
}

/// Rows with their moments in the reader's words.
pub(super) fn dated<T>(rows: Vec<T>, local: Local<'_>, at: impl Fn(&T) -> Instant) -> Vec<(T, String)> {
    rows.into_iter()
        .map(|row| {
            let said = dates::date(at(&row), local);
            (row, said)
        })
        .collect()
}

/// Choices of a form from the names of subcategories and their categories: those of `first` before the others.
pub(super) fn choices(rows: Vec<(SubcategoryId, String, String)>, first: &str) -> Vec<(SubcategoryId, String)> {
    let (near, far): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, category, _)| category == first);
    let words = |(id, category, subcategory)| (id, format!("{category}: {subcategory}"));
    near.into_iter().chain(far).map(words).collect()
}

impl QueuePage {
    pub(super) fn address(after: RequestId) -> String {
        format!("/admin/skills?after={after}")
    }
}
