//! Accounts: who a person is to us and how they prove it. Owns `members`, `logins`, `mail_tokens`, `login_attempts`,
//! `linked_identities`, `provider_errands`, `second_factors`, `recovery_codes`, `passkeys` and `passkey_challenges`.
//!
//! Vocabulary: a **member** is a person with an account; a **login** is one place where they are logged in; the
//! **viewer** is the member a request comes from; a **proof** is a viewer's who has just shown again who they are. Facts
//! about members that others must respect (suspended, role, zone) live here; what is done about them lives further right.
//!
//! Invariants: there is one way in (`signing_in::admit`); an answer never tells whether an email has an account, nor
//! does its time or a mail to somebody else; a secret sent by mail is kept as a digest and works once; ending a login
//! ends it on every node; tries that may be guesses are counted before they are made.

mod attempts;
mod avatar;
mod browser;
mod device;
mod email_change;
mod federation;
mod forms;
mod handlers;
mod jobs;
mod joining;
mod live;
mod login;
mod mail_tokens;
mod member;
mod pages;
mod passkeys;
mod password;
mod personal_data;
mod proof;
mod queries;
mod rescue;
mod reset;
mod routes;
mod second_factor;
mod signing_in;
mod suspension;
mod verification;
mod viewer;
mod views;
mod ways_in;

pub use avatar::{Avatar, PhotoKey, PhotoSize};
pub use federation::{Federation, ProviderName};
pub use forms::{EmailAddress, PersonName};
pub use jobs::register as register_jobs;
pub use live::feeds;
pub use login::{LoginId, announce_ended, end as end_login, end_all as end_logins};
pub use member::{
    Member, MemberChanges, MemberId, NewMember, Role, Theme, change_member, create, grant_role, mark_onboarded, staff,
};
pub use pages::Pages;
pub use password::{PasswordHash, Passwords, Verdict};
pub use personal_data::{FORMER_MEMBER, erase, export};
pub use proof::{RecentProof, has_password, knows_password};
pub use queries::{Badges, badges};
pub use routes::routes;
pub use suspension::{SuspensionChanged, reinstate, suspend};
pub use verification::mark_verified;
pub use viewer::{Viewer, Viewers, Visitor};
