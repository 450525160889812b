//! What teachers fill in about programmes, parsed into types.

use serde::Deserialize;
use uuid::Uuid;

use super::programme::{Draft, LESSONS, Lesson};
use super::queries::Programme;
use crate::bookings::Terms;
use crate::web::{FieldErrors, text};

/// Characters of a title.
const MOST_TITLE: usize = 80;
/// Characters of a goal and an outline.
const MOST_CHARACTERS: usize = 500;
/// Length when none is chosen, in minutes.
const USUAL_MINUTES: i16 = 60;

/// A programme as typed. The fields of its sessions repeat, a row each; rows without a word are none.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ProgrammeForm {
    #[serde(default)]
    pub skill: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub goal: String,
    #[serde(default, rename = "session_title[]")]
    pub session_title: Vec<String>,
    #[serde(default, rename = "session_outline[]")]
    pub session_outline: Vec<String>,
    #[serde(default, rename = "session_minutes[]")]
    pub session_minutes: Vec<String>,
    #[serde(default)]
    pub key: String,
}

/// A session as typed.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// From 1, as the page counts.
    pub number: usize,
    pub title: String,
    pub outline: String,
    pub minutes: i16,
}

impl Row {
    fn is_empty(&self) -> bool {
        text::shows_nothing(&self.title) && text::shows_nothing(&self.outline)
    }

    /// The name under which errors of its `field` are noted.
    pub(super) fn field(&self, field: &str) -> String {
        format!("{field}-{}", self.number)
    }
}

impl ProgrammeForm {
    /// The form of a programme as it stands.
    pub(super) fn of(programme: &Programme) -> Self {
        let lessons = &programme.lessons.0;
        Self {
            skill: programme.skill_id.to_string(),
            title: programme.title.clone(),
            goal: programme.goal.clone(),
            session_title: lessons.iter().map(|lesson| lesson.title.clone()).collect(),
            session_outline: lessons.iter().map(|lesson| lesson.outline.clone()).collect(),
            session_minutes: lessons.iter().map(|lesson| lesson.minutes.to_string()).collect(),
            key: String::new(),
        }
    }

    /// Every row of the page: as many as there can be sessions.
    pub(super) fn rows(&self) -> Vec<Row> {
        let row = |number: usize| {
            let typed = |list: &[String]| list.get(number - 1).cloned().unwrap_or_default();
            Row {
                number,
                title: typed(&self.session_title),
                outline: typed(&self.session_outline),
                minutes: typed(&self.session_minutes).parse().unwrap_or(USUAL_MINUTES),
            }
        };
        (1..=*LESSONS.end()).map(row).collect()
    }

    /// How many rows are open: all that say something and one more, at least three.
    pub(super) fn open_rows(&self) -> usize {
        let last = self.rows().iter().rposition(|row| !row.is_empty()).map_or(0, |index| index + 1);
        (last + 1).max(3)
    }

    /// A draft whose lengths `terms` allow.
    pub(super) fn parse(&self, terms: &Terms) -> Result<Draft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let skill = errors.take("skill", self.skill.parse().map_err(|_| "Choose a skill that you teach."));
        let title = errors.take("title", said(MOST_TITLE, text::line(&self.title), "Give it a title."));
        let goal =
            errors.take("goal", said(MOST_CHARACTERS, text::lines(&self.goal), "Say what one can do afterwards."));
        let typed: Vec<Row> = self.rows().into_iter().filter(|row| !row.is_empty()).collect();
        let lessons: Vec<Lesson> = typed.iter().filter_map(|row| lesson(row, terms, &mut errors)).collect();
        if typed.len() < *LESSONS.start() {
            errors.add("sessions", "A programme has at least two sessions. For one, people propose a session to you.");
        }
        match (skill, title, goal) {
            (Some(skill), Some(title), Some(goal)) if errors.is_empty() => Ok(Draft { skill, title, goal, lessons }),
            _ => Err(errors),
        }
    }

    /// The key of a new programme.
    pub(super) fn key(&self) -> Result<Uuid, FieldErrors> {
        self.key.parse().map_err(|_| FieldErrors::one("form", "Reload the page and try once more."))
    }
}

fn lesson(row: &Row, terms: &Terms, errors: &mut FieldErrors) -> Option<Lesson> {
    let title = said(MOST_TITLE, text::line(&row.title), "Give this session a title.");
    let title = errors.take(row.field("title"), title);
    let outline = errors.take(row.field("outline"), text::at_most(MOST_CHARACTERS, text::lines(&row.outline)));
    let minutes = if terms.allows(row.minutes) { Ok(row.minutes) } else { Err("Choose a length of the list.") };
    let minutes = errors.take(row.field("minutes"), minutes);
    Some(Lesson { title: title?, outline: outline?, minutes: minutes? })
}

/// `text`, when it says something and fits.
fn said(most: usize, text: String, missing: &str) -> Result<String, String> {
    if text.is_empty() { Err(missing.to_owned()) } else { text::at_most(most, text) }
}

/// Whether a programme is to be hidden.
#[derive(Debug, Default, Deserialize)]
pub(super) struct VisibilityForm {
    #[serde(default)]
    pub hidden: bool,
}
