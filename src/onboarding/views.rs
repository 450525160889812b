//! The page of first steps.

use askama::Template;

use super::completeness::{Completeness, Step};
use crate::web::Page;

/// `/onboarding`
#[derive(Template)]
#[template(path = "onboarding/show.html")]
pub(super) struct OnboardingPage {
    pub page: Page,
    pub completeness: Completeness,
    pub is_onboarded: bool,
}
