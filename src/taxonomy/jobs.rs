//! Telling members what came of their requests.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::queries::{self, AnswerRow};
use super::views::search_path;
use super::{RequestId, RequestState, telling};
use crate::accounts::MemberId;
use crate::jobs::{Job, Registry};
use crate::mail::Mail;
use crate::notifications;
use crate::state::AppState;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    registry.on::<TellSupporters>().on::<AnswerMail>()
}

/// Tells everybody who supports an answered request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TellSupporters {
    pub request_id: RequestId,
}

/// Tells one of them by mail.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AnswerMail {
    pub request_id: RequestId,
    pub member_id: MemberId,
}

#[derive(Template)]
#[template(path = "taxonomy/mail/answer.html")]
struct AnswerHtml<'a> {
    row: &'a AnswerRow,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "taxonomy/mail/answer.txt", escape = "none")]
struct AnswerText<'a> {
    row: &'a AnswerRow,
    link: &'a str,
}

impl Job for TellSupporters {
    const KIND: &'static str = "taxonomy.tell_supporters";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        loop {
            let now = state.clock.now();
            let told = telling::tell_some(&mut *state.db.get().await?, now, self.request_id).await?;
            for member in &told {
                notifications::announce(state, *member);
            }
            if told.is_empty() {
                return Ok(());
            }
        }
    }
}

impl Job for AnswerMail {
    const KIND: &'static str = "taxonomy.answer_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        // Nobody is left to be told when they have gone meanwhile.
        let found = queries::answer(&mut *state.db.get().await?, self.request_id, self.member_id).await?;
        let Some(row) = found else { return Ok(()) };
        let link = state.config.server.absolute(&match row.state {
            RequestState::Approved | RequestState::Merged => search_path(&row.skill),
            RequestState::Declined | RequestState::Open => format!("/skills/requests#request-{}", self.request_id),
        });
        let mail = Mail {
            subject: match row.state {
                RequestState::Approved => format!("{} is a skill on Skillswap now", row.skill),
                RequestState::Merged => format!("{} is here, as {}", row.name, row.skill),
                RequestState::Declined | RequestState::Open => format!("{} will be no skill of its own", row.name),
            },
            html: AnswerHtml { row: &row, link: &link }.render()?,
            text: AnswerText { row: &row, link: &link }.render()?,
            to: (row.member.clone(), row.email.clone()),
            id: format!("skill-request-{}-{}", self.request_id, self.member_id),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}
