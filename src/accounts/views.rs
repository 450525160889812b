//! The pages of this slice.

use askama::Template;
use jiff::SignedDuration;

use super::forms::{EmailForm, LogInForm, SignUpForm};
use super::passkeys::{self, PasskeyId};
use super::reset::Owner;
use super::second_factor::{RecoveryCode, Standing};
use super::{LoginId, Pages, ProviderName, Viewer, device, queries};
use crate::web::{FieldErrors, Page, dates};

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
    /// Whether the password was chosen in another browser.
    pub asks_password: bool,
    pub errors: FieldErrors,
}

/// Log-in.
#[derive(Template)]
#[template(path = "accounts/log_in.html")]
pub(super) struct LogInPage {
    pub page: Page,
    pub form: LogInForm,
    pub errors: FieldErrors,
    pub providers: Vec<ProviderName>,
    /// How long to wait, after too many tries; empty otherwise.
    pub wait: String,
}

impl LogInPage {
    pub(super) fn new(page: Page, pages: &Pages, form: LogInForm) -> Self {
        Self { page, form, errors: FieldErrors::default(), providers: pages.providers(), wait: String::new() }
    }
}

/// Where a link to choose a new password is asked for.
#[derive(Template)]
#[template(path = "accounts/ask_reset.html")]
pub(super) struct AskResetPage {
    pub page: Page,
    pub form: EmailForm,
    pub errors: FieldErrors,
}

/// The same words whether the address has an account or not.
#[derive(Template)]
#[template(path = "accounts/reset_sent.html")]
pub(super) struct ResetSentPage {
    pub page: Page,
    pub shows_mailbox: bool,
}

/// The landing of the link to choose a new password.
#[derive(Template)]
#[template(path = "accounts/reset.html")]
pub(super) struct ResetPage {
    pub page: Page,
    pub token: String,
    /// Nobody when the link no longer works.
    pub owner: Option<Owner>,
    pub errors: FieldErrors,
}

/// Another password.
#[derive(Template)]
#[template(path = "accounts/own_password.html")]
pub(super) struct PasswordPage {
    pub page: Page,
    pub has_password: bool,
    pub errors: FieldErrors,
}

/// Another address.
#[derive(Template)]
#[template(path = "accounts/own_email.html")]
pub(super) struct EmailPage {
    pub page: Page,
    pub own: String,
    pub awaited: Option<String>,
    pub form: EmailForm,
    pub errors: FieldErrors,
}

/// The landing of a link that changes the address, or takes the old one back.
#[derive(Template)]
#[template(path = "accounts/email_link.html")]
pub(super) struct EmailLinkPage {
    pub page: Page,
    pub token: String,
    /// The address that it is about; nothing when the link no longer works.
    pub email: Option<String>,
}

/// The landing of a link that takes an account back.
#[derive(Template)]
#[template(path = "accounts/take_back.html")]
pub(super) struct TakeBackPage {
    pub page: Page,
    pub token: String,
    pub is_open: bool,
    /// The address to go back to, when that is what changed.
    pub email: Option<String>,
}

/// Proving, anew, who one is.
#[derive(Template)]
#[template(path = "accounts/confirm.html")]
pub(super) struct ConfirmPage {
    pub page: Page,
    pub has_password: bool,
    pub next: String,
    /// How long to wait, after too many tries; empty otherwise.
    pub wait: String,
    pub errors: FieldErrors,
}

/// The second page of a log-in.
#[derive(Template)]
#[template(path = "accounts/code.html")]
pub(super) struct CodePage {
    pub page: Page,
    /// Where to go on afterwards.
    pub next: String,
    /// How long to wait, after too many tries; empty otherwise.
    pub wait: String,
    pub errors: FieldErrors,
}

impl CodePage {
    pub(super) fn new(page: Page, next: &str) -> Self {
        Self { page, next: next.to_owned(), wait: String::new(), errors: FieldErrors::default() }
    }
}

/// The second factor: off, being set up, on.
#[derive(Template)]
#[template(path = "accounts/second_factor.html")]
pub(super) struct SecondFactorPage {
    pub page: Page,
    pub standing: Standing,
    /// The key to type into an app, while it is being set up.
    pub key: String,
    pub errors: FieldErrors,
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "accounts/recovery_codes.html")]
pub(super) struct RecoveryCodesPage {
    pub page: Page,
    pub codes: Vec<String>,
    /// The same as a text file: an address that holds its content, so that nothing is kept for the download.
    pub file: String,
}

impl RecoveryCodesPage {
    pub(super) fn new(page: Page, codes: &[RecoveryCode]) -> Self {
        let codes: Vec<_> = codes.iter().map(RecoveryCode::shown).collect();
        Self { page, file: format!("data:text/plain;charset=utf-8,{}%0A", codes.join("%0A")), codes }
    }
}

/// A member's passkeys.
#[derive(Template)]
#[template(path = "accounts/passkeys.html")]
pub(super) struct PasskeysPage {
    pub page: Page,
    pub passkeys: Vec<PasskeyRow>,
    /// Whether this installation can have them.
    pub is_possible: bool,
    /// The name typed for a new one.
    pub typed: String,
    pub errors: FieldErrors,
}

/// One of them.
pub(super) struct PasskeyRow {
    pub id: PasskeyId,
    pub name: String,
    pub added: String,
    /// Empty when it never was.
    pub used: String,
}

impl PasskeysPage {
    pub(super) fn new(page: Page, listed: Vec<passkeys::Listed>, zone: dates::Local<'_>, is_possible: bool) -> Self {
        let row = |key: passkeys::Listed| PasskeyRow {
            id: key.id,
            name: key.name,
            added: dates::date(key.created_at, zone),
            used: key.last_used_at.map(|used| dates::date(used, zone)).unwrap_or_default(),
        };
        let passkeys = listed.into_iter().map(row).collect();
        Self { page, passkeys, is_possible, typed: String::new(), errors: FieldErrors::default() }
    }

    pub(super) fn with_form(self, typed: String, errors: FieldErrors) -> Self {
        Self { typed, errors, ..self }
    }
}

/// Where a member is logged in.
#[derive(Template)]
#[template(path = "accounts/logins.html")]
pub(super) struct LoginsPage {
    pub page: Page,
    pub logins: Vec<LoginRow>,
}

/// One place where a member is logged in.
pub(super) struct LoginRow {
    pub id: LoginId,
    pub device: String,
    pub place: String,
    pub since: String,
    pub seen: String,
    pub seen_at: String,
    pub is_this: bool,
}

impl LoginsPage {
    pub(super) fn new(page: Page, places: Vec<queries::Place>, viewer: &Viewer) -> Self {
        let row = |place: queries::Place| LoginRow {
            id: place.id,
            device: device::name(&place.user_agent),
            place: device::place(&place.zone, place.address),
            since: dates::moment(place.created_at, viewer.local()),
            seen: dates::moment(place.last_seen_at, viewer.local()),
            seen_at: place.last_seen_at.datetime(),
            is_this: place.id == viewer.login_id,
        };
        Self { page, logins: places.into_iter().map(row).collect() }
    }

    fn has_others(&self) -> bool {
        self.logins.iter().any(|login| !login.is_this)
    }
}

/// `40 seconds`, `3 minutes`: never less than what is to be waited.
pub(super) fn waiting_words(wait: SignedDuration) -> String {
    let seconds = wait.as_secs().saturating_add(i64::from(wait.subsec_nanos() > 0));
    if seconds <= 60 { format!("{seconds} seconds") } else { dates::length(seconds.saturating_add(59) / 60) }
}
