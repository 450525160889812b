//! The pages of this slice.

use askama::Template;

use super::ProviderName;
use super::forms::{LogInForm, SignUpForm};
use crate::web::{FieldErrors, Page};

/// Sign-up.
#[derive(Template)]
#[template(path = "accounts/join.html")]
pub(super) struct JoinPage {
    pub page: Page,
    pub form: SignUpForm,
    pub errors: FieldErrors,
    pub providers: Vec<ProviderName>,
}

/// "Look into your mail".
#[derive(Template)]
#[template(path = "accounts/check_mail.html")]
pub(super) struct CheckMailPage {
    pub page: Page,
    pub shows_mailbox: bool,
}

/// The landing of the link in the mail: a button, because mail scanners open links.
#[derive(Template)]
#[template(path = "accounts/verify.html")]
pub(super) struct VerifyPage {
    pub page: Page,
    pub token: String,
    pub is_open: bool,
}

/// Log-in.
#[derive(Template)]
#[template(path = "accounts/log_in.html")]
pub(super) struct LogInPage {
    pub page: Page,
    pub form: LogInForm,
    pub errors: FieldErrors,
    pub providers: Vec<ProviderName>,
}
