//! The pages of first steps.

use askama::Template;

use super::{Completeness, Step};
use crate::accounts::Avatar;
use crate::availability::HoursForm;
use crate::profiles::ProfileForm;
use crate::skills::{Direction, MineList, Search};
use crate::web::dates::Locale;
use crate::web::{FieldErrors, Page};

/// Where in the row of steps a page stands.
pub(super) struct Steps {
    pub current: Step,
    pub completeness: Completeness,
}

/// `/onboarding/about`, `/onboarding/place`, `/onboarding/style`
#[derive(Template)]
#[template(path = "onboarding/profile.html")]
pub(super) struct ProfilePage {
    pub page: Page,
    pub steps: Steps,
    pub form: ProfileForm,
    pub errors: FieldErrors,
    pub is_onboarded: bool,
}

/// `/onboarding/photo`
#[derive(Template)]
#[template(path = "onboarding/photo.html")]
pub(super) struct PhotoPage {
    pub page: Page,
    pub steps: Steps,
    pub avatar: Avatar,
    /// Why a picture was refused, or empty.
    pub error: String,
}

/// `/onboarding/teach`, `/onboarding/learn`
#[derive(Template)]
#[template(path = "onboarding/skills.html")]
pub(super) struct SkillsPage {
    pub page: Page,
    pub steps: Steps,
    pub search: Search,
    pub list: MineList,
}

/// `/onboarding/hours`
#[derive(Template)]
#[template(path = "onboarding/hours.html")]
pub(super) struct HoursPage {
    pub page: Page,
    pub steps: Steps,
    pub zone: String,
    pub locale: Locale,
    pub form: HoursForm,
    pub errors: FieldErrors,
}

/// A step in the row.
struct Stop {
    step: Step,
    is_current: bool,
    is_done: bool,
}

impl Steps {
    /// The row.
    fn stops(&self) -> impl Iterator<Item = Stop> {
        Step::ALL.iter().map(|step| Stop {
            step: *step,
            is_current: *step == self.current,
            is_done: self.completeness.is_done(*step),
        })
    }

    /// Whether this page has nothing left to ask.
    fn is_done(&self) -> bool {
        self.completeness.is_done(self.current)
    }
}
