//! The mail about a series; its dates have mails of their own once they are agreed on.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::queries::{self, MailRow, SeriesId};
use crate::jobs::{Job, Registry};
use crate::mail::Mail;
use crate::state::AppState;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    registry.on::<SeriesMail>()
}

/// Tells the teacher that somebody wants to learn regularly.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SeriesMail {
    pub series_id: SeriesId,
}

#[derive(Template)]
#[template(path = "series/mail/proposal.html")]
struct ProposalHtml<'a> {
    row: &'a MailRow,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "series/mail/proposal.txt", escape = "none")]
struct ProposalText<'a> {
    row: &'a MailRow,
    link: &'a str,
}

impl Job for SeriesMail {
    const KIND: &'static str = "series.proposal_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let row = queries::for_mail(&mut *state.db.get().await?, self.series_id).await?;
        let link = state.config.server.absolute(&format!("/series/{}", self.series_id));
        let mail = Mail {
            subject: format!("{} would like to learn {} from you, {} times", row.learner_name, row.skill, row.dates),
            html: ProposalHtml { row: &row, link: &link }.render()?,
            text: ProposalText { row: &row, link: &link }.render()?,
            to: (row.teacher_name, row.teacher_email),
            id: format!("series-{}", self.series_id),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}
