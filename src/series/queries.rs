//! Rows shaped for verbs and pages.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use jiff::civil::Date;
use serde::Deserialize;

use super::error::Refusal;
use crate::accounts::{MemberId, PhotoKey};
use crate::bookings::{self, BookingId, State};
use crate::clock::Instant;
use crate::db::{Connection, Prepare, id_type};
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::schema::{series, series_dates};

id_type!(
    /// A series' id.
    SeriesId(i64)
);

/// Who a series is between.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = series)]
pub(super) struct Series {
    pub id: SeriesId,
    pub learner_id: MemberId,
    pub teacher_id: MemberId,
}

impl Series {
    /// The series, when `member` is one of its two people; it never changes, so nobody locks it.
    pub(super) async fn find(conn: &mut Connection, id: SeriesId, member: MemberId) -> QueryResult<Self> {
        let theirs = series::learner_id.eq(member).or(series::teacher_id.eq(member));
        series::table.find(id).filter(theirs).select(Self::as_select()).first(conn).await
    }

    /// Its bookings, locked until the transaction ends.
    pub(super) async fn lock(&self, conn: &mut Connection) -> QueryResult<Vec<BookingId>> {
        let dates = series_dates::table.filter(series_dates::series_id.eq(self.id));
        let ids: Vec<Option<BookingId>> = dates.select(series_dates::booking_id).load(conn).await?;
        let ids: Vec<BookingId> = ids.into_iter().flatten().collect();
        bookings::lock_all(conn, &ids).await?;
        Ok(ids)
    }

    /// The other of the two.
    pub(super) fn other(&self, member: MemberId) -> MemberId {
        if member == self.teacher_id { self.learner_id } else { self.teacher_id }
    }
}

/// A series as one of its two people sees it.
#[derive(Debug, QueryableByName)]
pub(super) struct SeriesRow {
    #[diesel(sql_type = BigInt)]
    pub id: SeriesId,
    #[diesel(sql_type = BigInt)]
    pub learner_id: MemberId,
    #[diesel(sql_type = BigInt)]
    pub teacher_id: MemberId,
    #[diesel(sql_type = SmallInt)]
    pub every_weeks: i16,
    #[diesel(sql_type = BigInt)]
    pub other_id: MemberId,
    #[diesel(sql_type = Text)]
    pub other_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub other_photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    pub other_zone: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub agenda: String,
    /// [`DateRow`]s, in order.
    #[diesel(sql_type = Jsonb)]
    pub dates: serde_json::Value,
}

/// One date of a series.
#[derive(Debug, Deserialize)]
pub(super) struct DateRow {
    pub on_date: Date,
    /// As it was planned; none in a gap of the clocks.
    pub starts_at: Option<Instant>,
    pub refusal: Option<Refusal>,
    pub booking: Option<DateBooking>,
}

/// Where a date's booking stands.
#[derive(Debug, Deserialize)]
pub(super) struct DateBooking {
    pub id: BookingId,
    pub state: State,
    pub round: i16,
    pub minutes: i16,
    pub price: Credits,
    pub starts_at: Option<Instant>,
    pub ends_at: Option<Instant>,
}

impl SeriesRow {
    /// Its dates, in order.
    ///
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(super) fn dates(&self) -> AppResult<Vec<DateRow>> {
        Vec::deserialize(&self.dates).map_err(AppError::internal)
    }

    /// The bookings of its dates.
    ///
    /// # Errors
    /// See [`SeriesRow::dates`].
    pub(super) fn bookings(&self) -> AppResult<Vec<BookingId>> {
        Ok(self.dates()?.into_iter().filter_map(|date| date.booking.map(|booking| booking.id)).collect())
    }
}

/// The series with its dates, when `member` is one of its two people; one statement.
pub(super) async fn series(mut conn: &Connection, id: SeriesId, member: MemberId) -> QueryResult<SeriesRow> {
    diesel::sql_query(
        "SELECT r.id, r.learner_id, r.teacher_id, r.every_weeks, o.id AS other_id, o.name AS other_name, p.photo AS other_photo,
                o.time_zone AS other_zone, d.skill, d.agenda, d.dates
         FROM series r
         JOIN members o ON o.id = CASE WHEN r.learner_id = $2 THEN r.teacher_id ELSE r.learner_id END
         LEFT JOIN profiles p ON p.member_id = o.id
         CROSS JOIN LATERAL (
            SELECT max(s.name) AS skill, coalesce(max(b.agenda), '') AS agenda,
                   jsonb_agg(jsonb_build_object('on_date', t.on_date, 'starts_at', t.starts_at, 'refusal', t.refusal,
                        'booking', CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('id', b.id, 'state', b.state,
                            'round', b.round, 'minutes', b.minutes, 'price', b.price, 'starts_at', b.starts_at,
                            'ends_at', b.ends_at) END) ORDER BY t.position) AS dates
              FROM series_dates t LEFT JOIN bookings b ON b.id = t.booking_id LEFT JOIN skills s ON s.id = b.skill_id
             WHERE t.series_id = r.id) d
         WHERE r.id = $1 AND $2 IN (r.learner_id, r.teacher_id)",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await
}

/// What the mail to a series' teacher says.
#[derive(Debug, QueryableByName)]
pub(super) struct MailRow {
    #[diesel(sql_type = Text)]
    pub teacher_name: String,
    #[diesel(sql_type = Text)]
    pub teacher_email: String,
    #[diesel(sql_type = Text)]
    pub learner_name: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = BigInt)]
    pub dates: i64,
    /// What all of them cost.
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
}

/// See [`MailRow`].
pub(super) async fn for_mail(conn: &mut Connection, id: SeriesId) -> QueryResult<MailRow> {
    diesel::sql_query(
        "SELECT t.name AS teacher_name, t.email AS teacher_email, l.name AS learner_name, max(s.name) AS skill,
                count(*) AS dates, sum(b.price)::bigint AS price
         FROM series r JOIN members t ON t.id = r.teacher_id JOIN members l ON l.id = r.learner_id
         JOIN series_dates d ON d.series_id = r.id JOIN bookings b ON b.id = d.booking_id JOIN skills s ON s.id = b.skill_id
         WHERE r.id = $1 GROUP BY t.id, l.id",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .await
}
