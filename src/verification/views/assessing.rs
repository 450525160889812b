//! The pages of those who assess.

use askama::Template;

use crate::accounts::Avatar;
use crate::clock::Instant;
use crate::profiles;
use crate::verification::assessment::AssessmentId;
use crate::verification::forms::{AssessmentForm, LEVELS, MARK_FIELDS};
use crate::verification::queries::{AskedRow, AssessmentRow};
use crate::verification::rubric::{self, MARKS};
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// `/assessments`
#[derive(Template)]
#[template(path = "verification/assessments.html")]
pub(in crate::verification) struct AssessmentsPage {
    pub page: Page,
    pub lines: Vec<AskedLine>,
    /// Where older ones are.
    pub more: Option<String>,
}

/// A line of the list.
pub(in crate::verification) struct AskedLine {
    pub id: AssessmentId,
    pub member: String,
    pub avatar: Avatar,
    pub skill: String,
    pub until: String,
    pub stage: AssessmentStage,
}

/// What an assessor can do, or did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verification) enum AssessmentStage {
    /// They are waited for.
    ToAnswer,
    /// They have answered, and may change it.
    Answered,
    /// They would rather not, and may think better of it.
    Declined,
    /// It is counted.
    Counted,
    /// It is over without them.
    Over,
}

/// `/assessments/{assessment}`
#[derive(Template)]
#[template(path = "verification/assessment.html")]
pub(in crate::verification) struct AssessmentPage {
    pub page: Page,
    pub id: AssessmentId,
    pub member: String,
    pub member_path: String,
    pub avatar: Avatar,
    pub skill: String,
    pub taught: String,
    pub until: String,
    pub stage: AssessmentStage,
    pub criteria: &'static [&'static str],
    pub form: AssessmentForm,
    pub errors: FieldErrors,
    /// Why what was asked did not happen.
    pub refusal: Option<String>,
}

/// A criterion with its field.
pub(in crate::verification) struct Criterion<'a> {
    pub field: &'static str,
    pub sentence: &'static str,
    pub chosen: &'a str,
}

impl AssessmentStage {
    fn of(is_over: bool, is_answered: bool, is_declined: bool) -> Self {
        match (is_over, is_answered, is_declined) {
            (true, true, _) => Self::Counted,
            (true, false, _) => Self::Over,
            (false, true, _) => Self::Answered,
            (false, false, true) => Self::Declined,
            (false, false, false) => Self::ToAnswer,
        }
    }

    /// Whether something can be said still.
    pub(in crate::verification) fn is_open(self) -> bool {
        !matches!(self, Self::Counted | Self::Over)
    }
}

impl AskedLine {
    pub(in crate::verification) fn new(row: AskedRow, now: Instant, local: Local<'_>) -> Self {
        Self {
            id: row.id,
            avatar: Avatar::of(&row.member, row.photo.as_ref()),
            member: row.member,
            skill: row.skill,
            until: dates::date(row.ends_at, local),
            stage: AssessmentStage::of(row.is_decided || row.ends_at <= now, row.is_answered, row.is_declined),
        }
    }
}

impl AssessmentPage {
    pub(in crate::verification) fn new(page: Page, row: AssessmentRow, now: Instant, local: Local<'_>) -> Self {
        let is_over = row.is_decided || row.ends_at <= now;
        Self {
            page,
            id: row.id,
            member_path: profiles::path(row.member_id, &row.member),
            avatar: Avatar::of(&row.member, row.photo.as_ref()),
            taught: dates::date(row.taught_at, local),
            until: dates::date(row.ends_at, local),
            stage: AssessmentStage::of(is_over, row.marks.is_some(), row.is_declined),
            criteria: rubric::criteria(&row.category),
            form: AssessmentForm::of(&row),
            member: row.member,
            skill: row.skill,
            errors: FieldErrors::default(),
            refusal: None,
        }
    }

    /// With a form that was refused, as it was sent.
    pub(in crate::verification) fn with(self, form: AssessmentForm, errors: FieldErrors) -> Self {
        Self { form, errors, ..self }
    }

    /// The rubric with what was chosen.
    pub(in crate::verification) fn rubric(&self) -> Vec<Criterion<'_>> {
        let fields = MARK_FIELDS.into_iter().zip(self.form.marks());
        let criterion = |(sentence, (field, chosen)): (&&'static str, _)| Criterion { field, sentence, chosen };
        self.criteria.iter().zip(fields).map(criterion).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_done_follows_from_what_was_done() {
        use AssessmentStage::{Answered, Counted, Declined, Over, ToAnswer};
        for (is_over, is_answered, is_declined, stage) in [
            (false, false, false, ToAnswer),
            (false, true, false, Answered),
            (false, false, true, Declined),
            (true, true, false, Counted),
            (true, false, false, Over),
            (true, false, true, Over),
        ] {
            assert_eq!(AssessmentStage::of(is_over, is_answered, is_declined), stage);
            assert_eq!(stage.is_open(), !is_over);
        }
    }
}
