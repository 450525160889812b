//! Rows shaped for pages.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Deserialize;

use super::BookingId;
use super::booking::{ClaimKind, Details, EventKind, State};
use crate::accounts::{MemberId, PhotoKey};
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::ledger::Credits;
use crate::skills::SkillId;
use crate::web::dates::Locale;

/// Sessions on one page of the list.
pub(super) const PAGE: i64 = 20;

/// A booking as one of its two people sees it.
#[derive(Debug, QueryableByName)]
pub(super) struct BookingRow {
    #[diesel(sql_type = BigInt)]
    pub id: BookingId,
    #[diesel(sql_type = BigInt)]
    pub teacher_id: MemberId,
    #[diesel(sql_type = BigInt)]
    pub other_id: MemberId,
    #[diesel(sql_type = Text)]
    pub other_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub other_photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    pub other_zone: String,
    #[diesel(sql_type = Text)]
    pub viewer_zone: String,
    #[diesel(sql_type = Text)]
    pub viewer_locale: Locale,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = SmallInt)]
    pub minutes: i16,
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
    #[diesel(sql_type = Text)]
    pub agenda: String,
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub starts_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ends_at: Option<Instant>,
    /// What happened, oldest first.
    #[diesel(sql_type = Jsonb)]
    pub events: serde_json::Value,
    /// The starts that are on the table, by position.
    #[diesel(sql_type = Jsonb)]
    pub slots: serde_json::Value,
    /// Why it was declined or called off.
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// What the teacher got.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub paid: Option<Credits>,
    /// The open offer of another time.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub offer: Option<serde_json::Value>,
    /// Whether it came from help at once.
    #[diesel(sql_type = Bool)]
    pub is_quick_help: bool,
    /// The series that it is a date of.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub series: Option<i64>,
    /// What one of the two claims.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub claim: Option<serde_json::Value>,
    /// What the viewer said.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub given: Option<serde_json::Value>,
    /// What the other one said, once it is shown.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub received: Option<serde_json::Value>,
}

/// One event of a booking's history.
#[derive(Debug, Deserialize)]
pub(super) struct EventRow {
    pub id: i64,
    pub kind: EventKind,
    pub actor_id: Option<MemberId>,
    pub at: Instant,
    pub details: Option<Details>,
}

/// An open offer of another time.
#[derive(Debug, Deserialize)]
pub(super) struct OfferRow {
    pub by_id: MemberId,
    pub note: String,
    pub slots: Vec<SlotRow>,
}

/// A claim about a session.
#[derive(Debug, Deserialize)]
pub(super) struct ClaimRow {
    pub by_id: MemberId,
    pub kind: ClaimKind,
    pub words: String,
    pub minutes_lost: Option<i16>,
    pub asks: Credits,
    pub answer_until: Instant,
    pub answer_words: String,
    pub answered_at: Option<Instant>,
    pub decision: String,
    pub decided_at: Option<Instant>,
}

/// One proposed start.
#[derive(Debug, Deserialize)]
pub(super) struct SlotRow {
    pub position: i16,
    pub starts_at: Instant,
}

/// A line of the list of sessions.
#[derive(Debug, QueryableByName)]
pub(super) struct SessionRow {
    #[diesel(sql_type = BigInt)]
    pub id: BookingId,
    #[diesel(sql_type = Bool)]
    pub i_teach: bool,
    #[diesel(sql_type = Text)]
    pub other_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub other_photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    pub other_zone: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = SmallInt)]
    pub minutes: i16,
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub starts_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ends_at: Option<Instant>,
    #[diesel(sql_type = Bool)]
    pub rated_by_me: bool,
}

/// A member's next session, for their home page.
#[derive(Debug, QueryableByName)]
pub struct NextSession {
    /// The booking.
    #[diesel(sql_type = BigInt)]
    pub id: BookingId,
    /// Whether the member teaches in it.
    #[diesel(sql_type = Bool)]
    pub i_teach: bool,
    /// Who the other one is.
    #[diesel(sql_type = Text)]
    pub other_name: String,
    /// Their photo.
    #[diesel(sql_type = Nullable<Text>)]
    pub other_photo: Option<PhotoKey>,
    /// Their zone.
    #[diesel(sql_type = Text)]
    pub other_zone: String,
    /// What it is about.
    #[diesel(sql_type = Text)]
    pub skill: String,
    /// How long, in minutes.
    #[diesel(sql_type = SmallInt)]
    pub minutes: i16,
    /// When it begins.
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: Instant,
}

