//! What is agreed stands, whatever becomes of the hours: which sessions lie where nobody could book them any more.

use std::fmt;
use std::ops::RangeInclusive;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use futures_util::try_join;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::queries::schedules_of;
use super::schedule::Schedule;
use super::slots::pieces;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};

/// Agreed sessions that are read at most: far more than a horizon of 90 days holds for anybody.
const MOST_AGREED: i64 = 300;

/// A session that a member has agreed to.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct AgreedSession {
    #[diesel(sql_type = BigInt)]
    pub booking_id: i64,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub other_name: String,
    #[diesel(sql_type = Bool)]
    pub is_taught: bool,
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: Instant,
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: Instant,
}

impl AgreedSession {
    /// Whether some of it is on one of `days` by the clocks of `zone`.
    pub fn is_on(&self, days: &RangeInclusive<Date>, zone: &TimeZone) -> bool {
        let day = |at: Instant| at.timestamp().to_zoned(zone.clone()).date();
        // One that ends at midnight is not on the day that begins then.
        day(self.starts_at) <= *days.end() && day(self.ends_at.plus_minutes(-1)) >= *days.start()
    }

    /// Whether it is given and some of it is outside of `schedule`.
    fn is_outside(&self, schedule: &Schedule) -> bool {
        let inside: i64 =
            pieces(schedule, self.starts_at, self.ends_at).iter().map(|piece| piece.until - piece.from).sum();
        self.is_taught && inside < self.ends_at.microseconds() - self.starts_at.microseconds()
    }
}

/// How many sessions that a member gives lie outside of their hours; shown as a sentence, as nothing when there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing(usize);

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            1 => f.write_str(" One session that is agreed lies outside of your hours. It stands."),
            count => write!(f, " {count} sessions that are agreed lie outside of your hours. They stand."),
        }
    }
}

/// What `member` has agreed to and what is not over at `now`, in order.
pub(super) async fn agreed_sessions(
    mut conn: &Connection,
    now: Instant,
    member: MemberId,
) -> QueryResult<Vec<AgreedSession>> {
    diesel::sql_query(
        "SELECT b.id AS booking_id, s.name AS skill, o.name AS other_name, b.teacher_id = $1 AS is_taught,
                c.starts_at, c.ends_at
         FROM commitments c
         JOIN bookings b ON b.id = c.booking_id
         JOIN members o ON o.id = CASE WHEN b.learner_id = $1 THEN b.teacher_id ELSE b.learner_id END
         JOIN skills s ON s.id = b.skill_id
         WHERE c.member_id = $1 AND c.during && tstzrange($2, NULL)
         ORDER BY c.starts_at LIMIT $3",
    )
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(MOST_AGREED)
    .prepared()
    .load(&mut conn)
    .await
}

/// What `member` gives outside of the hours that they have at `now`: to be said after a change of these.
pub(super) async fn standing(conn: &Connection, now: Instant, member: MemberId) -> QueryResult<Standing> {
    let members = [member];
    let (sessions, schedules) = try_join!(agreed_sessions(conn, now, member), schedules_of(conn, now, &members))?;
    let is_outside =
        |session: &&AgreedSession| schedules.get(&member).is_some_and(|schedule| session.is_outside(schedule));
    Ok(Standing(sessions.iter().filter(is_outside).count()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::availability::{Range, WeeklyHours};

    fn session(starts_at: &str, minutes: i64, is_taught: bool) -> AgreedSession {
        let starts_at: Instant = starts_at.parse().unwrap();
        let (skill, other_name) = ("Spanish".to_owned(), "Ben".to_owned());
        let ends_at = starts_at.plus_minutes(minutes);
        AgreedSession { booking_id: 1, skill, other_name, is_taught, starts_at, ends_at }
    }

    #[test]
    fn a_session_is_on_the_days_that_the_clocks_of_the_zone_say() {
        let is_on = |zone: &str, starts: &str| {
            let days = date(2026, 11, 24)..=date(2026, 11, 25);
            session(starts, 60, true).is_on(&days, &TimeZone::get(zone).unwrap())
        };
        assert!(is_on("UTC", "2026-11-24T00:00:00Z") && is_on("UTC", "2026-11-25T23:30:00Z"));
        assert!(is_on("UTC", "2026-11-23T23:30:00Z"), "half of it is on the day");
        assert!(!is_on("UTC", "2026-11-23T23:00:00Z"), "it ends when the day begins");
        assert!(!is_on("UTC", "2026-11-26T00:00:00Z") && is_on("America/New_York", "2026-11-26T00:00:00Z"));
    }

    #[test]
    fn outside_is_what_is_given_and_not_whole_inside() {
        let hours = [(1, Range::new(1080, 1200).unwrap())];
        let schedule = Schedule::new(TimeZone::UTC, WeeklyHours::of(hours).unwrap());
        let is_outside = |starts: &str, is_taught| session(starts, 60, is_taught).is_outside(&schedule);
        assert!(!is_outside("2026-11-24T18:00:00Z", true) && !is_outside("2026-11-24T19:00:00Z", true));
        assert!(is_outside("2026-11-24T17:45:00Z", true) && is_outside("2026-11-24T19:15:00Z", true));
        assert!(is_outside("2026-11-25T18:00:00Z", true) && !is_outside("2026-11-25T18:00:00Z", false));
    }

    #[test]
    fn what_stands_is_said_when_there_is_any() {
        assert_eq!(Standing(0).to_string(), "");
        assert!(Standing(1).to_string().starts_with(" One session"));
        assert!(Standing(2).to_string().starts_with(" 2 sessions"));
    }
}
