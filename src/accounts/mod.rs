//! Accounts: who a person is to us and how they prove it. Owns `members`, `logins`, `mail_tokens`,
//! `linked_identities` and `provider_errands`.
//!
//! Vocabulary: a **member** is a person with an account; a **login** is one place where they are logged in; the
//! **viewer** is the member a request comes from. Facts about members that others must respect (suspended, role, zone)
//! live here; what is done about them lives further right.
//!
//! Invariants: an answer never tells whether an email has an account; a secret sent by mail is kept as a digest and
//! works once; ending a login ends it on every node.

mod avatar;
mod federation;
mod forms;
mod handlers;
mod jobs;
mod live;
mod login;
mod member;
mod pages;
mod password;
mod queries;
mod routes;
mod verification;
mod viewer;
mod views;
mod ways_in;

pub use avatar::{Avatar, PhotoKey, PhotoSize};
pub use federation::{Federation, ProviderName};
pub use forms::PersonName;
pub use jobs::register as register_jobs;
pub use live::feeds;
pub use login::{LoginId, end as end_login, start as start_login};
pub use member::{
    Member, MemberChanges, MemberId, NewMember, Role, Theme, change_member, create, grant_role, mark_onboarded,
};
pub use pages::Pages;
pub use password::{PasswordHash, Passwords};
pub use queries::{Badges, badges};
pub use routes::routes;
pub use verification::mark_verified;
pub use viewer::{Viewer, Viewers, Visitor};
