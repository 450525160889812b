//! What members and moderators type, parsed into types.

use serde::Deserialize;

use super::{Decision, Wish};
use crate::skills::{CategoryId, Entry, EntryRow, SkillId, SubcategoryId};
use crate::web::{FieldErrors, text};

/// Other names that one skill may have.
const MOST_SYNONYMS: usize = 20;

/// A skill that somebody misses.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct WishForm {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub why: String,
}

/// What the catalogue is to say of a skill.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct EntryForm {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub subcategory: String,
    /// Divided by commas.
    #[serde(default)]
    pub synonyms: String,
}

/// The skill that answers a request.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct AnswerForm {
    #[serde(default)]
    pub skill: String,
    #[serde(default)]
    pub adds_name: bool,
    /// What the skill was found by.
    #[serde(default)]
    pub q: String,
}

/// Why a request is declined.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct RefusalForm {
    #[serde(default)]
    pub reason: String,
}

impl WishForm {
    /// What the member misses, or what is wrong with each field.
    ///
    /// # Errors
    /// The sentences by field.
    pub fn parse(&self) -> Result<Wish, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", name(&self.name));
        let category = self.category.parse().map(CategoryId).map_err(|_| "Choose where it belongs.");
        let category_id = errors.take("category", category);
        let why = errors.take("why", text::at_most(300, text::lines(&self.why)));
        match (name, category_id, why) {
            (Some(name), Some(category_id), Some(why)) => Ok(Wish { name, category_id, why }),
            _ => Err(errors),
        }
    }
}

impl EntryForm {
    /// The form of a skill as it is.
    pub fn of(row: &EntryRow) -> Self {
        Self { name: row.name.clone(), subcategory: row.subcategory_id.to_string(), synonyms: row.synonyms.join(", ") }
    }

    /// What the catalogue is to say, or what is wrong with each field.
    ///
    /// # Errors
    /// The sentences by field.
    pub fn parse(&self) -> Result<Entry, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", name(&self.name));
        let subcategory = self.subcategory.parse().map(SubcategoryId).map_err(|_| "Choose where it belongs.");
        let subcategory_id = errors.take("subcategory", subcategory);
        let synonyms = errors.take("synonyms", synonyms(&self.synonyms, name.as_deref().unwrap_or_default()));
        match (name, subcategory_id, synonyms) {
            (Some(name), Some(subcategory_id), Some(synonyms)) => Ok(Entry { name, subcategory_id, synonyms }),
            _ => Err(errors),
        }
    }
}

impl AnswerForm {
    /// The decision, or what is wrong.
    ///
    /// # Errors
    /// The sentence for the field `skill`.
    pub fn parse(&self) -> Result<Decision, FieldErrors> {
        let skill = self.skill.parse().map(SkillId);
        let skill = skill.map_err(|_| FieldErrors::one("skill", "Choose the skill that it is."))?;
        Ok(Decision::Answer { skill, adds_name: self.adds_name })
    }
}

impl RefusalForm {
    /// The decision, or what is wrong.
    ///
    /// # Errors
    /// The sentence for the field `reason`.
    pub fn parse(&self) -> Result<Decision, FieldErrors> {
        match text::at_most(500, text::lines(&self.reason)) {
            Ok(reason) if reason.is_empty() => {
                Err(FieldErrors::one("reason", "Write a reason: whoever asked will read it."))
            }
            Ok(reason) => Ok(Decision::Decline(reason)),
            Err(sentence) => Err(FieldErrors::one("reason", sentence)),
        }
    }
}

fn name(typed: &str) -> Result<String, String> {
    let name = text::at_most(60, text::line(typed))?;
    match name.chars().nth(1).is_some() && name.contains(char::is_alphanumeric) {
        true => Ok(name),
        false => Err("Write the name of the skill, 2 to 60 characters.".to_owned()),
    }
}

/// Lower-case, each once, and none that is the name itself.
fn synonyms(typed: &str, name: &str) -> Result<Vec<String>, String> {
    let mut synonyms: Vec<String> = Vec::new();
    for word in typed.split([',', ';', '\n']).map(|word| text::line(word).to_lowercase()) {
        if !word.is_empty() && word != name.to_lowercase() && !synonyms.contains(&word) {
            synonyms.push(text::at_most(60, word)?);
        }
    }
    match synonyms.len() {
        ..=MOST_SYNONYMS => Ok(synonyms),
        many => Err(format!("{many} are too many: {MOST_SYNONYMS} at most.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_are_told_apart_by_commas_and_stand_once() {
        let form = EntryForm {
            name: " Bread   baking ".to_owned(),
            subcategory: "3".to_owned(),
            synonyms: "Sourdough, bread baking,, sourdough;\n Brot".to_owned(),
        };
        let entry = form.parse().unwrap();
        assert_eq!((entry.name.as_str(), entry.subcategory_id), ("Bread baking", SubcategoryId(3)));
        assert_eq!(entry.synonyms, ["sourdough", "brot"]);
        let many = (0..21).map(|n| format!("word {n}")).collect::<Vec<_>>().join(",");
        assert!(EntryForm { synonyms: many, ..form }.parse().unwrap_err().of("synonyms").is_some());
    }

    #[test]
    fn a_wish_needs_a_name_and_a_place() {
        let errors = WishForm { name: "!".to_owned(), ..WishForm::default() }.parse().unwrap_err();
        assert!(errors.of("name").is_some() && errors.of("category").is_some() && errors.of("why").is_none());
        let wish = WishForm { name: "書道".to_owned(), category: "3".to_owned(), why: String::new() };
        assert_eq!(wish.parse().unwrap().name, "書道");
        assert!(WishForm { name: "C#".to_owned(), ..wish.clone() }.parse().is_ok());
        assert!(WishForm { name: "--".to_owned(), ..wish }.parse().is_err());
    }

    #[test]
    fn a_refusal_has_a_reason() {
        assert!(RefusalForm { reason: " \n ".to_owned() }.parse().is_err());
        assert!(AnswerForm::default().parse().is_err());
    }
}
