//! Mails, what follows a suspension, and what time does.

use askama::Template;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::assessment::AssessmentId;
use super::badge::BadgeId;
use super::keeping;
use super::queries::{self, AskedMailRow, BadgeMailRow};
use super::round;
use crate::accounts::{MemberId, SuspensionChanged};
use crate::db::text_enum;
use crate::jobs::{Job, Registry};
use crate::mail::Mail;
use crate::notifications::{Kind, announce};
use crate::state::AppState;
use crate::web::dates::{self, Local};

/// Adds this slice's jobs and its schedule.
pub fn register(registry: Registry) -> Registry {
    registry
        .on::<AskedMail>()
        .on::<BadgeMail>()
        .on::<StandingChanged>()
        .on::<SuspensionChanged>()
        .on::<KeepBadges>()
        .every("verification.keep_badges", SignedDuration::from_mins(30), KeepBadges {})
}

text_enum!(
    /// What a member is told of a badge.
    News {
        /// It is there.
        Earned = "earned",
        /// It is not so any more.
        Withdrawn = "withdrawn",
        /// It expires within a month.
        Expiring = "expiring",
        /// It has expired.
        Expired = "expired",
    }
);

impl News {
    /// The notification that says it.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Earned => Kind::BadgeEarned,
            Self::Withdrawn => Kind::BadgeWithdrawn,
            Self::Expiring => Kind::BadgeExpiring,
            Self::Expired => Kind::BadgeExpired,
        }
    }
}

/// Asks a peer for an assessment.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AskedMail {
    pub assessment_id: AssessmentId,
}

/// Tells a member of their badge.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct BadgeMail {
    pub badge_id: BadgeId,
    pub news: News,
}

/// What counts for a member may be another sum now.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StandingChanged {
    pub member_id: MemberId,
}

impl StandingChanged {
    /// One waiting fact per member is enough.
    pub(super) fn key(&self) -> String {
        format!("standing-changed:{}", self.member_id)
    }
}

/// Decides rounds, and tells of badges that expire.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeepBadges {}

#[derive(Template)]
#[template(path = "verification/mail/asked.html")]
struct AskedHtml<'a> {
    row: &'a AskedMailRow,
    until: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "verification/mail/asked.txt", escape = "none")]
struct AskedText<'a> {
    row: &'a AskedMailRow,
    until: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "verification/mail/badge.html")]
struct BadgeHtml<'a> {
    row: &'a BadgeMailRow,
    news: News,
    until: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "verification/mail/badge.txt", escape = "none")]
struct BadgeText<'a> {
    row: &'a BadgeMailRow,
    news: News,
    until: &'a str,
    link: &'a str,
}

impl Job for AskedMail {
    const KIND: &'static str = "verification.asked_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        // Whoever has left since, or was suspended, is asked nothing.
        let found = queries::asked_mail(&*state.db.get().await?, self.assessment_id).await?;
        let Some(row) = found else { return Ok(()) };
        let zone = TimeZone::get(&row.zone).unwrap_or(TimeZone::UTC);
        let until = dates::date(row.ends_at, Local { zone: &zone, locale: row.locale });
        let link = state.config.server.absolute(&format!("/assessments/{}", self.assessment_id));
        let mail = Mail {
            subject: format!("{} asks what you think of their {}", row.member, row.skill),
            html: AskedHtml { row: &row, until: &until, link: &link }.render()?,
            text: AskedText { row: &row, until: &until, link: &link }.render()?,
            to: (row.assessor.clone(), row.email.clone()),
            id: format!("assessment-asked-{}", self.assessment_id),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for BadgeMail {
    const KIND: &'static str = "verification.badge_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let found = queries::badge_mail(&*state.db.get().await?, self.badge_id).await?;
        let Some(row) = found else { return Ok(()) };
        let zone = TimeZone::get(&row.zone).unwrap_or(TimeZone::UTC);
        let until = dates::date(row.expires_at, Local { zone: &zone, locale: row.locale });
        let link = state.config.server.absolute(&format!("/me/skills/{}/verification", row.skill_id));
        let (skill, tier) = (&row.skill, row.tier.words());
        let subject = match self.news {
            News::Earned => format!("Your badge: {skill}, {tier}"),
            News::Withdrawn => format!("Your badge {skill}, {tier} was withdrawn"),
            News::Expiring => format!("Your badge {skill}, {tier} expires on {until}"),
            News::Expired => format!("Your badge {skill}, {tier} has expired"),
        };
        let mail = Mail {
            subject,
            html: BadgeHtml { row: &row, news: self.news, until: &until, link: &link }.render()?,
            text: BadgeText { row: &row, news: self.news, until: &until, link: &link }.render()?,
            to: (row.member.clone(), row.email.clone()),
            // The same badge may be lost by time more than once.
            id: format!("badge-{}-{}-{}", self.news.as_str(), self.badge_id, row.expires_at.microseconds()),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for StandingChanged {
    const KIND: &'static str = "verification.standing_changed";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        if keeping::recompute_all(&mut *state.db.get().await?, now, self.member_id).await? {
            announce(state, self.member_id);
        }
        Ok(())
    }
}

impl Job for SuspensionChanged {
    const KIND: &'static str = "accounts.suspension_changed";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let told = keeping::follow_suspension(&mut *state.db.get().await?, now, self.member_id).await?;
        told.into_iter().for_each(|member| announce(state, member));
        Ok(())
    }
}

impl Job for KeepBadges {
    const KIND: &'static str = "verification.keep_badges";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let mut conn = state.db.get().await?;
        let mut told = round::decide_due(&mut conn, now).await?;
        told.extend(keeping::lapse_due(&mut conn, now).await?);
        told.extend(keeping::remind_due(&mut conn, now).await?);
        drop(conn);
        told.into_iter().for_each(|member| announce(state, member));
        Ok(())
    }
}
