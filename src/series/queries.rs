//! Rows shaped for verbs and pages.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, SmallInt, Text};
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
use crate::programmes::{Lesson, Programme};
use crate::schema::{series, series_dates};
use crate::skills::SkillId;
use crate::web::dates::Locale;

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
    /// None when it has no rhythm: it is a programme.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub every_weeks: Option<i16>,
    /// What the programme is called that it is about.
    #[diesel(sql_type = Nullable<Text>)]
    pub programme: Option<String>,
    /// The newest event of any of its dates.
    #[diesel(sql_type = BigInt)]
    pub cursor: i64,
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
    #[diesel(sql_type = Text)]
    pub agenda: String,
    /// [`DateRow`]s, in order.
    #[diesel(sql_type = Jsonb)]
    pub dates: serde_json::Value,
    /// [`LessonRow`]s, in order; none when it is no programme.
    #[diesel(sql_type = Jsonb)]
    pub lessons: serde_json::Value,
}

/// A lesson of the programme that a series is about.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct LessonRow {
    /// From 1.
    pub position: i16,
    pub title: String,
    pub outline: String,
    pub minutes: i16,
    /// From when to when it is, as proposed or agreed; none when it is to be dated.
    pub when: Option<(Instant, Instant)>,
}

/// One date of a series.
#[derive(Debug, Deserialize)]
pub(super) struct DateRow {
    pub position: i16,
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

impl LessonRow {
    /// The lessons of a programme, none of them dated.
    pub(super) fn all_of(programme: &Programme) -> Vec<Self> {
        let row = |(position, lesson): (i16, &Lesson)| Self {
            position,
            title: lesson.title.clone(),
            outline: lesson.outline.clone(),
            minutes: lesson.minutes,
            when: None,
        };
        (1..).zip(&programme.lessons.0).map(row).collect()
    }
}

impl SeriesRow {
    /// Its dates, in order.
    ///
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(super) fn dates(&self) -> AppResult<Vec<DateRow>> {
        Vec::deserialize(&self.dates).map_err(AppError::internal)
    }

    /// The lessons of its programme, in order; none when it is no programme.
    ///
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(super) fn lessons(&self) -> AppResult<Vec<LessonRow>> {
        Vec::deserialize(&self.lessons).map_err(AppError::internal)
    }

    /// The bookings of its dates.
    ///
    /// # Errors
    /// See [`SeriesRow::dates`].
    pub(super) fn bookings(&self) -> AppResult<Vec<BookingId>> {
        Ok(self.dates()?.into_iter().filter_map(|date| date.booking.map(|booking| booking.id)).collect())
    }
}

/// The lessons of a series `r` as JSON. A date counts while its booking waits, is agreed on or has been.
macro_rules! lessons {
    () => {
        "(SELECT coalesce(jsonb_agg(jsonb_build_object('position', l.position, 'title', l.title, 'outline', l.outline,
                        'minutes', l.minutes, 'when', CASE WHEN b.id IS NOT NULL THEN jsonb_build_array(
                            coalesce(b.starts_at, t.starts_at),
                            coalesce(b.ends_at, t.starts_at + l.minutes * interval '1 minute')) END)
                    ORDER BY l.position), '[]')
           FROM series_lessons l
           LEFT JOIN series_dates t ON t.series_id = l.series_id AND t.position = l.position
           LEFT JOIN bookings b ON b.id = t.booking_id
                AND b.state NOT IN ('declined', 'withdrawn', 'expired', 'cancelled')
          WHERE l.series_id = r.id) AS lessons"
    };
}

