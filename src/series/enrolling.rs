//! Learning a programme: an enrolment is a series whose dates are given one by one. It keeps a copy of the programme's
//! lessons as they were, so that a change of the programme never moves what two people agreed on. A lesson without a date,
//! or whose date came to nothing, is **to be dated**: the learner proposes one for it when they like.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::error::{Refusal, SeriesError};
use super::jobs::SeriesMail;
use super::proposing::check_credits;
use super::queries::{self, LessonRow, Series, SeriesId};
use crate::accounts::MemberId;
use crate::availability::{self, Pair};
use crate::bookings::{self, BookingError, BookingId, Offer, Proposal};
use crate::clock::Instant;
use crate::db::Connection;
use crate::idempotency::Order;
use crate::jobs;
use crate::ledger::Credits;
use crate::notifications::{self, Kind};
use crate::programmes::{self, Lesson, Programme, ProgrammeId};
use crate::schema::{series, series_dates, series_lessons};
use crate::skills::SkillId;

/// A date that a learner wants for a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// Which lesson, from 1.
    pub position: i16,
    /// When it begins.
    pub starts_at: Instant,
}

/// What a learner enrols for.
#[derive(Debug, Clone, Serialize)]
pub struct Enrolment {
    /// In what.
    pub programme: ProgrammeId,
    /// Which state of it they have read.
    pub revision: i32,
    /// What the page said it costs in all.
    pub price: Credits,
    /// The dates; lessons that are not among them are dated later.
    pub dates: Vec<Wanted>,
}

/// What came of proposing dates.
#[derive(Debug, Clone, Copy)]
pub struct Dated {
    /// The series.
    pub id: SeriesId,
    /// Who is asked.
    pub teacher: MemberId,
    /// How many dates were proposed, and how many could not be had; none when it was done before.
    pub came_of_it: Option<(usize, usize)>,
}

/// Enrols `learner` in a programme with the dates that they want, and tells the teacher once. A date that cannot be had
/// leaves its lesson to be dated.
///
/// # Errors
/// [`SeriesError::ProgrammeChanged`], [`SeriesError::NoDate`], [`SeriesError::OutOfOrder`], [`SeriesError::NothingLeft`],
/// [`SeriesError::TooDear`], [`SeriesError::RatingOverdue`], [`SeriesError::KeyUsed`], and what bookings refuses for every
/// date alike: nothing was proposed.
pub async fn enrol(
    conn: &mut Connection,
    now: Instant,
    (learner, key): (MemberId, Uuid),
    wish: &Enrolment,
) -> Result<Dated, SeriesError> {
    conn.transaction(async |conn| {
        if Order::new(learner.0, key, "enrol", wish)?.is_done(conn, now).await? {
            let mine = series::table.filter(series::learner_id.eq(learner).and(series::key.eq(key)));
            let (id, teacher) = mine.select((series::id, series::teacher_id)).first(conn).await?;
            return Ok(Dated { id, teacher, came_of_it: None });
        }
        let programme = programmes::offered(conn, wish.programme).await?;
        let offer = Offer::of(conn, programme.teacher_id).await?;
        if programme.revision != wish.revision || programme.price(&offer) != wish.price {
            return Err(SeriesError::ProgrammeChanged);
        }
        let lessons = LessonRow::all_of(&programme);
        let pair = availability::pair_of(conn, now, programme.teacher_id, Some(learner)).await?;
        let id = insert(conn, now, (learner, key), &programme).await?;
        let course =
            Course { id, learner, teacher: programme.teacher_id, skill: programme.skill_id, title: &programme.title };
        let came_of_it = course.propose(conn, now, &lessons, &wish.dates, &pair).await?;
        Ok(Dated { id, teacher: programme.teacher_id, came_of_it: Some(came_of_it) })
    })
    .await
}

/// Proposes dates for lessons that are to be dated, for the learner of a series.
///
/// # Errors
/// As [`enrol`], and [`SeriesError::NotToBeDated`]: nothing was proposed.
pub async fn set_dates(
    conn: &mut Connection,
    now: Instant,
    id: SeriesId,
    (member, key): (MemberId, Uuid),
    dates: &[Wanted],
) -> Result<Dated, SeriesError> {
    conn.transaction(async |conn| {
        let found = Series::find(conn, id, member).await?;
        found.lock(conn).await?;
        if Order::new(member.0, key, "date series", &(id, dates))?.is_done(conn, now).await? {
            return Ok(Dated { id, teacher: found.teacher_id, came_of_it: None });
        }
        if member != found.learner_id {
            return Err(BookingError::NotYours.into());
        }
        let (title, skill) = queries::course_of(conn, id).await?;
        let lessons = queries::lessons(conn, id).await?;
        // The teacher has taken somebody into the programme: how far ahead they can be booked by surprise is past.
        let pair = availability::pair_of(conn, now, found.teacher_id, Some(member)).await?.looking_far_ahead();
        let course = Course { id, learner: member, teacher: found.teacher_id, skill, title: &title };
        let came_of_it = course.propose(conn, now, &lessons, dates, &pair).await?;
        Ok(Dated { id, teacher: found.teacher_id, came_of_it: Some(came_of_it) })
    })
    .await
}