/// Who can be proposed to, of `members m`.
macro_rules! can_be_booked {
    () => {
        "m.suspended_at IS NULL AND m.onboarded_at IS NOT NULL"
    };
}

/// The teacher of a proposal page, with what they teach.
#[derive(Debug, QueryableByName)]
pub struct TeacherRow {
    /// What they are called.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// What they teach: [`TaughtSkill`]s.
    #[diesel(sql_type = Jsonb)]
    pub skills: serde_json::Value,
    /// What the learner has to spend.
    #[diesel(sql_type = BigInt)]
    pub available: Credits,
}

/// A skill to choose.
#[derive(Debug, Deserialize)]
pub struct TaughtSkill {
    /// Which.
    pub id: SkillId,
    /// What it is called.
    pub name: String,
}

/// The booking with all that its page shows, when `member` is one of its two people; one statement.
pub(super) async fn booking(conn: &mut Connection, id: BookingId, member: MemberId) -> QueryResult<BookingRow> {
    diesel::sql_query(
        "SELECT b.id, b.teacher_id, o.id AS other_id, o.name AS other_name, p.photo AS other_photo, o.time_zone AS other_zone,
                v.time_zone AS viewer_zone, v.locale AS viewer_locale, s.name AS skill, b.minutes, b.price, b.agenda, b.state, b.starts_at, b.ends_at,
                b.reason, b.paid,
                (SELECT jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'actor_id', e.actor_id, 'at', e.at, 'details', e.details) ORDER BY e.id)
                 FROM booking_events e WHERE e.booking_id = b.id) AS events,
                (SELECT jsonb_agg(jsonb_build_object('position', t.position, 'starts_at', t.starts_at) ORDER BY t.position)
                 FROM booking_slots t WHERE t.booking_id = b.id AND t.round = b.round) AS slots,
                (SELECT jsonb_build_object('by_id', m.by_id, 'note', m.note, 'slots',
                            (SELECT jsonb_agg(jsonb_build_object('position', x.position, 'starts_at', x.starts_at) ORDER BY x.position)
                             FROM move_slots x WHERE x.move_id = m.id))
                 FROM moves m WHERE m.booking_id = b.id AND m.state = 'offered') AS offer,
                (SELECT d.series_id FROM series_dates d WHERE d.booking_id = b.id) AS series,
                EXISTS (SELECT FROM quick_helps q WHERE q.booking_id = b.id) AS is_quick_help,
                (SELECT to_jsonb(c) FROM claims c WHERE c.booking_id = b.id) AS claim,
                (SELECT to_jsonb(r) || jsonb_build_object('dispute', (SELECT jsonb_build_object('outcome', d.outcome, 'reason', d.reason) FROM rating_disputes d
                            WHERE (d.booking_id, d.rater_id) = (r.booking_id, r.rater_id) AND d.outcome IS NOT NULL))
                 FROM ratings r WHERE r.booking_id = b.id AND r.rater_id = $2) AS given,
                (SELECT to_jsonb(r) || jsonb_build_object('dispute', (SELECT jsonb_build_object('outcome', d.outcome, 'reason', d.reason) FROM rating_disputes d
                            WHERE (d.booking_id, d.rater_id) = (r.booking_id, r.rater_id)))
                 FROM ratings r
                 WHERE r.booking_id = b.id AND r.ratee_id = $2 AND r.revealed_at IS NOT NULL) AS received
         FROM bookings b
         JOIN members o ON o.id = CASE WHEN b.learner_id = $2 THEN b.teacher_id ELSE b.learner_id END
         LEFT JOIN profiles p ON p.member_id = o.id
         JOIN members v ON v.id = $2
         JOIN skills s ON s.id = b.skill_id
         WHERE b.id = $1 AND $2 IN (b.learner_id, b.teacher_id)",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(member).prepared()
    .get_result(conn)
    .await
}

/// Which of a member's sessions a page lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Shelf {
    /// Agreed and not over, nearest first.
    #[default]
    Upcoming,
    /// Never agreed, newest first.
    Proposals,
    /// Agreed and over, or called off, newest first.
    Past,
}