/// The series with its dates, when `member` is one of its two people; one statement.
pub(super) async fn series(mut conn: &Connection, id: SeriesId, member: MemberId) -> QueryResult<SeriesRow> {
    diesel::sql_query(concat!(
        "SELECT r.id, r.learner_id, r.teacher_id, r.every_weeks, r.programme, d.cursor, ",
        lessons!(),
        ", o.id AS other_id, o.name AS other_name, p.photo AS other_photo,
                o.time_zone AS other_zone, v.time_zone AS viewer_zone, v.locale AS viewer_locale, d.skill, d.agenda, d.dates
         FROM series r
         JOIN members o ON o.id = CASE WHEN r.learner_id = $2 THEN r.teacher_id ELSE r.learner_id END
         JOIN members v ON v.id = $2
         LEFT JOIN profiles p ON p.member_id = o.id
         CROSS JOIN LATERAL (
            SELECT coalesce(max((SELECT max(e.id) FROM booking_events e WHERE e.booking_id = b.id)), 0) AS cursor,
                   max(s.name) AS skill, coalesce(max(b.agenda), '') AS agenda,
                   jsonb_agg(jsonb_build_object('position', t.position, 'on_date', t.on_date, 'starts_at', t.starts_at, 'refusal', t.refusal,
                        'booking', CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('id', b.id, 'state', b.state,
                            'round', b.round, 'minutes', b.minutes, 'price', b.price, 'starts_at', b.starts_at,
                            'ends_at', b.ends_at) END) ORDER BY t.position) AS dates
              FROM series_dates t LEFT JOIN bookings b ON b.id = t.booking_id LEFT JOIN skills s ON s.id = b.skill_id
             WHERE t.series_id = r.id) d
         WHERE r.id = $1 AND $2 IN (r.learner_id, r.teacher_id)"
    ))
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
    /// What the programme is called, when it is one.
    #[diesel(sql_type = Nullable<Text>)]
    pub programme: Option<String>,
    /// How many wait for an answer.
    #[diesel(sql_type = BigInt)]
    pub dates: i64,
    /// What all of them cost.
    #[diesel(sql_type = BigInt)]
    pub price: Credits,
}

impl MailRow {
    /// What the mail is called.
    pub(super) fn subject(&self) -> String {
        let Self { learner_name, skill, dates, .. } = self;
        match &self.programme {
            Some(programme) => format!("{learner_name} would like to learn {programme} from you: dates to answer"),
            None => format!("{learner_name} would like to learn {skill} from you, {dates} times"),
        }
    }
}

/// See [`MailRow`].
pub(super) async fn for_mail(conn: &mut Connection, id: SeriesId) -> QueryResult<Option<MailRow>> {
    diesel::sql_query(
        "SELECT t.name AS teacher_name, t.email AS teacher_email, l.name AS learner_name, max(s.name) AS skill,
                r.programme, count(*) AS dates, sum(b.price)::bigint AS price
         FROM series r JOIN members t ON t.id = r.teacher_id JOIN members l ON l.id = r.learner_id
         JOIN series_dates d ON d.series_id = r.id JOIN bookings b ON b.id = d.booking_id JOIN skills s ON s.id = b.skill_id
         WHERE r.id = $1 AND b.state = 'proposed' GROUP BY t.id, l.id, r.programme",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .await
    .optional()
}

/// The lessons of a series as they stand, in order.
pub(super) async fn lessons(conn: &mut Connection, id: SeriesId) -> QueryResult<Vec<LessonRow>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Jsonb)]
        lessons: serde_json::Value,
    }
    let row: Row = diesel::sql_query(concat!("SELECT ", lessons!(), " FROM series r WHERE r.id = $1"))
        .bind::<BigInt, _>(id)
        .get_result(conn)
        .await?;
    Vec::deserialize(&row.lessons).map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}

/// What the programme of a series is called and teaches; its bookings say what, so that a merger of skills moves it.
pub(super) async fn course_of(conn: &mut Connection, id: SeriesId) -> QueryResult<(String, SkillId)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        programme: String,
        #[diesel(sql_type = Integer)]
        skill_id: SkillId,
    }
    let row: Row = diesel::sql_query(
        "SELECT r.programme, b.skill_id FROM series r JOIN series_dates d ON d.series_id = r.id
         JOIN bookings b ON b.id = d.booking_id WHERE r.id = $1 AND r.programme IS NOT NULL LIMIT 1",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .await?;
    Ok((row.programme, row.skill_id))
}
