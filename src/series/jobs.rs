//! The mail about a series; its dates have mails of their own once they are agreed on.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::queries::{self, MailRow, SeriesId};
use crate::clock::Instant;
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
    /// When dates were proposed that came later than the series.
    #[serde(default)]
    pub at: Option<Instant>,
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
        // Nothing is asked any more when all of it was answered or taken back meanwhile.
        let Some(row) = queries::for_mail(&mut *state.db.get().await?, self.series_id).await? else { return Ok(()) };
        let link = state.config.server.absolute(&format!("/series/{}", self.series_id));
        let mail = Mail {
            subject: row.subject(),
            html: ProposalHtml { row: &row, link: &link }.render()?,
            text: ProposalText { row: &row, link: &link }.render()?,
            to: (row.teacher_name, row.teacher_email),
            id: match self.at {
                None => format!("series-{}", self.series_id),
                Some(at) => format!("series-{}-{}", self.series_id, at.microseconds()),
            },
        };
        Ok(state.mailer.send(&mail).await?)
    }
}