impl Shelf {
    /// The word in the address.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Proposals => "proposals",
            Self::Past => "past",
        }
    }
}

macro_rules! session_columns {
    () => {
        "SELECT b.id, b.teacher_id = $1 AS i_teach, o.name AS other_name, p.photo AS other_photo, o.time_zone AS other_zone,
                s.name AS skill, b.minutes, b.state, b.starts_at, b.ends_at,
                EXISTS (SELECT FROM ratings r WHERE r.booking_id = b.id AND r.rater_id = $1) AS rated_by_me "
    };
}

macro_rules! session_joins {
    () => {
        " JOIN members o ON o.id = CASE WHEN b.learner_id = $1 THEN b.teacher_id ELSE b.learner_id END
         LEFT JOIN profiles p ON p.member_id = o.id
         JOIN skills s ON s.id = b.skill_id "
    };
}

/// Both roles are read from their own index and merged.
macro_rules! older_sessions {
    ($which:literal) => {
        concat!(
            session_columns!(),
            "FROM ((SELECT * FROM bookings WHERE learner_id = $1 AND id < $2 AND ",
            $which,
            " ORDER BY id DESC LIMIT $3)
               UNION ALL
               (SELECT * FROM bookings WHERE teacher_id = $1 AND id < $2 AND ",
            $which,
            " ORDER BY id DESC LIMIT $3)) b",
            session_joins!(),
            "ORDER BY b.id DESC LIMIT $3"
        )
    };
}

/// A member's proposals older than booking `before`, newest first, one more than a page.
pub(super) async fn proposals(mut conn: &Connection, member: MemberId, before: i64) -> QueryResult<Vec<SessionRow>> {
    diesel::sql_query(older_sessions!("starts_at IS NULL"))
        .bind::<BigInt, _>(member)
        .bind::<BigInt, _>(before)
        .bind::<BigInt, _>(PAGE + 1)
        .prepared()
        .load(&mut conn)
        .await
}

/// A member's sessions that are over or were called off, older than booking `before`, newest first, one more than a page.
pub(super) async fn past(
    mut conn: &Connection,
    now: Instant,
    member: MemberId,
    before: i64,
) -> QueryResult<Vec<SessionRow>> {
    diesel::sql_query(older_sessions!(
        "starts_at IS NOT NULL AND (state NOT IN ('accepted', 'disputed') OR ends_at <= $4)"
    ))
    .bind::<BigInt, _>(member)
    .bind::<BigInt, _>(before)
    .bind::<BigInt, _>(PAGE + 1)
    .bind::<Timestamptz, _>(now)
    .prepared()
    .load(&mut conn)
    .await
}

/// A member's agreed sessions that begin before `until` and are not over at `from`, in order; at most `most`.
pub(super) async fn agreed(
    mut conn: &Connection,
    member: MemberId,
    (from, until): (Instant, Instant),
    most: i64,
) -> QueryResult<Vec<SessionRow>> {
    diesel::sql_query(concat!(
        session_columns!(),
        "FROM commitments c JOIN bookings b ON b.id = c.booking_id",
        session_joins!(),
        "WHERE c.member_id = $1 AND c.during && tstzrange($2, $3) ORDER BY c.starts_at LIMIT $4"
    ))
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(from)
    .bind::<Timestamptz, _>(until)
    .bind::<BigInt, _>(most)
    .prepared()
    .load(&mut conn)
    .await
}

/// How many proposals wait for an answer of `member`.
pub(super) async fn to_answer(mut conn: &Connection, member: MemberId) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let row: Row = diesel::sql_query(
        "SELECT (SELECT count(*) FROM bookings WHERE teacher_id = $1 AND state = 'proposed')
              + (SELECT count(*) FROM bookings WHERE learner_id = $1 AND state = 'countered') AS count",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await?;
    Ok(row.count)
}

/// The session that is on or comes next.
///
/// # Errors
/// When the database fails.
pub async fn next_session(mut conn: &Connection, now: Instant, member: MemberId) -> QueryResult<Option<NextSession>> {
    diesel::sql_query(
        "SELECT b.id, b.teacher_id = $1 AS i_teach, o.name AS other_name, p.photo AS other_photo, o.time_zone AS other_zone, s.name AS skill,
                b.minutes, c.starts_at
         FROM commitments c
         JOIN bookings b ON b.id = c.booking_id
         JOIN members o ON o.id = CASE WHEN b.learner_id = $1 THEN b.teacher_id ELSE b.learner_id END
         LEFT JOIN profiles p ON p.member_id = o.id
         JOIN skills s ON s.id = b.skill_id
         WHERE c.member_id = $1 AND c.during && tstzrange($2, NULL)
         ORDER BY c.starts_at LIMIT 1",
    )
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(now)
    .prepared()
    .get_result(&mut conn)
    .await
    .optional()
}

/// The teacher whom `learner` wants to learn from.
///
/// # Errors
/// `NotFound` when they cannot be booked.
pub async fn teacher(mut conn: &Connection, teacher: MemberId, learner: MemberId) -> QueryResult<TeacherRow> {
    diesel::sql_query(concat!(
        "SELECT m.name,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) ORDER BY s.name), '[]')
                 FROM member_skills k JOIN skills s ON s.id = k.skill_id
                 WHERE k.member_id = m.id AND k.direction = 'teach') AS skills,
                (SELECT coalesce(max(balance), 0) FROM ledger_accounts WHERE member_id = $2 AND kind = 'available') AS available
         FROM members m
         WHERE m.id = $1 AND m.id <> $2 AND ",
        can_be_booked!()
    ))
    .bind::<BigInt, _>(teacher)
    .bind::<BigInt, _>(learner).prepared()
    .get_result(&mut conn)
    .await
}

