//! Mails about sessions: a proposal, what begins soon, a claim that waits for an answer.

use askama::Template;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::queries::{self, MailRow};
use super::{BookingId, ClaimKind, MailKind, State, booking};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::Job;
use crate::mail::Mail;
use crate::schema::claims;
use crate::state::AppState;
use crate::web::dates::{self, Local, Locale};

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

/// Tells the other one that an answer to a claim is due, or that it still is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ClaimMail {
    pub booking_id: BookingId,
    /// Who is to answer.
    pub member_id: MemberId,
    /// Whether it was said before.
    pub again: bool,
}

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

#[derive(Template)]
#[template(path = "bookings/mail/claim.html")]
struct ClaimHtml<'a> {
    letter: &'a Letter<'a>,
    claim: &'a Claim,
}

#[derive(Template)]
#[template(path = "bookings/mail/claim.txt", escape = "none")]
struct ClaimText<'a> {
    letter: &'a Letter<'a>,
    claim: &'a Claim,
}

/// What the mail says of a claim.
struct Claim {
    kind: ClaimKind,
    until: String,
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
    /// The reader's.
    zone: TimeZone,
    locale: Locale,
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
        state.mailer.send(&mail).await?;
        noted(state, self.booking_id, row.teacher_id, MailKind::Proposal).await
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
        state.mailer.send(&mail).await?;
        noted(state, self.booking_id, self.member_id, MailKind::Reminder).await
    }
}

impl Job for ClaimMail {
    const KIND: &'static str = "bookings.claim_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        let Some((kind, until)) = open_claim(&mut conn, state.clock.now(), self.booking_id).await? else {
            return Ok(());
        };
        let row = queries::for_mail(&mut conn, self.booking_id).await?;
        drop(conn);
        let Some(letter) = Letter::to(self.member_id, &row, state, self.booking_id) else { return Ok(()) };
        let claim = Claim { kind, until: dates::moment(until, letter.local()) };
        let subject = if self.again { "Still waiting for your answer" } else { "Please answer" };
        let mail = Mail {
            subject: format!("{subject}: {} with {}", letter.skill, letter.other),
            html: ClaimHtml { letter: &letter, claim: &claim }.render()?,
            text: ClaimText { letter: &letter, claim: &claim }.render()?,
            to: (letter.name.to_owned(), letter.address.to_owned()),
            id: format!("claim-{}-{}", self.booking_id, self.again),
        };
        state.mailer.send(&mail).await?;
        let kind = if self.again { MailKind::ClaimReminder } else { MailKind::Claim };
        noted(state, self.booking_id, self.member_id, kind).await
    }
}

/// What is claimed and until when it can be answered, when it still can.
async fn open_claim(conn: &mut Connection, now: Instant, id: BookingId) -> QueryResult<Option<(ClaimKind, Instant)>> {
    let open = claims::answer.is_null().and(claims::decided_at.is_null()).and(claims::answer_until.gt(now));
    claims::table.find(id).filter(open).select((claims::kind, claims::answer_until)).first(conn).await.optional()
}

/// Notes what was sent.
async fn noted(state: &AppState, id: BookingId, member: MemberId, kind: MailKind) -> anyhow::Result<()> {
    Ok(booking::mailed(&mut *state.db.get().await?, state.clock.now(), id, member, kind).await?)
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
            locale: me.3,
            zone: me.2,
        })
    }

    fn local(&self) -> Local<'_> {
        Local { zone: &self.zone, locale: self.locale }
    }
}
