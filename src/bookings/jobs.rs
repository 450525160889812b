//! Mails about sessions, and what time does to them.

use askama::Template;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::live::announce;
use super::queries::{self, MailRow};
use super::{BookingId, State, booking};
use crate::accounts::MemberId;
use crate::jobs::{Job, Registry};
use crate::mail::Mail;
use crate::notifications;
use crate::state::AppState;
use crate::web::dates::{self, Local};

/// Adds this slice's jobs and schedules.
pub fn register(registry: Registry) -> Registry {
    registry.on::<ProposalMail>().on::<ReminderMail>().on::<MoveOn>().every(
        "bookings.move_on",
        SignedDuration::from_mins(1),
        MoveOn {},
    )
}

/// Tells the teacher that somebody wants to learn.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProposalMail {
    pub booking_id: BookingId,
}

/// Reminds one of the two that a session begins in about so many minutes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReminderMail {
    pub booking_id: BookingId,
    pub member_id: MemberId,
    pub minutes: i32,
}

/// What time does: reminds, settles what is over, expires what nobody answered, settles what nobody answers for.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct MoveOn {}

#[derive(Template)]
#[template(path = "bookings/mail/proposal.html")]
struct ProposalHtml<'a> {
    row: &'a MailRow,
    length: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "bookings/mail/proposal.txt", escape = "none")]
struct ProposalText<'a> {
    row: &'a MailRow,
    length: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "bookings/mail/reminder.html")]
struct ReminderHtml<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "bookings/mail/reminder.txt", escape = "none")]
struct ReminderText<'a> {
    letter: &'a Letter<'a>,
}

/// What a mail to one of the two says of an agreed session.
struct Letter<'a> {
    name: &'a str,
    address: &'a str,
    other: &'a str,
    skill: &'a str,
    length: String,
    when: String,
    /// The same in a few words, in the reader's zone.
    moment: String,
    teaches: bool,
    link: String,
}

impl Job for ProposalMail {
    const KIND: &'static str = "bookings.proposal_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let row = queries::for_mail(&mut *state.db.get().await?, self.booking_id).await?;
        let link = state.config.server.absolute(&format!("/bookings/{}", self.booking_id));
        let length = dates::length(i64::from(row.minutes));
        let mail = Mail {
            subject: format!("{} would like to learn {} from you", row.learner_name, row.skill),
            html: ProposalHtml { row: &row, length: &length, link: &link }.render()?,
            text: ProposalText { row: &row, length: &length, link: &link }.render()?,
            to: (row.teacher_name, row.teacher_email),
            id: format!("proposal-{}", self.booking_id),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl Job for ReminderMail {
    const KIND: &'static str = "bookings.reminder_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        // Where mail was late, a nearer one is on its way, or the session has moved.
        if !booking::is_newest_reminder(&mut conn, self.booking_id, self.minutes).await? {
            return Ok(());
        }
        let row = queries::for_mail(&mut conn, self.booking_id).await?;
        drop(conn);
        let is_ahead =
            row.state == State::Accepted && row.starts_at.is_some_and(|starts_at| state.clock.now() < starts_at);
        let Some(letter) = Letter::to(self.member_id, &row, state, self.booking_id).filter(|_| is_ahead) else {
            return Ok(());
        };
        let mail = Mail {
            subject: format!("Soon: {} with {}, {}", letter.skill, letter.other, letter.moment),
            html: ReminderHtml { letter: &letter }.render()?,
            text: ReminderText { letter: &letter }.render()?,
            to: (letter.name.to_owned(), letter.address.to_owned()),
            id: format!("reminder-{}-{}-{}-{}", self.booking_id, row.sequence, self.member_id, self.minutes),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}

impl<'a> Letter<'a> {
    /// To `member`, one of the two; `None` when no time was agreed.
    fn to(member: MemberId, row: &'a MailRow, state: &AppState, booking: BookingId) -> Option<Self> {
        let starts_at = row.starts_at?;
        let teaches = row.teacher_id == member;
        let zone = |name: &str| TimeZone::get(name).unwrap_or(TimeZone::UTC);
        let teacher =
            (row.teacher_name.as_str(), row.teacher_email.as_str(), zone(&row.teacher_zone), row.teacher_locale);
        let learner =
            (row.learner_name.as_str(), row.learner_email.as_str(), zone(&row.learner_zone), row.learner_locale);
        let (me, other) = if teaches { (teacher, learner) } else { (learner, teacher) };
        let local = Local { zone: &me.2, locale: me.3 };
        Some(Self {
            name: me.0,
            address: me.1,
            other: other.0,
            skill: &row.skill,
            length: dates::length(i64::from(row.minutes)),
            when: dates::both(starts_at, local, &other.2),
            moment: dates::moment(starts_at, local),
            teaches,
            link: state.config.server.absolute(&format!("/bookings/{booking}")),
        })
    }
}

impl Job for MoveOn {
    const KIND: &'static str = "bookings.move_on";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let mut conn = state.db.get().await?;
        let reminded = booking::remind_due(&mut conn, now).await?;
        let mut moved = booking::settle_due(&mut conn, now).await?;
        moved.extend(booking::reveal_due(&mut conn, now).await?);
        moved.extend(booking::expire_overdue(&mut conn, now).await?);
        moved.extend(booking::lapse_due(&mut conn, now).await?);
        drop(conn);
        for member in reminded {
            notifications::announce(state, member);
        }
        for (booking, member) in moved {
            announce(state, booking, member);
        }
        Ok(())
    }
}