async fn insert(
    conn: &mut Connection,
    now: Instant,
    (learner, key): (MemberId, Uuid),
    programme: &Programme,
) -> QueryResult<SeriesId> {
    let id = diesel::insert_into(series::table)
        .values((
            series::learner_id.eq(learner),
            series::teacher_id.eq(programme.teacher_id),
            series::programme.eq(&programme.title),
            series::key.eq(key),
            series::proposed_at.eq(now),
        ))
        .returning(series::id)
        .get_result(conn)
        .await?;
    let row = |(position, lesson): (i16, &Lesson)| {
        (
            series_lessons::series_id.eq(id),
            series_lessons::position.eq(position),
            series_lessons::title.eq(lesson.title.clone()),
            series_lessons::outline.eq(lesson.outline.clone()),
            series_lessons::minutes.eq(lesson.minutes),
        )
    };
    let rows: Vec<_> = (1..).zip(&programme.lessons.0).map(row).collect();
    diesel::insert_into(series_lessons::table).values(rows).execute(conn).await?;
    Ok(id)
}

/// A programme that somebody learns.
struct Course<'a> {
    id: SeriesId,
    learner: MemberId,
    teacher: MemberId,
    skill: SkillId,
    title: &'a str,
}

impl Course<'_> {
    /// Proposes `dates` for those of `lessons` that are to be dated, and tells the teacher; `pair` counts for the first of
    /// them, the others may lie beyond its horizon. Gives how many were proposed, and how many could not be had.
    async fn propose(
        &self,
        conn: &mut Connection,
        now: Instant,
        lessons: &[LessonRow],
        dates: &[Wanted],
        pair: &Pair,
    ) -> Result<(usize, usize), SeriesError> {
        let wanted = in_order(lessons, dates)?;
        let offer = Offer::of(conn, self.teacher).await?;
        let prices: Vec<Credits> = wanted.iter().map(|(lesson, _)| offer.price(lesson.minutes)).collect();
        check_credits(conn, self.learner, &prices).await?;
        let (mut proposed, far) = (0, pair.clone().looking_far_ahead());
        for (index, (lesson, starts_at)) in wanted.iter().enumerate() {
            let pair = if index == 0 { pair } else { &far };
            let agenda = agenda(self.title, lesson, lessons.len());
            proposed += usize::from(self.ask(conn, now, (lesson, *starts_at), agenda, pair).await?);
        }
        if proposed == 0 {
            return Err(SeriesError::NothingLeft);
        }
        notifications::notify(conn, now, self.teacher, Kind::SeriesReceived, Some(self.learner), Some(self.id.0))
            .await?;
        jobs::enqueue(conn, now, &SeriesMail { series_id: self.id, at: Some(now) }).await?;
        Ok((proposed, wanted.len() - proposed))
    }

    /// Proposes one date; whether it can be had.
    async fn ask(
        &self,
        conn: &mut Connection,
        now: Instant,
        (lesson, starts_at): (&LessonRow, Instant),
        agenda: String,
        pair: &Pair,
    ) -> Result<bool, SeriesError> {
        let proposal = Proposal {
            learner: self.learner,
            teacher: self.teacher,
            skill: self.skill,
            minutes: lesson.minutes,
            slots: vec![starts_at],
            agenda,
            // The order of all of them is noted: a date needs no key of its own.
            idempotency_key: Uuid::new_v4(),
        };
        let booking = match bookings::propose_one(conn, now, &proposal, pair).await {
            Ok(booking) => booking,
            Err(BookingError::SlotsUnavailable(_)) => return Ok(false),
            Err(other) => return Err(other.into()),
        };
        let on = starts_at.timestamp().to_zoned(pair.zone().clone()).date();
        let (series_id, position) = (self.id, lesson.position);
        let date = NewDate { series_id, position, on_date: on.into(), starts_at, booking_id: booking, refusal: None };
        diesel::insert_into(series_dates::table)
            .values(&date)
            .on_conflict((series_dates::series_id, series_dates::position))
            .do_update()
            .set(&date)
            .execute(conn)
            .await?;
        Ok(true)
    }
}

