//! The seven steps, each a page of its own.

use super::completeness::Part;
use crate::db::text_enum;

text_enum!(
    /// A step on the way; the words are those of addresses, too.
    Step {
        /// Who they are.
        About = "about",
        /// Where they live, and what they speak.
        Place = "place",
        /// What they look like.
        Photo = "photo",
        /// Three skills to teach.
        Teach = "teach",
        /// Three skills to learn.
        Learn = "learn",
        /// When they have time.
        Hours = "hours",
        /// How they like to learn; with it they finish.
        Style = "style",
    }
);

impl Step {
    /// What is asked on its page.
    pub fn parts(self) -> &'static [Part] {
        match self {
            Self::About => &[Part::Bio],
            Self::Place => &[Part::Place, Part::Languages],
            Self::Photo => &[Part::Photo],
            Self::Teach => &[Part::Teach],
            Self::Learn => &[Part::Learn],
            Self::Hours => &[Part::Hours],
            Self::Style => &[Part::Style],
        }
    }

    /// The address of its page.
    pub fn path(self) -> &'static str {
        match self {
            Self::About => "/onboarding/about",
            Self::Place => "/onboarding/place",
            Self::Photo => "/onboarding/photo",
            Self::Teach => "/onboarding/teach",
            Self::Learn => "/onboarding/learn",
            Self::Hours => "/onboarding/hours",
            Self::Style => "/onboarding/style",
        }
    }

    /// One word for the stepper.
    pub fn word(self) -> &'static str {
        match self {
            Self::About => "You",
            Self::Place => "Place",
            Self::Photo => "Photo",
            Self::Teach => "Teach",
            Self::Learn => "Learn",
            Self::Hours => "Hours",
            Self::Style => "Style",
        }
    }

    /// The page's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::About => "About you",
            Self::Place => "Where you are",
            Self::Photo => "Your photo",
            Self::Teach => "What you teach",
            Self::Learn => "What you learn",
            Self::Hours => "Your hours",
            Self::Style => "How you learn",
        }
    }

    /// What to do there, and why.
    pub fn lead(self) -> &'static str {
        match self {
            Self::About => "Seven short steps, about five minutes. Stop at any time: we go on where you left.",
            Self::Place => {
                "So that times are right, and people near you can find you. Nobody sees more than city and country."
            }
            Self::Photo => "People book somebody whose face they have seen.",
            Self::Teach => "Name three skills. Small ones count: what do friends ask you to show them?",
            Self::Learn => "Name three skills that you want. What have you put off for years?",
            Self::Hours => "An hour or two a week is enough. Others can book you only then.",
            Self::Style => "We look for teachers who like it the same way.",
        }
    }

    /// 1 to 7.
    pub fn number(self) -> usize {
        1 + Self::ALL.iter().take_while(|step| **step != self).count()
    }

    /// The step before.
    pub fn previous(self) -> Option<Self> {
        Self::ALL.iter().copied().take_while(|step| *step != self).last()
    }

    /// The step after.
    pub fn next(self) -> Option<Self> {
        Self::ALL.iter().copied().skip_while(|step| *step != self).nth(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_stand_in_a_row() {
        assert_eq!((Step::About.previous(), Step::About.next()), (None, Some(Step::Place)));
        assert_eq!((Step::Style.previous(), Step::Style.next()), (Some(Step::Hours), None));
        assert_eq!((Step::About.number(), Step::Style.number()), (1, 7));
        for step in Step::ALL {
            assert_eq!(step.path(), format!("/onboarding/{}", step.as_str()));
        }
    }
}
