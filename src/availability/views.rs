//! The pages of this slice.

use askama::Template;

use super::forms::HoursForm;
use crate::web::dates::Locale;
use crate::web::{FieldErrors, Page};

/// A member's weekly hours.
#[derive(Template)]
#[template(path = "availability/hours.html")]
pub(super) struct HoursPage {
    pub page: Page,
    pub zone: String,
    pub locale: Locale,
    pub form: HoursForm,
    pub errors: FieldErrors,
    pub action: &'static str,
    pub submit: &'static str,
}
