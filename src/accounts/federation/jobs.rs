//! A mail when a way in is added or taken away, and forgetting of errands.

use askama::Template;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{ProviderName, errand};
use crate::accounts::{Member, MemberId, rescue};
use crate::db::text_enum;
use crate::jobs::{Job, Registry};
use crate::mail::Mail;
use crate::state::AppState;

/// Adds these jobs.
pub fn register(registry: Registry) -> Registry {
    registry.on::<LinkMail>().every("accounts.forget_errands", SignedDuration::from_hours(1), ForgetErrands {})
}

text_enum!(
    /// What was done.
    Change {
        /// A provider opens the account from now on.
        Linked = "linked",
        /// It does no longer.
        Unlinked = "unlinked",
    }
);

/// To a member whose account has a way in more, or one less.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LinkMail {
    pub member: MemberId,
    pub provider: ProviderName,
    pub change: Change,
    /// Microseconds, so that each change is a mail of its own.
    pub at: i64,
}

/// Errands that nobody came back from.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ForgetErrands {}

#[derive(Template)]
#[template(path = "accounts/mail/linked.html")]
struct LinkHtml<'a> {
    name: &'a str,
    provider: ProviderName,
    is_linked: bool,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/linked.txt", escape = "none")]
struct LinkText<'a> {
    name: &'a str,
    provider: ProviderName,
    is_linked: bool,
    link: &'a str,
}

impl Job for LinkMail {
    const KIND: &'static str = "accounts.link_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let member = Member::find(&mut *state.db.get().await?, self.member).await?;
        let (name, provider, is_linked) = (member.name.as_str(), self.provider, self.change == Change::Linked);
        let link = rescue::link(state, self.member, self.at);
        let done = if is_linked { "linked to" } else { "unlinked from" };
        let mail = Mail {
            html: LinkHtml { name, provider, is_linked, link: &link }.render()?,
            text: LinkText { name, provider, is_linked, link: &link }.render()?,
            subject: format!("{provider} was {done} your account"),
            id: format!("link-{}-{}", self.member, self.at),
            to: (member.name, member.email),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for ForgetErrands {
    const KIND: &'static str = "accounts.forget_errands";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        Ok(errand::forget_expired(&mut *state.db.get().await?, state.clock.now()).await?)
    }
}
