//! A member's calendars, for their page.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use jiff::tz::TimeZone;

use super::calendar::{CalendarId, Kind};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::schema::{calendar_busy, calendars, members};

/// A calendar, with what is known of the weeks ahead.
#[derive(Debug, QueryableByName)]
pub(super) struct CalendarRow {
    #[diesel(sql_type = BigInt)]
    pub id: CalendarId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub kind: Kind,
    #[diesel(sql_type = Text)]
    pub shown: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub read_at: Option<Instant>,
    #[diesel(sql_type = Text)]
    pub read_in_zone: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub known_until: Option<Instant>,
    #[diesel(sql_type = Integer)]
    pub unread_events: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub problem: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub failing_since: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub tried_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub next_fetch_at: Option<Instant>,
    /// Times that are ahead.
    #[diesel(sql_type = BigInt)]
    pub ahead: i64,
    /// The next of them.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub next_busy: Option<Instant>,
}

/// The calendars of `member` in the order in which they came.
///
/// # Errors
/// When the database fails.
pub(super) async fn calendars_of(
    mut conn: &Connection,
    now: Instant,
    member: MemberId,
) -> QueryResult<Vec<CalendarRow>> {
    diesel::sql_query(
        "SELECT c.id, c.name, c.kind, c.shown, c.read_at, c.read_in_zone, c.known_until, c.unread_events, c.problem,
                c.failing_since, c.tried_at, c.next_fetch_at, b.ahead, b.next_busy
           FROM calendars c, LATERAL (SELECT count(*) AS ahead, min(starts_at) AS next_busy FROM calendar_busy b
                                       WHERE b.calendar_id = c.id AND b.ends_at > $2) b
          WHERE c.member_id = $1 ORDER BY c.id",
    )
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(now)
    .prepared()
    .load(&mut conn)
    .await
}

/// What is known of a calendar of `member`: its name, and when it says busy, in order.
///
/// # Errors
/// `NotFound` when it is not there, or another member's.
pub(super) async fn busy_of(
    conn: &mut Connection,
    member: MemberId,
    id: CalendarId,
) -> QueryResult<(String, Vec<(Instant, Instant)>)> {
    let own = calendars::table.find(id).filter(calendars::member_id.eq(member));
    let name = own.select(calendars::name).first(conn).await?;
    let busy = calendar_busy::table
        .filter(calendar_busy::calendar_id.eq(id))
        .order(calendar_busy::starts_at)
        .select((calendar_busy::starts_at, calendar_busy::ends_at))
        .load(conn)
        .await?;
    Ok((name, busy))
}

/// The zone in which a member lives.
///
/// # Errors
/// When the database fails.
pub(super) async fn zone_of(mut conn: &Connection, member: MemberId) -> QueryResult<TimeZone> {
    let name: String = members::table.find(member).select(members::time_zone).first(&mut conn).await?;
    Ok(TimeZone::get(&name).unwrap_or(TimeZone::UTC))
}
