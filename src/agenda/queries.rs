//! Sessions, as calendars need them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::bookings::{BookingId, State};
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::ledger::Credits;
use crate::web::dates::Locale;

/// A booking with its two people.
#[derive(Debug, QueryableByName)]
pub(super) struct SessionRow {
    #[diesel(sql_type = BigInt)]
    pub id: BookingId,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = SmallInt)]
    pub minutes: i16,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub starts_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ends_at: Option<Instant>,
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub paid: Option<Credits>,
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = Integer)]
    pub sequence: i32,
    #[diesel(sql_type = Text)]
    pub agenda: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// Who called it off.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub cancelled_by: Option<MemberId>,
    /// When it became what it is for calendars: agreed, moved or called off.
    #[diesel(sql_type = Timestamptz)]
    pub changed_at: Instant,
    #[diesel(sql_type = BigInt)]
    pub teacher_id: MemberId,
    #[diesel(sql_type = BigInt)]
    pub learner_id: MemberId,
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
}

/// What all readings begin with.
macro_rules! sessions {
    ($which:literal) => {
        concat!(
            "SELECT b.id, s.name AS skill, b.minutes, b.starts_at, b.ends_at, b.price, b.paid, b.state, b.sequence, b.agenda,
                    b.reason, e.cancelled_by, coalesce(e.changed_at, b.proposed_at) AS changed_at, b.teacher_id, b.learner_id,
                    t.name AS teacher_name, t.email AS teacher_email, t.time_zone AS teacher_zone, t.locale AS teacher_locale,
                    l.name AS learner_name, l.email AS learner_email, l.time_zone AS learner_zone, l.locale AS learner_locale
               FROM bookings b
               JOIN skills s ON s.id = b.skill_id
               JOIN members t ON t.id = b.teacher_id
               JOIN members l ON l.id = b.learner_id,
                    LATERAL (SELECT max(e.at) AS changed_at, max(e.actor_id) FILTER (WHERE e.kind = 'cancelled') AS cancelled_by
                               FROM booking_events e
                              WHERE e.booking_id = b.id AND e.kind IN ('accepted', 'moved', 'cancelled')) e
              WHERE ", $which)
    };
}

/// One booking.
///
/// # Errors
/// When the database fails.
pub(super) async fn session(conn: &mut Connection, id: BookingId) -> QueryResult<SessionRow> {
    diesel::sql_query(sessions!("b.id = $1")).bind::<BigInt, _>(id).prepared().get_result(conn).await
}

/// What stands in the calendars of `member`: what was agreed and not called off and ends after `since`, in order, `most`
/// at most.
///
/// # Errors
/// When the database fails.
pub(super) async fn sessions_of(
    conn: &mut Connection,
    member: MemberId,
    since: Instant,
    most: i64,
) -> QueryResult<Vec<SessionRow>> {
    diesel::sql_query(sessions!(
        "(b.teacher_id = $1 OR b.learner_id = $1) AND b.ends_at > $2
         AND b.state IN ('accepted', 'disputed', 'completed', 'resolved')
         ORDER BY b.starts_at DESC, b.id DESC LIMIT $3"
    ))
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(since)
    .bind::<BigInt, _>(most)
    .prepared()
    .load(conn)
    .await
}
