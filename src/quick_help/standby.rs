//! Who is available now.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::availability::{self, Side};
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::standbys;

/// For how many hours somebody may say that they are available now.
pub const STANDBY_HOURS: std::ops::RangeInclusive<i64> = 1..=8;
/// Minutes for which somebody must be free to be available now: the shortest help.
const MINUTES: i64 = 15;

/// Notes that `member` is available from now on for so many `hours`, 1 to 8; said again, it replaces what
/// was said before.
///
/// # Errors
/// When the database fails.
pub async fn stand_by(conn: &mut Connection, now: Instant, member: MemberId, hours: i64) -> QueryResult<()> {
    let until = now.plus_hours(hours.clamp(*STANDBY_HOURS.start(), *STANDBY_HOURS.end()));
    diesel::insert_into(standbys::table)
        .values((standbys::member_id.eq(member), standbys::until.eq(until)))
        .on_conflict(standbys::member_id)
        .do_update()
        .set(standbys::until.eq(until))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes that back.
///
/// # Errors
/// When the database fails.
pub async fn stand_down(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(standbys::table.find(member)).execute(conn).await?;
    Ok(())
}

/// Until when `member` says to be available, when that is still so.
pub(super) async fn until(mut conn: &Connection, now: Instant, member: MemberId) -> QueryResult<Option<Instant>> {
    let now_on = standbys::table.find(member).filter(standbys::until.gt(now));
    now_on.select(standbys::until).first(&mut conn).await.optional()
}

/// Those of `members` who say that they are available now.
pub(super) async fn standing_by(
    mut conn: &Connection,
    now: Instant,
    members: &[MemberId],
) -> QueryResult<Vec<MemberId>> {
    let those = standbys::table.filter(standbys::member_id.eq_any(members).and(standbys::until.gt(now)));
    those.order(standbys::member_id).select(standbys::member_id).load(&mut conn).await
}

/// Whether `member` can help at `now`: nothing is against it in their hours, days off, calendars, limits and sessions; or
/// they say that they are available and are in no session.
///
/// # Errors
/// When the database fails.
pub async fn is_available(conn: &Connection, now: Instant, member: MemberId) -> QueryResult<bool> {
    let (pair, until) = tokio::try_join!(availability::pair_of(conn, now, member, None), until(conn, now, member))?;
    let against = pair.in_the_way(now, MINUTES);
    let in_a_session = against.iter().any(|why| why.side() == Side::TeachersSession);
    Ok(against.is_empty() || until.is_some() && !in_a_session)
}
