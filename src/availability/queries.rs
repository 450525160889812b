//! The hours of one member and of many.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::hours::{Range, WeeklyHours};
use crate::accounts::MemberId;
use crate::db::Connection;
use crate::schema::weekly_hours;

/// The hours of `member`; none when they have said nothing yet.
///
/// # Errors
/// When the database fails.
pub async fn hours_of(conn: &mut Connection, member: MemberId) -> QueryResult<WeeklyHours> {
    Ok(hours_of_all(conn, &[member]).await?.remove(&member).unwrap_or_default())
}

/// The hours of each of `members` who has any, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn hours_of_all(conn: &mut Connection, members: &[MemberId]) -> QueryResult<HashMap<MemberId, WeeklyHours>> {
    let rows: Vec<(MemberId, i16, i16, i16)> = weekly_hours::table
        .filter(weekly_hours::member_id.eq_any(members))
        .select((
            weekly_hours::member_id,
            weekly_hours::weekday,
            weekly_hours::starts_minute,
            weekly_hours::ends_minute,
        ))
        .load(conn)
        .await?;
    let mut ranges: HashMap<MemberId, Vec<(i16, Range)>> = HashMap::with_capacity(members.len());
    for (member, weekday, starts, ends) in rows {
        ranges.entry(member).or_default().push((weekday, Range::new(starts, ends).map_err(corrupt)?));
    }
    ranges.into_iter().map(|(member, ranges)| Ok((member, WeeklyHours::of(ranges).map_err(corrupt)?))).collect()
}

/// The table's constraints and `set_hours` rule this out; should both fail, it is said and not guessed at.
pub(super) fn corrupt(error: impl std::error::Error + Send + Sync + 'static) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(Box::new(error))
}
