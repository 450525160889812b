//! Mails to who joins.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::accounts::mail_tokens::{self, Purpose};
use crate::accounts::{Member, MemberId};
use crate::jobs::Job;
use crate::mail::Mail;
use crate::state::AppState;

/// The link that proves a new member's address.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct VerificationMail {
    pub member_id: MemberId,
    /// Microseconds, so that each link asked for is a mail of its own.
    #[serde(default)]
    pub asked_at: i64,
}

/// To an address that signs up a second time: the page answers the same as the first time, this mail tells the owner.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct AlreadyMemberMail {
    pub email: String,
    /// Milliseconds, so that each try is a mail of its own.
    pub asked_at: i64,
}

#[derive(Template)]
#[template(path = "accounts/mail/verification.html")]
struct VerificationHtml<'a> {
    name: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/verification.txt", escape = "none")]
struct VerificationText<'a> {
    name: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/already_member.html")]
struct AlreadyMemberHtml<'a> {
    link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mail/already_member.txt", escape = "none")]
struct AlreadyMemberText<'a> {
    link: &'a str,
}

impl Job for VerificationMail {
    const KIND: &'static str = "accounts.verification_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        let member = Member::find(&mut conn, self.member_id).await?;
        if member.email_verified_at.is_some() {
            return Ok(());
        }
        // A second run makes a second link; both work, the first used proves the address.
        let token = mail_tokens::issue(&mut conn, state.clock.now(), member.id, Purpose::VerifyEmail, None).await?;
        drop(conn);
        let link = state.config.server.absolute(&format!("/email-verification/{token}"));
        let mail = Mail {
            html: VerificationHtml { name: &member.name, link: &link }.render()?,
            text: VerificationText { name: &member.name, link: &link }.render()?,
            to: (member.name, member.email),
            subject: "Confirm your address".to_owned(),
            id: format!("verify-{}-{}", member.id, self.asked_at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for AlreadyMemberMail {
    const KIND: &'static str = "accounts.already_member_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let link = state.config.server.absolute("/login");
        let mail = Mail {
            html: AlreadyMemberHtml { link: &link }.render()?,
            text: AlreadyMemberText { link: &link }.render()?,
            to: (String::new(), self.email),
            subject: "You already have an account".to_owned(),
            id: format!("already-member-{}", self.asked_at),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}