/// Whether `teacher`, who is `NotFound` when they cannot be booked, teaches `skill`.
pub(super) async fn is_taught(conn: &mut Connection, teacher: MemberId, skill: SkillId) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        is_taught: bool,
    }
    let row: Row = diesel::sql_query(concat!(
        "SELECT EXISTS (SELECT FROM member_skills k
                         WHERE k.member_id = m.id AND k.direction = 'teach' AND k.skill_id = $2) AS is_taught
         FROM members m WHERE m.id = $1 AND ",
        can_be_booked!()
    ))
    .bind::<BigInt, _>(teacher)
    .bind::<Integer, _>(skill)
    .prepared()
    .get_result(conn)
    .await?;
    Ok(row.is_taught)
}

/// The two people of a booking with what their mails need.
#[derive(Debug, QueryableByName)]
pub(super) struct MailRow {
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = SmallInt)]
    pub minutes: i16,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub starts_at: Option<Instant>,
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
    #[diesel(sql_type = BigInt)]
    pub teacher_id: MemberId,
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = Integer)]
    pub sequence: i32,
    #[diesel(sql_type = Text)]
    pub teacher_name: String,
    #[diesel(sql_type = Text)]
    pub teacher_email: String,
    #[diesel(sql_type = Text)]
    pub teacher_zone: String,
    #[diesel(sql_type = Text)]
    pub teacher_locale: Locale,
    #[diesel(sql_type = Text)]
    pub learner_name: String,
    #[diesel(sql_type = Text)]
    pub learner_email: String,
    #[diesel(sql_type = Text)]
    pub learner_zone: String,
    #[diesel(sql_type = Text)]
    pub learner_locale: Locale,
    #[diesel(sql_type = Integer)]
    pub slots: i32,
}

/// What the mails about a booking say.
pub(super) async fn for_mail(conn: &mut Connection, id: BookingId) -> QueryResult<MailRow> {
    diesel::sql_query(
        "SELECT s.name AS skill, b.minutes, b.starts_at, b.price, b.teacher_id, b.state, b.sequence,
                t.name AS teacher_name, t.email AS teacher_email, t.time_zone AS teacher_zone, t.locale AS teacher_locale,
                l.name AS learner_name, l.email AS learner_email, l.time_zone AS learner_zone, l.locale AS learner_locale,
                (SELECT count(*)::int FROM booking_slots p WHERE p.booking_id = b.id AND p.round = b.round) AS slots
         FROM bookings b
         JOIN skills s ON s.id = b.skill_id
         JOIN members t ON t.id = b.teacher_id
         JOIN members l ON l.id = b.learner_id
         WHERE b.id = $1",
    )
    .bind::<BigInt, _>(id)
    .prepared()
    .get_result(conn)
    .await
}
