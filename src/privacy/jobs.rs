//! Making and forgetting exports, the purge, and two mails.

use askama::Template;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{data_export, departure};
use crate::accounts::{Member, MemberId};
use crate::jobs::{Job, Registry};
use crate::ledger::Credits;
use crate::mail::Mail;
use crate::state::AppState;
use crate::web::dates::{self, Local};

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    let day = SignedDuration::from_hours(24);
    registry
        .on::<MakeExport>()
        .on::<ExportMail>()
        .on::<ForgetFile>()
        .on::<FarewellMail>()
        .every("privacy.forget_exports", day, ForgetExports {})
        .every("privacy.purge", day, Purge {})
}

/// Makes what a member has asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MakeExport {
    pub member_id: MemberId,
}

/// Tells them that it is made.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ExportMail {
    pub member_id: MemberId,
}

/// Deletes a package that no row names any more.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ForgetFile {
    pub file: String,
}

/// To somebody who has just left. It carries the address because no row has it any more; it is gone when the mail is
/// sent, and at the purge at the latest.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FarewellMail {
    pub member_id: MemberId,
    pub email: String,
    pub name: String,
    /// Hundredths of a credit that went back to the house.
    pub lost: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ForgetExports {}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Purge {}

#[derive(Template)]
#[template(path = "privacy/mail/export.html")]
struct ExportHtml<'a> {
    name: &'a str,
    until: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "privacy/mail/export.txt", escape = "none")]
struct ExportText<'a> {
    name: &'a str,
    until: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "privacy/mail/farewell.html")]
struct FarewellHtml<'a> {
    name: &'a str,
    lost: &'a str,
}

#[derive(Template)]
#[template(path = "privacy/mail/farewell.txt", escape = "none")]
struct FarewellText<'a> {
    name: &'a str,
    lost: &'a str,
}

impl Job for MakeExport {
    const KIND: &'static str = "privacy.make_export";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        Ok(data_export::make(state, self.member_id).await?)
    }
}

impl Job for ExportMail {
    const KIND: &'static str = "privacy.export_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let (member, export) = {
            let mut conn = state.db.get().await?;
            let member = Member::find(&mut conn, self.member_id).await?;
            (member, data_export::of(&mut conn, state.clock.now(), self.member_id).await?)
        };
        let times = export.and_then(|export| export.made_at.zip(export.expires_at));
        let Some((made, until)) = times else { return Ok(()) };
        let zone = TimeZone::get(&member.time_zone).unwrap_or(TimeZone::UTC);
        let until = dates::day(until, Local { zone: &zone, locale: member.locale });
        let link = state.config.server.absolute("/me/data");
        let mail = Mail {
            html: ExportHtml { name: &member.name, until: &until, link: &link }.render()?,
            text: ExportText { name: &member.name, until: &until, link: &link }.render()?,
            to: (member.name, member.email),
            subject: "Your data is ready".to_owned(),
            // Of what it tells: sent twice it is one mail to whoever reads it.
            id: format!("export-{}-{}", self.member_id, made.microseconds()),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for ForgetFile {
    const KIND: &'static str = "privacy.forget_file";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        Ok(data_export::forget_file(state, &self.file).await?)
    }
}

impl Job for FarewellMail {
    const KIND: &'static str = "privacy.farewell_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let lost = if self.lost > 0 { Credits(self.lost).words() } else { String::new() };
        let mail = Mail {
            html: FarewellHtml { name: &self.name, lost: &lost }.render()?,
            text: FarewellText { name: &self.name, lost: &lost }.render()?,
            to: (self.name, self.email),
            subject: "Your account is deleted".to_owned(),
            id: format!("farewell-{}", self.member_id),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for ForgetExports {
    const KIND: &'static str = "privacy.forget_exports";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        Ok(data_export::forget_expired(state).await?)
    }
}

impl Job for Purge {
    const KIND: &'static str = "privacy.purge";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        Ok(departure::purge_due(state).await?)
    }
}
