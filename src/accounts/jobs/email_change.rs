//! Mails about a change of address.

use askama::Template;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::AlreadyMemberMail;
use crate::accounts::mail_tokens::{self, Purpose};
use crate::accounts::{Member, MemberId, rescue};
use crate::jobs::Job;
use crate::mail::Mail;
use crate::schema::members;
use crate::state::AppState;

/// To the new address: the link that proves it. One that has an account is told so instead, and nobody else is.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct EmailChangeMail {
    pub member_id: MemberId,
    pub email: String,
    /// Microseconds, so that each change asked for is a mail of its own.
    pub asked_at: i64,
}

/// To the address that a member has: a change was asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct EmailChangeAskedMail {
    pub member_id: MemberId,
    pub email: String,
    pub asked_at: i64,
}

/// To the new address: it is the one now.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct EmailChangedMail {
    pub member_id: MemberId,
    pub changed_at: i64,
}

/// To the old address: the way back.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct OldEmailMail {
    pub member_id: MemberId,
    pub old: String,
    pub new: String,
    pub changed_at: i64,
}

#[derive(Template)]
#[template(path = "accounts/mail/email_change.html")]
struct ChangeHtml<'a> {
    name: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/email_change.txt", escape = "none")]
struct ChangeText<'a> {
    name: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/email_change_asked.html")]
struct AskedHtml<'a> {
    name: &'a str,
    email: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/email_change_asked.txt", escape = "none")]
struct AskedText<'a> {
    name: &'a str,
    email: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/email_changed.html")]
struct ChangedHtml<'a> {
    name: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/email_changed.txt", escape = "none")]
struct ChangedText<'a> {
    name: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/old_email.html")]
struct OldHtml<'a> {
    name: &'a str,
    email: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/old_email.txt", escape = "none")]
struct OldText<'a> {
    name: &'a str,
    email: &'a str,
    link: &'a str,
}

impl Job for EmailChangeMail {
    const KIND: &'static str = "accounts.email_change_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        let proven =
            members::table.filter(members::email.eq(&self.email).and(members::email_verified_at.is_not_null()));
        if diesel::select(exists(proven)).get_result(&mut conn).await? {
            drop(conn);
            return AlreadyMemberMail { email: self.email, asked_at: self.asked_at }.run(state).await;
        }
        let member = Member::find(&mut conn, self.member_id).await?;
        drop(conn);
        let token = mail_tokens::secret_of(state, Purpose::ChangeEmail, member.id, self.asked_at);
        let link = state.config.server.absolute(&format!("/email-change/{token}"));
        let mail = Mail {
            html: ChangeHtml { name: &member.name, link: &link }.render()?,
            text: ChangeText { name: &member.name, link: &link }.render()?,
            to: (member.name, self.email),
            subject: "Confirm your new address".to_owned(),
            id: format!("email-change-{}-{}", member.id, self.asked_at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for EmailChangeAskedMail {
    const KIND: &'static str = "accounts.email_change_asked_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let member = Member::find(&mut *state.db.get().await?, self.member_id).await?;
        let link = state.config.server.absolute("/password-reset");
        let mail = Mail {
            html: AskedHtml { name: &member.name, email: &self.email, link: &link }.render()?,
            text: AskedText { name: &member.name, email: &self.email, link: &link }.render()?,
            to: (member.name, member.email),
            subject: "A new address was asked for".to_owned(),
            id: format!("email-change-asked-{}-{}", member.id, self.asked_at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for EmailChangedMail {
    const KIND: &'static str = "accounts.email_changed_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let member = Member::find(&mut *state.db.get().await?, self.member_id).await?;
        let mail = Mail {
            html: ChangedHtml { name: &member.name }.render()?,
            text: ChangedText { name: &member.name }.render()?,
            to: (member.name, member.email),
            subject: "Your address has changed".to_owned(),
            id: format!("email-changed-{}-{}", member.id, self.changed_at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for OldEmailMail {
    const KIND: &'static str = "accounts.old_email_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let member = Member::find(&mut *state.db.get().await?, self.member_id).await?;
        let link = rescue::link(state, member.id, self.changed_at);
        let mail = Mail {
            html: OldHtml { name: &member.name, email: &self.new, link: &link }.render()?,
            text: OldText { name: &member.name, email: &self.new, link: &link }.render()?,
            to: (member.name, self.old),
            subject: "Your address has changed".to_owned(),
            id: format!("old-email-{}-{}", member.id, self.changed_at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}
