//! Time off: whole days on which a member cannot be booked.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::{AsyncConnection, RunQueryDsl};
use jiff::civil::Date;

use super::HoursChanged;
use super::dates::day_number;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, id_type};
use crate::jobs::enqueue_unique;
use crate::schema::{members, time_off};

id_type!(
    /// A time off's id.
    TimeOffId(i64)
);

/// Times off that a member may have before them.
pub const MOST_TIMES_OFF: i64 = 30;
/// Days in one time off, and how far ahead it may begin.
pub const MOST_DAYS_OFF: i64 = 366;

/// Days off in the member's own calendar, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeOff {
    /// Its id.
    pub id: TimeOffId,
    /// The first day off.
    pub first: Date,
    /// The last day off.
    pub last: Date,
    /// The member's own note, up to 100 characters; nobody else sees it.
    pub note: String,
}

/// Why time off was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AwayError {
    /// The last day comes before the first.
    #[error("The last day comes before the first. Exchange the two.")]
    Backwards,
    /// It is over.
    #[error("These days are over. Choose today or later ones.")]
    Past,
    /// It is longer than a year, or begins later than in a year.
    #[error("Time off can begin within a year and last a year at most. Choose nearer days.")]
    TooLong,
    /// It shares days with another.
    #[error("You are off on some of these days already. Remove that time off first, or choose other days.")]
    Overlaps,
    /// `MOST_TIMES_OFF` are there.
    #[error("You have {MOST_TIMES_OFF} times off before you, which is the most that fits. Remove one first.")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for AwayError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(DatabaseErrorKind::ExclusionViolation, _) => Self::Overlaps,
            other => Self::Database(other),
        }
    }
}

/// Takes the days from `first` to `last` off. `today` is the member's.
///
/// # Errors
/// When they cannot be taken, or the database fails.
pub async fn take_time_off(
    conn: &mut Connection,
    (now, today): (Instant, Date),
    member_id: MemberId,
    (first, last): (Date, Date),
    note: &str,
) -> Result<TimeOffId, AwayError> {
    let (from, until) = (day_number(first), day_number(last));
    match () {
        () if until < from => return Err(AwayError::Backwards),
        () if last < today => return Err(AwayError::Past),
        () if until - from >= MOST_DAYS_OFF || from - day_number(today) > MOST_DAYS_OFF => {
            return Err(AwayError::TooLong);
        }
        () => {}
    }
    let changed = HoursChanged { member_id };
    conn.transaction(async |conn| {
        // Two of these at once would each count one less than the limit.
        members::table.find(member_id).select(members::id).for_no_key_update().get_result::<MemberId>(conn).await?;
        if upcoming(member_id, today).count().get_result::<i64>(conn).await? >= MOST_TIMES_OFF {
            return Err(AwayError::TooMany);
        }
        let id = diesel::insert_into(time_off::table)
            .values((
                time_off::member_id.eq(member_id),
                time_off::first_date.eq(jiff_diesel::Date::from(first)),
                time_off::last_date.eq(jiff_diesel::Date::from(last)),
                time_off::note.eq(note),
            ))
            .returning(time_off::id)
            .get_result(conn)
            .await?;
        enqueue_unique(conn, now, now, &changed.key(), &changed).await?;
        Ok(id)
    })
    .await
}

/// Gives days off back. Whether the member had this time off.
///
/// # Errors
/// When the database fails.
pub async fn end_time_off(
    conn: &mut Connection,
    now: Instant,
    member_id: MemberId,
    id: TimeOffId,
) -> QueryResult<bool> {
    let changed = HoursChanged { member_id };
    conn.transaction(async |conn| {
        let ended =
            diesel::delete(time_off::table.find(id).filter(time_off::member_id.eq(member_id))).execute(conn).await?;
        enqueue_unique(conn, now, now, &changed.key(), &changed).await?;
        Ok(ended == 1)
    })
    .await
}

/// The times off of `member` that are not over on `today`, in order: at most [`MOST_TIMES_OFF`].
///
/// # Errors
/// When the database fails.
pub async fn times_off_of(mut conn: &Connection, member: MemberId, today: Date) -> QueryResult<Vec<TimeOff>> {
    let rows: Vec<(TimeOffId, jiff_diesel::Date, jiff_diesel::Date, String)> = upcoming(member, today)
        .order(time_off::first_date)
        .select((time_off::id, time_off::first_date, time_off::last_date, time_off::note))
        .load(&mut conn)
        .await?;
    let time_off = |(id, first, last, note): (_, jiff_diesel::Date, jiff_diesel::Date, _)| TimeOff {
        id,
        first: first.to_jiff(),
        last: last.to_jiff(),
        note,
    };
    Ok(rows.into_iter().map(time_off).collect())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn upcoming(member: MemberId, today: Date) -> _ {
    let today: jiff_diesel::Date = jiff_diesel::Date::from(today);
    time_off::table.filter(time_off::member_id.eq(member)).filter(time_off::last_date.ge(today))
}
