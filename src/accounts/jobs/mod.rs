//! Mails about accounts, and what is forgotten once a day.

mod email_change;
mod forgetting;
mod joining;
mod passwords;
mod second_factor;

use jiff::SignedDuration;

use super::federation;
use crate::jobs::Registry;

pub(super) use self::email_change::{EmailChangeAskedMail, EmailChangeMail, EmailChangedMail, OldEmailMail};
pub(super) use self::joining::{AlreadyMemberMail, VerificationMail};
pub(super) use self::passwords::{PasswordChangedMail, ResetMail};
pub(super) use self::second_factor::{SecondFactorMail, SecondFactorNews};

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    federation::register(registry)
        .on::<VerificationMail>()
        .on::<AlreadyMemberMail>()
        .on::<ResetMail>()
        .on::<PasswordChangedMail>()
        .on::<EmailChangeAskedMail>()
        .on::<EmailChangeMail>()
        .on::<EmailChangedMail>()
        .on::<OldEmailMail>()
        .on::<SecondFactorMail>()
        .every("accounts.forget_expired", SignedDuration::from_hours(24), forgetting::ForgetExpired {})
}
