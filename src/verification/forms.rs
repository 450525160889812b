//! What people fill in, parsed into types.

use serde::Deserialize;

use super::assessment::Answer;
use super::badge::Sharing;
use super::queries::AssessmentRow;
use super::round::MOST_ASKED;
use crate::accounts::MemberId;
use crate::skills::Level;
use crate::web::{FieldErrors, text};

/// The fields of the marks, in the order of the rubric.
pub(super) const MARK_FIELDS: [&str; 5] = ["mark_1", "mark_2", "mark_3", "mark_4", "mark_5"];
/// The levels that an assessor chooses from, in the words of the four tiers. Each stands in the middle of its range.
pub(super) const LEVELS: [(&str, &str); 6] = [
    ("13", "Beginner (0 to 25)"),
    ("35", "Intermediate, lower half (26 to 43)"),
    ("52", "Intermediate, upper half (44 to 60)"),
    ("67", "Advanced, lower half (61 to 73)"),
    ("80", "Advanced, upper half (74 to 85)"),
    ("93", "Expert (86 to 100)"),
];
/// Characters of a note.
const MOST_CHARACTERS: usize = 500;

/// Whom to ask, as sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AskForm {
    #[serde(default)]
    pub peer: Vec<String>,
}

/// An assessment, as sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AssessmentForm {
    #[serde(default)]
    pub mark_1: String,
    #[serde(default)]
    pub mark_2: String,
    #[serde(default)]
    pub mark_3: String,
    #[serde(default)]
    pub mark_4: String,
    #[serde(default)]
    pub mark_5: String,
    #[serde(default)]
    pub level: String,
    /// `yes` or `no`.
    #[serde(default)]
    pub recommends: String,
    #[serde(default)]
    pub note: String,
}

/// Who sees a badge, as sent.
#[derive(Debug, Deserialize)]
pub(super) struct SharingForm {
    #[serde(default)]
    pub sharing: String,
}

/// What to check, as sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CheckForm {
    #[serde(default)]
    pub document: String,
}

impl AskForm {
    pub(super) fn parse(&self) -> Result<Vec<MemberId>, FieldErrors> {
        let parsed: Result<Vec<MemberId>, _> = self.peer.iter().map(|peer| peer.parse()).collect();
        let Ok(mut peers) = parsed else { return Err(FieldErrors::one("peer", "Choose from the people below.")) };
        peers.sort_unstable();
        peers.dedup();
        match i64::try_from(peers.len()) {
            Ok(0) => Err(FieldErrors::one("peer", "Choose at least one person.")),
            Ok(1..=MOST_ASKED) => Ok(peers),
            _ => Err(FieldErrors::one("peer", format!("Choose at most {MOST_ASKED} people."))),
        }
    }
}

impl AssessmentForm {
    /// What was said before, to be changed.
    pub(super) fn of(row: &AssessmentRow) -> Self {
        let mark = |place: usize| row.marks.as_ref().and_then(|marks| marks.get(place)).map(i16::to_string);
        let level = row.level.and_then(|level| {
            // A level between two choices is shown as the nearer one.
            LEVELS.iter().min_by_key(|(value, _)| value.parse::<i16>().map_or(i16::MAX, |value| (value - level).abs()))
        });
        Self {
            mark_1: mark(0).unwrap_or_default(),
            mark_2: mark(1).unwrap_or_default(),
            mark_3: mark(2).unwrap_or_default(),
            mark_4: mark(3).unwrap_or_default(),
            mark_5: mark(4).unwrap_or_default(),
            level: level.map(|(value, _)| (*value).to_owned()).unwrap_or_default(),
            recommends: row.recommends.map(|yes| if yes { "yes" } else { "no" }.to_owned()).unwrap_or_default(),
            note: row.note.clone(),
        }
    }

    /// The marks as typed.
    pub(super) fn marks(&self) -> [&str; 5] {
        [&self.mark_1, &self.mark_2, &self.mark_3, &self.mark_4, &self.mark_5]
    }

    /// What is said by a rubric of so many `criteria`.
    pub(super) fn parse(&self, criteria: usize) -> Result<Answer, FieldErrors> {
        let mut errors = FieldErrors::default();
        let fields = MARK_FIELDS.into_iter().zip(self.marks()).take(criteria);
        let marks: Vec<_> = fields.map(|(field, typed)| errors.take(field, parse_mark(typed))).collect();
        let marks: Option<Vec<i16>> = marks.into_iter().collect();
        let level = self.level.parse().ok().and_then(Level::new);
        let level = errors.take("level", level.ok_or("Choose the level that you saw."));
        let recommends = match self.recommends.as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err("Say yes or no."),
        };
        let recommends = errors.take("recommends", recommends);
        let note = errors.take("note", text::at_most(MOST_CHARACTERS, text::lines(&self.note)));
        match (marks, level, recommends, note) {
            (Some(marks), Some(level), Some(recommends), Some(note)) => Ok(Answer { marks, level, recommends, note }),
            _ => Err(errors),
        }
    }
}

impl SharingForm {
    pub(super) fn parse(&self) -> Option<Sharing> {
        Sharing::parse(&self.sharing).filter(|sharing| *sharing != Sharing::Usual)
    }
}

fn parse_mark(typed: &str) -> Result<i16, &'static str> {
    typed.parse().ok().filter(|mark| (1..=4).contains(mark)).ok_or("Choose one of the four.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_the_note_is_needed() {
        let errors = AssessmentForm::default().parse(5).unwrap_err();
        assert_eq!(errors.iter().count(), 7);
        assert_eq!(AssessmentForm::default().parse(4).unwrap_err().iter().count(), 6);
    }

    #[test]
    fn every_level_offered_is_taken_and_lies_in_its_range() {
        for (value, words) in LEVELS {
            let level = Level::new(value.parse().unwrap()).unwrap();
            assert!(words.starts_with(level.word()), "{value}: {words}");
        }
    }

    #[test]
    fn one_to_ten_different_people_are_asked() {
        let form = |peers: &[&str]| AskForm { peer: peers.iter().map(|peer| (*peer).to_owned()).collect() };
        assert_eq!(form(&["7", "7"]).parse().unwrap(), [MemberId(7)]);
        assert!(form(&[]).parse().is_err() && form(&["x"]).parse().is_err());
        let eleven: Vec<String> = (1..=11).map(|id| id.to_string()).collect();
        let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
        assert!(form(&eleven).parse().is_err() && form(&eleven[1..]).parse().is_ok());
    }
}
