//! Disputes, and the record of one.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::bookings::{BookingId, ClaimKind};
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::ledger::Credits;

/// Disputes on one page of the desk.
pub(super) const PAGE: i64 = 50;
/// Lines of one record: more than two people come by in a session of four hours.
const MOST_LINES: i64 = 500;

/// A dispute that waits for a moderator.
#[derive(Debug, QueryableByName)]
pub(super) struct DeskRow {
    #[diesel(sql_type = BigInt)]
    pub id: BookingId,
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Text)]
    pub against: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub kind: ClaimKind,
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: Instant,
}

/// A disputed session with its claim.
#[derive(Debug, QueryableByName)]
pub(super) struct DisputeRow {
    #[diesel(sql_type = BigInt)]
    pub id: BookingId,
    #[diesel(sql_type = BigInt)]
    pub learner_id: MemberId,
    #[diesel(sql_type = Text)]
    pub learner: String,
    #[diesel(sql_type = BigInt)]
    pub learner_claims: i64,
    #[diesel(sql_type = BigInt)]
    pub teacher_id: MemberId,
    #[diesel(sql_type = Text)]
    pub teacher: String,
    #[diesel(sql_type = BigInt)]
    pub teacher_claims: i64,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub agenda: String,
    #[diesel(sql_type = SmallInt)]
    pub minutes: i16,
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub starts_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ends_at: Option<Instant>,
    #[diesel(sql_type = BigInt)]
    pub by_id: MemberId,
    #[diesel(sql_type = Text)]
    pub kind: ClaimKind,
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub minutes_lost: Option<i16>,
    #[diesel(sql_type = BigInt)]
    pub asks: Credits,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    pub answer_until: Instant,
    #[diesel(sql_type = Text)]
    pub answer_words: String,
    #[diesel(sql_type = Text)]
    pub decided_by: String,
    #[diesel(sql_type = Text)]
    pub decision: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub decided_at: Option<Instant>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub paid: Option<Credits>,
}

/// A line of the record.
#[derive(Debug, QueryableByName)]
pub(super) struct LineRow {
    /// Where it was written down and what it is: `event accepted`, `room joined`, `told claim_made`,
    /// `mailed reminder`.
    #[diesel(sql_type = Text)]
    pub what: String,
    /// Who did it, or was told.
    #[diesel(sql_type = Nullable<Text>)]
    pub who: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub at: Instant,
    #[diesel(sql_type = Text)]
    pub words: String,
    /// The times that were proposed, as an array of instants.
    #[diesel(sql_type = Jsonb)]
    pub times: serde_json::Value,
    /// When somebody read what they were told.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub read_at: Option<Instant>,
}

/// What waits for a moderator who is no part of it, the oldest first, after a moment: one more than a page.
pub(super) async fn desk(
    mut conn: &Connection,
    now: Instant,
    moderator: MemberId,
    after: Option<Instant>,
) -> QueryResult<Vec<DeskRow>> {
    diesel::sql_query(
        "SELECT b.id, maker.name AS by, other.name AS against, s.name AS skill, c.kind, b.price, c.made_at
         FROM claims c JOIN bookings b ON b.id = c.booking_id
         JOIN members maker ON maker.id = c.by_id
         JOIN members other ON other.id = CASE WHEN c.by_id = b.learner_id THEN b.teacher_id ELSE b.learner_id END
         JOIN skills s ON s.id = b.skill_id
         WHERE c.decided_at IS NULL AND (c.answer = 'contested' OR c.kind = 'other' AND c.answer_until <= $1)
           AND $2 NOT IN (b.learner_id, b.teacher_id) AND c.made_at > coalesce($3, '-infinity')
         ORDER BY c.made_at, c.booking_id LIMIT $4",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(moderator)
    .bind::<Nullable<Timestamptz>, _>(after)
    .bind::<BigInt, _>(PAGE + 1)
    .prepared()
    .load(&mut conn)
    .await
}

/// A disputed session that `moderator` is no part of.
pub(super) async fn dispute(mut conn: &Connection, moderator: MemberId, id: BookingId) -> QueryResult<DisputeRow> {
    diesel::sql_query(
        "SELECT b.id, b.learner_id, l.name AS learner, b.teacher_id, t.name AS teacher, s.name AS skill, b.agenda,
                b.minutes, b.price, b.starts_at, b.ends_at, b.paid, c.by_id, c.kind, c.words, c.minutes_lost, c.asks,
                c.made_at, c.answer_until, c.answer_words, coalesce(d.name, '') AS decided_by, c.decision, c.decided_at,
                (SELECT count(*) FROM claims o WHERE o.by_id = b.learner_id AND o.booking_id <> b.id) AS learner_claims,
                (SELECT count(*) FROM claims o WHERE o.by_id = b.teacher_id AND o.booking_id <> b.id) AS teacher_claims
         FROM claims c JOIN bookings b ON b.id = c.booking_id
         JOIN members l ON l.id = b.learner_id JOIN members t ON t.id = b.teacher_id
         JOIN skills s ON s.id = b.skill_id
         LEFT JOIN members d ON d.id = c.decided_by
         WHERE c.booking_id = $1 AND $2 NOT IN (b.learner_id, b.teacher_id)",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(moderator)
    .prepared()
    .get_result(&mut conn)
    .await
}

/// Everything that was written down about a session, in the order in which it happened, the newest [`MOST_LINES`] of it.
pub(super) async fn record(mut conn: &Connection, id: BookingId) -> QueryResult<Vec<LineRow>> {
    let mut newest: Vec<LineRow> = diesel::sql_query(
        "SELECT r.what, m.name AS who, r.at, r.words, r.times, r.read_at FROM (
             SELECT 'event ' || e.kind AS what, e.actor_id AS who_id, e.at, coalesce(e.details ->> 'words', '') AS words,
                    coalesce(e.details -> 'times', '[]') AS times, NULL::timestamptz AS read_at, 1 AS source, e.id
             FROM booking_events e WHERE e.booking_id = $1
             UNION ALL
             SELECT 'room ' || p.kind, p.member_id, p.at, CASE p.source WHEN 'page' THEN '' ELSE p.source END, '[]', NULL, 2,
                    p.id
             FROM video_presence p WHERE p.booking_id = $1
             UNION ALL
             SELECT 'told ' || n.kind, n.member_id, n.created_at, '', '[]', n.read_at, 3, n.id
             FROM bookings b JOIN notifications n ON n.member_id IN (b.learner_id, b.teacher_id)
             WHERE b.id = $1 AND n.subject_id = $1 AND n.category = 'sessions'
             UNION ALL
             SELECT 'mailed ' || e.kind, e.member_id, e.sent_at, '', '[]', NULL, 4, e.member_id
             FROM booking_mails e WHERE e.booking_id = $1
         ) r LEFT JOIN members m ON m.id = r.who_id
         ORDER BY r.at DESC, r.source DESC, r.id DESC LIMIT $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(MOST_LINES)
    .prepared()
    .load(&mut conn)
    .await?;
    newest.reverse();
    Ok(newest)
}
