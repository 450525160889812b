//! What people fill in about Quick Help, parsed into types.

use serde::Deserialize;
use uuid::Uuid;

use super::asking::Question;
use super::request::RequestId;
use crate::error::{AppError, AppResult};
use crate::web::{FieldErrors, text};

/// Characters of a question.
const MOST_CHARACTERS: usize = 300;

/// The question as sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct QuestionForm {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub skill: String,
    #[serde(default)]
    pub question: String,
}

/// A click on a request.
#[derive(Debug, Deserialize)]
pub(super) struct RequestForm {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub request: String,
}

/// For how long somebody is available: hours, 0 to take it back.
#[derive(Debug, Deserialize)]
pub(super) struct StandbyForm {
    #[serde(default)]
    pub hours: i64,
}

impl QuestionForm {
    pub(super) fn parse(&self) -> Result<(Question, Uuid), FieldErrors> {
        let mut errors = FieldErrors::default();
        let skill = errors.take("skill", self.skill.parse().map_err(|_| "Choose the skill that you need help in."));
        let words = errors.take("question", words(&self.question));
        let key = errors.take("form", self.key.parse().map_err(|_| "Reload the page and try once more."));
        match (skill, words, key) {
            (Some(skill), Some(words), Some(key)) => Ok((Question { skill, words }, key)),
            _ => Err(errors),
        }
    }
}

impl RequestForm {
    /// The request and the key.
    pub(super) fn parse(&self) -> AppResult<(RequestId, Uuid)> {
        const INCOMPLETE: &str = "This form is incomplete. Reload its page and send it once more.";
        let key = self.key.parse().map_err(|_| AppError::BadRequest(INCOMPLETE))?;
        Ok((self.request.parse().map_err(|_| AppError::BadRequest(INCOMPLETE))?, key))
    }
}

fn words(typed: &str) -> Result<String, String> {
    match text::at_most(MOST_CHARACTERS, text::lines(typed))? {
        words if words.is_empty() => Err("Say in a line what you need help with.".to_owned()),
        words => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_words_and_no_more_than_300_characters() {
        let form = |question: String| QuestionForm { key: Uuid::nil().to_string(), skill: "7".to_owned(), question };
        assert!(form("Why is it \u{2019}por\u{2019} here?".to_owned()).parse().is_ok());
        assert!(form("  \n ".to_owned()).parse().unwrap_err().of("question").is_some());
        assert!(form("a".repeat(301)).parse().unwrap_err().of("question").is_some());
    }
}
