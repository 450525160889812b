//! What people fill in about each other, parsed into types.

use serde::Deserialize;

use super::{MOST_TAGS, Outcome, Rating, Role, Tag};
use crate::web::{FieldErrors, text};

/// Characters of a comment and of a note.
const MOST_CHARACTERS: usize = 500;

/// Characters of what is said against a rating.
const MOST_DISPUTED: usize = 1000;

/// The rating form as sent.
#[derive(Debug, Default, Deserialize)]
pub struct RatingForm {
    /// The command's key.
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub(super) overall: String,
    #[serde(default)]
    pub(super) knowledge: String,
    #[serde(default)]
    pub(super) communication: String,
    #[serde(default)]
    pub(super) professionalism: String,
    #[serde(default)]
    pub(super) tag: Vec<String>,
    #[serde(default)]
    pub(super) comment: String,
    #[serde(default)]
    pub(super) private_note: String,
}

impl RatingForm {
    /// As somebody would fill it in who gives `rating`.
    pub fn of(rating: Rating) -> Self {
        Self {
            key: String::new(),
            overall: rating.overall.to_string(),
            knowledge: rating.knowledge.to_string(),
            communication: rating.communication.to_string(),
            professionalism: rating.professionalism.to_string(),
            tag: rating.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            comment: rating.comment,
            private_note: rating.private_note,
        }
    }

    /// The rating.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub fn parse(&self) -> Result<Rating, FieldErrors> {
        let mut errors = FieldErrors::default();
        let marks = [
            ("overall", &self.overall),
            ("knowledge", &self.knowledge),
            ("communication", &self.communication),
            ("professionalism", &self.professionalism),
        ]
        .map(|(name, typed)| errors.take(name, mark(typed)));
        let tags = errors.take("tag", self.tags());
        let comment = errors.take("comment", words(&self.comment));
        let private_note = errors.take("private_note", words(&self.private_note));
        match (marks, tags, comment, private_note) {
            (
                [Some(overall), Some(knowledge), Some(communication), Some(professionalism)],
                Some(tags),
                Some(comment),
                Some(private_note),
            ) => Ok(Rating { overall, knowledge, communication, professionalism, tags, comment, private_note }),
            _ => Err(errors),
        }
    }

    /// In the order of the form, none twice.
    fn tags(&self) -> Result<Vec<Tag>, &'static str> {
        if self.tag.iter().any(|word| Tag::parse(word).is_none()) {
            return Err("Choose from the words on this page.");
        }
        let is_chosen = |tag: &&Tag| self.tag.iter().any(|word| word == tag.as_str());
        let tags: Vec<Tag> = Tag::ALL.iter().filter(is_chosen).copied().collect();
        if tags.len() > MOST_TAGS { Err("Choose at most five words.") } else { Ok(tags) }
    }

    /// The four marks: name, words, what was chosen.
    pub(super) fn marks(&self) -> [(&'static str, &'static str, &str); 4] {
        [
            ("overall", "All in all", &self.overall),
            ("knowledge", "Knowledge", &self.knowledge),
            ("communication", "Communication", &self.communication),
            ("professionalism", "Professionalism", &self.professionalism),
        ]
    }

    /// The words that fit `role`: the word, how it reads, whether it was chosen.
    pub(super) fn choices(&self, role: Role) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        Tag::about(role).map(|tag| (tag.as_str(), tag.words(), self.tag.iter().any(|word| word == tag.as_str())))
    }
}

/// What the rated says against a rating, as sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DisputeForm {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub words: String,
}

impl DisputeForm {
    /// What was said, 1 to 1,000 characters.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        let words = text::at_most(MOST_DISPUTED, text::lines(&self.words));
        match words.map_err(|sentence| FieldErrors::one("words", sentence))? {
            words if words.is_empty() => Err(FieldErrors::one("words", "Say in a few words what is unfair.")),
            words => Ok(words),
        }
    }
}

/// What a moderator decides, as sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DecisionForm {
    #[serde(default)]
    pub outcome: String,
    #[serde(default)]
    pub reason: String,
}

impl DecisionForm {
    /// The outcome, and why in 1 to 500 characters.
    pub fn parse(&self) -> Result<(Outcome, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let outcome = errors.take("outcome", Outcome::parse(&self.outcome).ok_or("Choose what becomes of it."));
        let reason = words(&self.reason).and_then(|reason| match reason.is_empty() {
            true => Err("Write a reason: both of them read it.".to_owned()),
            false => Ok(reason),
        });
        let reason = errors.take("reason", reason);
        outcome.zip(reason).ok_or(errors)
    }
}

fn mark(typed: &str) -> Result<i16, &'static str> {
    typed.parse().ok().filter(|mark| (1..=5).contains(mark)).ok_or("Choose a mark from 1 to 5.")
}

fn words(typed: &str) -> Result<String, String> {
    text::at_most(MOST_CHARACTERS, text::lines(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(tags: &[&str]) -> RatingForm {
        let five = "5".to_owned();
        RatingForm {
            overall: five.clone(),
            knowledge: five.clone(),
            communication: five.clone(),
            professionalism: five,
            tag: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..RatingForm::default()
        }
    }

    #[test]
    fn every_mark_is_needed_and_none_is_above_five() {
        let errors = RatingForm { overall: "6".to_owned(), ..RatingForm::default() }.parse().unwrap_err();
        assert_eq!(errors.iter().count(), 4);
    }

    #[test]
    fn words_are_of_the_set_and_five_at_most() {
        let tags = |words: &[&str]| form(words).parse().map(|rating| rating.tags);
        assert_eq!(tags(&["practical", "patient", "patient"]).unwrap(), [Tag::Patient, Tag::Practical]);
        assert!(tags(&["rich"]).is_err());
        let six: Vec<&str> = Tag::about(Role::Teacher).map(Tag::as_str).collect();
        assert_eq!(six.len(), 6);
        assert!(tags(&six).unwrap_err().of("tag").unwrap().contains("at most five"));
    }

    #[test]
    fn a_form_of_a_rating_says_that_rating() {
        let rating = form(&["patient"]).parse().unwrap();
        assert_eq!(RatingForm::of(rating.clone()).parse().unwrap(), rating);
    }
}
