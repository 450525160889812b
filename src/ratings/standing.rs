//! How members stand: running totals kept in step with what happens, so that a profile need not count.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date as SqlDate};
use diesel_async::RunQueryDsl;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::schema::standings;

/// Members whose figures are worked out again by one call.
const BATCH: i64 = 500;

/// A proposal came in.
///
/// # Errors
/// When the database fails.
pub async fn proposal_received(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    open(conn, member).await?;
    diesel::update(standings::table.find(member))
        .set(standings::proposals.eq(standings::proposals + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// A proposal was answered, whatever the answer.
///
/// # Errors
/// When the database fails.
pub async fn proposal_answered(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    open(conn, member).await?;
    diesel::update(standings::table.find(member))
        .set(standings::proposals_answered.eq(standings::proposals_answered + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// A session of `minutes` was completed.
///
/// # Errors
/// When the database fails.
pub async fn taught(conn: &mut Connection, (teacher, learner): (MemberId, MemberId), minutes: i16) -> QueryResult<()> {
    let minutes = i64::from(minutes);
    let mut people = [learner, teacher];
    people.sort_unstable();
    for member in people {
        open(conn, member).await?;
        let (taught, learned) = if member == teacher { (minutes, 0) } else { (0, minutes) };
        diesel::update(standings::table.find(member))
            .set((
                standings::taught_minutes.eq(standings::taught_minutes + taught),
                standings::learned_minutes.eq(standings::learned_minutes + learned),
                standings::sessions.eq(standings::sessions + 1),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Works out the figures of `members` again, given in order, as of the day of `now`.
pub(super) async fn refigure(conn: &mut Connection, now: Instant, members: &[MemberId]) -> QueryResult<()> {
    for member in members {
        open(conn, *member).await?;
    }
    refresh(conn, today(now), members.to_vec()).await
}

/// Works out the figures again that a day's change has moved, of some of the members; whether there may be more.
///
/// # Errors
/// When the database fails.
pub async fn refigure_due(conn: &mut Connection, now: Instant) -> QueryResult<bool> {
    let today = today(now);
    let due: Vec<MemberId> = standings::table
        .filter(standings::figure_until.le(jiff_diesel::Date::from(today)))
        .order(standings::figure_until)
        .limit(BATCH)
        .select(standings::member_id)
        .load(conn)
        .await?;
    let is_full = i64::try_from(due.len()) == Ok(BATCH);
    if !due.is_empty() {
        refresh(conn, today, due).await?;
    }
    Ok(is_full)
}

async fn refresh(conn: &mut Connection, today: Date, members: Vec<MemberId>) -> QueryResult<()> {
    diesel::sql_query("SELECT standings_refresh($1, $2)")
        .bind::<Array<BigInt>, _>(members)
        .bind::<SqlDate, _>(jiff_diesel::Date::from(today))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// The day that figures go by.
pub(super) fn today(now: Instant) -> Date {
    now.timestamp().to_zoned(TimeZone::UTC).date()
}

async fn open(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::insert_into(standings::table)
        .values(standings::member_id.eq(member))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
