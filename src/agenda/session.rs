//! A session as one of the two sees it: what mails and calendars say of it.

use jiff::tz::TimeZone;

use super::icalendar::{Event, Invited};
use super::queries::SessionRow;
use crate::accounts::MemberId;
use crate::bookings::State;
use crate::clock::Instant;
use crate::config::ServerConfig;
use crate::ledger::Credits;
use crate::web::dates::{self, Local, Locale};

/// One of the two.
struct Side<'a> {
    name: &'a str,
    email: &'a str,
    zone: TimeZone,
    locale: Locale,
}

/// An agreed session, or one that was, to one of the two.
pub(super) struct Session<'a> {
    row: &'a SessionRow,
    starts_at: Instant,
    ends_at: Instant,
    me: Side<'a>,
    other: Side<'a>,
    pub(super) teaches: bool,
    pub(super) link: String,
    uid: String,
    member: MemberId,
}

impl<'a> Session<'a> {
    /// As `member`, one of the two, sees it; `None` when no time was agreed.
    pub(super) fn of(member: MemberId, row: &'a SessionRow, server: &ServerConfig) -> Option<Self> {
        let (starts_at, ends_at) = row.starts_at.zip(row.ends_at)?;
        let side = |name: &'a str, email: &'a str, zone: &str, locale| Side {
            name,
            email,
            zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
            locale,
        };
        let teacher = side(&row.teacher_name, &row.teacher_email, &row.teacher_zone, row.teacher_locale);
        let learner = side(&row.learner_name, &row.learner_email, &row.learner_zone, row.learner_locale);
        let teaches = row.teacher_id == member;
        let (me, other) = if teaches { (teacher, learner) } else { (learner, teacher) };
        let link = server.absolute(&format!("/bookings/{}", row.id));
        let uid = format!("booking-{}@{}", row.id, server.public_url.host_str().unwrap_or("localhost"));
        Some(Self { row, starts_at, ends_at, me, other, teaches, link, uid, member })
    }

    /// The reader's name and address.
    pub(super) fn reader(&self) -> (String, String) {
        (self.me.name.to_owned(), self.me.email.to_owned())
    }

    pub(super) fn name(&self) -> &str {
        self.me.name
    }

    pub(super) fn other(&self) -> &str {
        self.other.name
    }

    pub(super) fn skill(&self) -> &str {
        &self.row.skill
    }

    pub(super) fn length(&self) -> String {
        dates::length(i64::from(self.row.minutes))
    }

    /// When, by the reader's clock and by the other one's.
    pub(super) fn when(&self) -> String {
        dates::both(self.starts_at, self.local(), &self.other.zone)
    }

    /// The same in a few words, in the reader's zone.
    pub(super) fn moment(&self) -> String {
        dates::moment(self.starts_at, self.local())
    }

    pub(super) fn price(&self) -> String {
        self.row.price.words()
    }

    /// What went to the teacher of a session that was called off; none when nothing did.
    pub(super) fn paid(&self) -> Option<String> {
        self.row.paid.filter(|paid| paid.0 > 0).map(|paid| paid.words())
    }

    /// What went back to the learner of a session that was called off.
    pub(super) fn refund(&self) -> String {
        Credits(self.row.price.0 - self.row.paid.map_or(0, |paid| paid.0)).words()
    }

    /// Why it was called off; empty when nothing was said.
    pub(super) fn reason(&self) -> &str {
        &self.row.reason
    }

    /// Whether the reader called it off.
    pub(super) fn is_called_off_by_reader(&self) -> bool {
        self.row.cancelled_by == Some(self.member)
    }

    /// What makes the mail of this change itself.
    pub(super) fn mail_id(&self) -> String {
        format!("session-{}-{}-{}", self.row.id, self.row.sequence, self.member)
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.row.state == State::Cancelled
    }

    /// Whether its time is another one than the first that was agreed.
    pub(super) fn has_moved(&self) -> bool {
        self.row.sequence > 0
    }

    /// `Spanish: you teach Ben`
    pub(super) fn title(&self) -> String {
        let verb = if self.teaches { "you teach" } else { "you learn from" };
        format!("{}: {verb} {}", self.row.skill, self.other.name)
    }

    /// As calendars know events.
    pub(super) fn event(&self) -> Event {
        Event {
            uid: self.uid.clone(),
            sequence: self.row.sequence,
            stamp: self.row.changed_at,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            summary: self.title(),
            description: self.row.agenda.clone(),
            link: self.link.clone(),
            is_cancelled: self.is_cancelled(),
            people: None,
        }
    }

    /// The same with the reader as the only guest: the address of the other one is not ours to tell.
    pub(super) fn invitation_from(&self, organizer: String) -> Event {
        let people = Invited { organizer: ("Skillswap".to_owned(), organizer), attendee: self.reader() };
        Event { people: Some(people), ..self.event() }
    }

    fn local(&self) -> Local<'_> {
        Local { zone: &self.me.zone, locale: self.me.locale }
    }
}
