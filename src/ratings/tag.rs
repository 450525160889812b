//! What can be said of somebody with a word: one set for who taught, another for who learned.

use crate::db::text_enum;

/// Tags on one rating, at most.
pub const MOST_TAGS: usize = 5;

/// What the rated did in the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// They taught.
    Teacher,
    /// They learned.
    Learner,
}

text_enum!(
    /// A word about somebody.
    Tag {
        /// Of who taught.
        Patient = "patient",
        /// Of who taught.
        WellPrepared = "well_prepared",
        /// Of who taught.
        ExplainsClearly = "explains_clearly",
        /// Of who taught.
        Encouraging = "encouraging",
        /// Of who taught.
        Practical = "practical",
        /// Of who taught.
        TeachesOnTime = "teaches_on_time",
        /// Of who learned.
        Curious = "curious",
        /// Of who learned.
        AsksGoodQuestions = "asks_good_questions",
        /// Of who learned.
        ComesPrepared = "comes_prepared",
        /// Of who learned.
        OpenToFeedback = "open_to_feedback",
        /// Of who learned.
        Attentive = "attentive",
        /// Of who learned.
        LearnsOnTime = "learns_on_time",
    }
);

impl Tag {
    /// Whom it is said of.
    pub fn role(self) -> Role {
        match self {
            Self::Patient
            | Self::WellPrepared
            | Self::ExplainsClearly
            | Self::Encouraging
            | Self::Practical
            | Self::TeachesOnTime => Role::Teacher,
            Self::Curious
            | Self::AsksGoodQuestions
            | Self::ComesPrepared
            | Self::OpenToFeedback
            | Self::Attentive
            | Self::LearnsOnTime => Role::Learner,
        }
    }

    /// As pages say it: the word with a capital letter and spaces, so that who may not lean on this slice can say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Patient => "Patient",
            Self::WellPrepared => "Well prepared",
            Self::ExplainsClearly => "Explains clearly",
            Self::Encouraging => "Encouraging",
            Self::Practical => "Practical",
            Self::TeachesOnTime => "Teaches on time",
            Self::Curious => "Curious",
            Self::AsksGoodQuestions => "Asks good questions",
            Self::ComesPrepared => "Comes prepared",
            Self::OpenToFeedback => "Open to feedback",
            Self::Attentive => "Attentive",
            Self::LearnsOnTime => "Learns on time",
        }
    }

    /// Those that can be said of `role`, in the order of the form.
    pub fn about(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |tag| tag.role() == role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_said_as_they_are_kept() {
        for tag in Tag::ALL {
            assert_eq!(tag.words().to_lowercase().replace(' ', "_"), tag.as_str());
        }
    }
}
