//! Mails about passwords.

use askama::Template;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::accounts::mail_tokens::{self, Purpose};
use crate::accounts::{Member, MemberId};
use crate::jobs::Job;
use crate::mail::Mail;
use crate::schema::members;
use crate::state::AppState;

/// The link to choose a new password, when the address has an account: the page that asks does not look.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct ResetMail {
    pub email: String,
    /// Microseconds, so that each link asked for is a mail of its own.
    pub asked_at: i64,
}

/// Tells a member that their password has changed.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct PasswordChangedMail {
    pub member_id: MemberId,
    /// Microseconds, so that each change is a mail of its own.
    pub at: i64,
}

#[derive(Template)]
#[template(path = "accounts/mail/reset.html")]
struct ResetHtml<'a> {
    name: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/reset.txt", escape = "none")]
struct ResetText<'a> {
    name: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/password_changed.html")]
struct PasswordChangedHtml<'a> {
    name: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/password_changed.txt", escape = "none")]
struct PasswordChangedText<'a> {
    name: &'a str,
    link: &'a str,
}

impl Job for ResetMail {
    const KIND: &'static str = "accounts.reset_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        let found: Option<Member> = members::table
            .filter(members::email.eq(&self.email))
            .select(Member::as_select())
            .first(&mut conn)
            .await
            .optional()?;
        // A stranger's address gets no mail from us.
        let Some(member) = found else { return Ok(()) };
        let token = mail_tokens::issue(&mut conn, state.clock.now(), member.id, Purpose::ResetPassword, None).await?;
        drop(conn);
        let link = state.config.server.absolute(&format!("/password-reset/{token}"));
        let mail = Mail {
            html: ResetHtml { name: &member.name, link: &link }.render()?,
            text: ResetText { name: &member.name, link: &link }.render()?,
            to: (member.name, member.email),
            subject: "Choose a new password".to_owned(),
            id: format!("reset-{}-{}", member.id, self.asked_at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for PasswordChangedMail {
    const KIND: &'static str = "accounts.password_changed_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let member = Member::find(&mut *state.db.get().await?, self.member_id).await?;
        let link = state.config.server.absolute("/password-reset");
        let mail = Mail {
            html: PasswordChangedHtml { name: &member.name, link: &link }.render()?,
            text: PasswordChangedText { name: &member.name, link: &link }.render()?,
            to: (member.name, member.email),
            subject: "Your password has changed".to_owned(),
            id: format!("password-changed-{}-{}", member.id, self.at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}