/// The date of a lesson, in place of an earlier one that came to nothing.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = series_dates, primary_key(series_id, position), treat_none_as_null = true)]
struct NewDate {
    series_id: SeriesId,
    position: i16,
    on_date: jiff_diesel::Date,
    starts_at: Instant,
    booking_id: BookingId,
    refusal: Option<Refusal>,
}

/// What stands on the session, in calendars and reminders as well. Bookings take it out, by these words, when the teacher
/// has left.
fn agenda(title: &str, lesson: &LessonRow, count: usize) -> String {
    format!("Programme “{title}”, session {} of {count}: {}", lesson.position, lesson.title)
}

/// The lessons that are dated, in order, each with its start.
fn in_order<'a>(lessons: &'a [LessonRow], dates: &[Wanted]) -> Result<Vec<(&'a LessonRow, Instant)>, SeriesError> {
    let mut wanted = Vec::new();
    // When what stands before ends, and whether that is new.
    let mut before: Option<(Instant, bool)> = None;
    for lesson in lessons {
        let date = dates.iter().find(|date| date.position == lesson.position);
        let (span, is_new) = match (date, lesson.when) {
            (Some(_), Some(_)) => return Err(SeriesError::NotToBeDated(lesson.position)),
            (None, None) => continue,
            (None, Some(span)) => (span, false),
            (Some(date), None) => {
                wanted.push((lesson, date.starts_at));
                ((date.starts_at, date.starts_at.plus_minutes(i64::from(lesson.minutes))), true)
            }
        };
        // Two that were agreed on stay, wherever they were moved to.
        if before.is_some_and(|(ends_at, was_new)| (is_new || was_new) && span.0 < ends_at) {
            return Err(SeriesError::OutOfOrder(lesson.position));
        }
        before = Some((span.1, is_new));
    }
    if wanted.is_empty() { Err(SeriesError::NoDate) } else { Ok(wanted) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson(position: i16, when: Option<(&str, &str)>) -> LessonRow {
        let when = when.map(|(from, to)| (from.parse().unwrap(), to.parse().unwrap()));
        LessonRow { position, title: "T".to_owned(), outline: String::new(), minutes: 60, when }
    }

    fn wanted(position: i16, starts_at: &str) -> Wanted {
        Wanted { position, starts_at: starts_at.parse().unwrap() }
    }

    #[test]
    fn each_date_begins_after_the_one_before_has_ended() {
        let open = [lesson(1, None), lesson(2, None), lesson(3, None)];
        let dates = [wanted(1, "2026-11-24T10:00:00Z"), wanted(3, "2026-11-24T11:00:00Z")];
        assert_eq!(in_order(&open, &dates).unwrap().len(), 2);
        let early = [wanted(1, "2026-11-24T10:00:00Z"), wanted(3, "2026-11-24T10:45:00Z")];
        assert!(matches!(in_order(&open, &early), Err(SeriesError::OutOfOrder(3))));
        assert!(matches!(in_order(&open, &[]), Err(SeriesError::NoDate)));
    }

    #[test]
    fn what_is_agreed_on_stays_and_new_dates_go_around_it() {
        let agreed = Some(("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"));
        let lessons = [lesson(1, None), lesson(2, agreed), lesson(3, None)];
        assert_eq!(in_order(&lessons, &[wanted(1, "2026-11-24T09:00:00Z")]).unwrap().len(), 1);
        for (position, at, wrong) in [(1, "2026-11-24T09:15:00Z", 2), (3, "2026-11-24T10:45:00Z", 3)] {
            let refused = in_order(&lessons, &[wanted(position, at)]);
            assert!(matches!(refused, Err(SeriesError::OutOfOrder(which)) if which == wrong));
        }
        let again = in_order(&lessons, &[wanted(2, "2026-11-25T10:00:00Z")]);
        assert!(matches!(again, Err(SeriesError::NotToBeDated(2))));
        // Moved so by both of them: nobody is held up by it.
        let moved =
            [lesson(1, agreed), lesson(2, Some(("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z"))), lesson(3, None)];
        assert_eq!(in_order(&moved, &[wanted(3, "2026-11-25T10:00:00Z")]).unwrap().len(), 1);
    }
}
