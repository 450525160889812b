//! The pages of this slice.

use askama::Template;
use diesel::QueryResult;

use super::forms::SkillForm;
use super::queries::{self, AlertRow, CategoryRow, Found, MemberSkillRow, SkillRow};
use super::{Direction, SkillId};
use crate::accounts::MemberId;
use crate::db::Connection;
use crate::web::{FieldErrors, Page};

/// What was searched for and found.
#[derive(Debug, Default)]
pub struct Search {
    /// As typed.
    pub typed: String,
    /// Only one of the two buttons, for pages about one direction.
    pub direction: Option<Direction>,
    /// The page that the buttons lead back to.
    pub next: String,
    /// Whether somebody is logged in, who can add what they find.
    pub can_add: bool,
    /// At most 8.
    pub found: Vec<Found>,
}

/// Search.
#[derive(Template)]
#[template(path = "skills/search.html")]
pub struct SearchPage {
    pub page: Page,
    pub search: Search,
}

/// What a search found, by itself.
#[derive(Template)]
#[template(path = "skills/_results.html")]
pub(super) struct Results {
    pub search: Search,
}

/// All categories.
#[derive(Template)]
#[template(path = "skills/categories.html")]
pub(super) struct CategoriesPage {
    pub page: Page,
    pub categories: Vec<CategoryRow>,
}

/// One category.
#[derive(Template)]
#[template(path = "skills/category.html")]
pub(super) struct CategoryPage {
    pub page: Page,
    /// Each with its part of an address, its name and its skills.
    pub subcategories: Vec<(String, String, Vec<SkillRow>)>,
}

/// The skills that a member waits for.
#[derive(Template)]
#[template(path = "skills/alerts.html")]
pub(super) struct AlertsPage {
    pub page: Page,
    pub alerts: Vec<AlertRow>,
    /// How many fit.
    pub most: i64,
}

/// A member's own skills, to be edited.
#[derive(Template)]
#[template(path = "skills/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub search: Search,
    pub teach: MineList,
    pub learn: MineList,
    /// Whether the member is still on their first steps.
    pub is_new: bool,
}

/// A member's own skills, to be arranged.
#[derive(Template)]
#[template(path = "skills/order.html")]
pub(super) struct OrderPage {
    pub page: Page,
    pub teach: MineList,
    pub learn: MineList,
}

/// One list to be arranged, by itself.
#[derive(Template)]
#[template(path = "skills/_order.html")]
pub(super) struct OrderList {
    pub list: MineList,
}

/// A member's skills in one direction with the form of each: `templates/skills/_mine.html` draws it as `list`.
#[derive(Debug)]
pub struct MineList {
    /// Which way they go.
    pub direction: Direction,
    /// The page that the forms lead back to.
    pub next: String,
    pub(crate) items: Vec<Item>,
}

/// A skill with its form.
#[derive(Debug)]
pub(crate) struct Item {
    pub row: MemberSkillRow,
    pub form: SkillForm,
    pub errors: FieldErrors,
    pub is_open: bool,
}

impl Search {
    /// Whether enough was typed to search: two characters.
    pub fn is_long_enough(typed: &str) -> bool {
        typed.trim().chars().nth(1).is_some()
    }

    /// The skills like what was `typed`, for the viewer to add; none when too little was typed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run(conn: &mut Connection, typed: &str, viewer: MemberId) -> QueryResult<Self> {
        let typed: String = typed.chars().take(100).collect();
        let found = match Self::is_long_enough(&typed) {
            true => queries::search(conn, &typed, Some(viewer)).await?,
            false => Vec::new(),
        };
        Ok(Self { typed, can_add: true, found, ..Self::default() })
    }

    /// What the page that asks for a missing skill begins with.
    pub(crate) fn request_query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).append_pair("name", self.typed.trim()).finish()
    }

    pub(crate) fn offers(&self, direction: Direction) -> bool {
        self.direction.is_none_or(|only| only == direction)
    }
}

impl AlertRow {
    fn words(&self) -> String {
        match self.told {
            0 => "Nobody new so far".to_owned(),
            1 => "You were told of 1 teacher".to_owned(),
            told => format!("You were told of {told} teachers"),
        }
    }
}

impl MineList {
    /// The skills among `rows` that go in `direction`; the forms lead back to `next`.
    pub fn new(direction: Direction, rows: &[MemberSkillRow], next: &str) -> Self {
        let items = rows.iter().filter(|row| row.direction == direction).map(Item::new).collect();
        Self { direction, next: next.to_owned(), items }
    }

    /// Opens the form of one skill, named `teach-7`, or `both-7` for that in either list.
    pub fn open(mut self, name: &str) -> Self {
        for item in &mut self.items {
            let is_both = name.strip_prefix("both-").is_some_and(|id| id.parse() == Ok(item.row.skill_id));
            item.is_open = is_both || item.name() == name;
        }
        self
    }

    /// Shows a refused form in its place. Whether that skill is in this list.
    pub(super) fn refuse(&mut self, form: &SkillForm, errors: &FieldErrors) -> bool {
        let refused = SkillId::from_str_or_none(&form.skill);
        let is_here = form.direction == self.direction.as_str();
        let Some(item) = self.items.iter_mut().find(|item| is_here && Some(item.row.skill_id) == refused) else {
            return false;
        };
        item.form = form.clone();
        item.errors = errors.clone();
        item.is_open = true;
        true
    }

    /// How many skills the list has.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn is_teaching(&self) -> bool {
        self.direction == Direction::Teach
    }
}

impl SkillId {
    fn from_str_or_none(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Item {
    fn new(row: &MemberSkillRow) -> Self {
        let form = SkillForm {
            level: row.level.points().to_string(),
            target_level: row.target_level.map(|level| level.points().to_string()).unwrap_or_default(),
            note: row.note.clone(),
            ..SkillForm::default()
        };
        Self { row: row.clone(), form, errors: FieldErrors::default(), is_open: false }
    }

    /// Unique on the page: what the form's fields are called after, and `?open=`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.row.direction.as_str(), self.row.skill_id)
    }
}
