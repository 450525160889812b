//! Mails about the second factor and passkeys.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::accounts::{Member, MemberId, rescue};
use crate::jobs::Job;
use crate::mail::Mail;
use crate::state::AppState;

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::accounts) enum SecondFactorNews {
    /// It was turned on.
    On,
    /// It was turned off.
    Off,
    /// There are ten new recovery codes.
    NewCodes,
    /// Somebody logged in with a recovery code.
    RecoveryCodeUsed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
}

/// Tells a member what has happened to their second factor.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct SecondFactorMail {
    pub member_id: MemberId,
    pub news: SecondFactorNews,
    /// Microseconds, so that each change is a mail of its own.
    pub at: i64,
}

#[derive(Template)]
#[template(path = "accounts/mail/second_factor.html")]
struct SecondFactorHtml<'a> {
    name: &'a str,
    news: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/second_factor.txt", escape = "none")]
struct SecondFactorText<'a> {
    name: &'a str,
    news: &'a str,
    link: &'a str,
}

impl SecondFactorNews {
    fn words(self) -> &'static str {
        match self {
            Self::On => "Two-step log-in is on",
            Self::Off => "Two-step log-in is off",
            Self::NewCodes => "You have new recovery codes",
            Self::RecoveryCodeUsed => "A recovery code was used",
            Self::PasskeyAdded => "A passkey was added",
            Self::PasskeyRemoved => "A passkey was removed",
        }
    }
}

impl Job for SecondFactorMail {
    const KIND: &'static str = "accounts.second_factor_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let member = Member::find(&mut *state.db.get().await?, self.member_id).await?;
        let (news, link) = (self.news.words(), rescue::link(state, member.id, self.at));
        let mail = Mail {
            html: SecondFactorHtml { name: &member.name, news, link: &link }.render()?,
            text: SecondFactorText { name: &member.name, news, link: &link }.render()?,
            to: (member.name, member.email),
            subject: news.to_owned(),
            id: format!("second-factor-{}-{}", member.id, self.at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}
