//! Mails about accounts.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Member, MemberId, federation, verification};
use crate::jobs::{Job, Registry};
use crate::mail::Mail;
use crate::state::AppState;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    federation::register(registry.on::<VerificationMail>().on::<AlreadyMemberMail>())
}

/// The link that proves a new member's address.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct VerificationMail {
    pub member_id: MemberId,
}

/// To an address that signs up a second time: the page answers the same as the first time, this mail tells the owner.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AlreadyMemberMail {
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
        let token = verification::issue(&mut conn, state.clock.now(), member.id).await?;
        drop(conn);
        let link = state.config.server.absolute(&format!("/email-verification/{token}"));
        let mail = Mail {
            html: VerificationHtml { name: &member.name, link: &link }.render()?,
            text: VerificationText { name: &member.name, link: &link }.render()?,
            to: (member.name, member.email),
            subject: "Confirm your address".to_owned(),
            id: format!("verify-{}", member.id),
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
