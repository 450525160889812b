//! Invitations: a mail to each of the two when a session is agreed, has moved or is called off, with the event in it.

use askama::Template;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::icalendar::{self, Method};
use super::session::Session;
use super::watching::{Look, LookAround};
use super::writing::{SetUp, WriteEvent};
use super::{queries, writing};
use crate::accounts::MemberId;
use crate::bookings::{self, BookingId, MailKind, SessionChanged};
use crate::jobs::{Job, Registry, enqueue_unique};
use crate::mail::{Invitation, Mail};
use crate::state::AppState;

/// Adds this slice's jobs and schedules.
pub fn register(registry: Registry) -> Registry {
    registry.on::<SessionChanged>().on::<SessionMail>().on::<SetUp>().on::<WriteEvent>().on::<Look>().every(
        "agenda.look_around",
        SignedDuration::from_mins(1),
        LookAround {},
    )
}

/// Tells one of the two how it is with an agreed session, as of its `sequence`th change.
#[derive(Debug, Serialize, Deserialize)]
struct SessionMail {
    booking_id: BookingId,
    member_id: MemberId,
    sequence: i32,
}

#[derive(Template)]
#[template(path = "agenda/mail/agreed.html")]
struct AgreedHtml<'a> {
    session: &'a Session<'a>,
}

#[derive(Template)]
#[template(path = "agenda/mail/agreed.txt", escape = "none")]
struct AgreedText<'a> {
    session: &'a Session<'a>,
}

#[derive(Template)]
#[template(path = "agenda/mail/cancelled.html")]
struct CancelledHtml<'a> {
    session: &'a Session<'a>,
}

#[derive(Template)]
#[template(path = "agenda/mail/cancelled.txt", escape = "none")]
struct CancelledText<'a> {
    session: &'a Session<'a>,
}

impl Job for SessionChanged {
    const KIND: &'static str = "bookings.session_changed";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let now = state.clock.now();
        let mut conn = state.db.get().await?;
        let row = queries::session(&mut conn, self.booking_id).await?;
        for member_id in [row.teacher_id, row.learner_id] {
            let mail = SessionMail { booking_id: row.id, member_id, sequence: row.sequence };
            enqueue_unique(&mut conn, now, now, &mail.key(), &mail).await?;
        }
        Ok(writing::write_everywhere(&mut conn, now, row.id, [row.teacher_id, row.learner_id]).await?)
    }
}

impl SessionMail {
    fn key(&self) -> String {
        format!("session-mail:{}:{}:{}", self.booking_id, self.sequence, self.member_id)
    }
}

impl Job for SessionMail {
    const KIND: &'static str = "agenda.session_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let row = queries::session(&mut *state.db.get().await?, self.booking_id).await?;
        // When more has happened since, the mail about that is on its way.
        let session = Session::of(self.member_id, &row, &state.config.server);
        let Some(session) = session.filter(|_| row.sequence == self.sequence) else { return Ok(()) };
        let method = if session.is_cancelled() { Method::Cancel } else { Method::Request };
        let event = session.invitation_from(state.mailer.address());
        let invitation = Invitation { method: method.as_str(), file: icalendar::invitation(method, &event) };
        state.mailer.invite(&session.letter()?, &invitation).await?;
        let kind = session.mail_kind();
        Ok(bookings::mailed(&mut *state.db.get().await?, state.clock.now(), row.id, self.member_id, kind).await?)
    }
}

impl Session<'_> {
    /// The mail around the event.
    fn letter(&self) -> askama::Result<Mail> {
        let session = self;
        let (html, text) = if self.is_cancelled() {
            (CancelledHtml { session }.render()?, CancelledText { session }.render()?)
        } else {
            (AgreedHtml { session }.render()?, AgreedText { session }.render()?)
        };
        Ok(Mail { to: self.reader(), subject: self.subject(), html, text, id: self.mail_id() })
    }

    fn mail_kind(&self) -> MailKind {
        match (self.is_cancelled(), self.has_moved()) {
            (true, _) => MailKind::Cancelled,
            (false, true) => MailKind::Moved,
            (false, false) => MailKind::Agreed,
        }
    }

    fn subject(&self) -> String {
        let (skill, other, moment) = (self.skill(), self.other(), self.moment());
        match (self.is_cancelled(), self.has_moved()) {
            (true, _) => format!("Called off: {skill} with {other}, {moment}"),
            (false, true) => format!("Moved: {skill} with {other}, {moment}"),
            (false, false) => format!("Booked: {skill} with {other}, {moment}"),
        }
    }
}
