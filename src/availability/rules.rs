//! How a member wants to be booked: how much room around sessions, how early, how far ahead, how many.

use std::ops::RangeInclusive;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Deserialize;

use super::HoursChanged;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::enqueue_unique;
use crate::schema::booking_rules;

/// Minutes that a buffer may have, in steps of [`BUFFER_STEP`].
pub const BUFFER_MINUTES: RangeInclusive<i16> = 0..=120;
/// Buffers are whole multiples of this, in minutes.
pub const BUFFER_STEP: i16 = 5;
/// Hours of notice that may be asked for: up to two weeks.
pub const NOTICE_HOURS: RangeInclusive<i16> = 0..=336;
/// Days ahead that may be opened.
pub const HORIZON_DAYS: RangeInclusive<i16> = 1..=90;
/// Sessions a day to which one may limit oneself.
pub const MOST_A_DAY: RangeInclusive<i16> = 1..=24;
/// Sessions a week to which one may limit oneself.
pub const MOST_A_WEEK: RangeInclusive<i16> = 1..=100;

/// A member's rules. Within the bounds above, and the notice shorter than the horizon: the form and the table see to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = booking_rules, treat_none_as_null = true)]
pub struct BookingRules {
    /// Minutes kept free before each session.
    pub buffer_before: i16,
    /// Minutes kept free after each session.
    pub buffer_after: i16,
    /// A session is booked at least this many hours before it begins.
    pub notice_hours: i16,
    /// A session begins at most this many days of 24 hours from now.
    pub horizon_days: i16,
    /// Sessions that they teach in one day of their own calendar, at most; `None` is no limit.
    pub most_a_day: Option<i16>,
    /// Sessions that they teach from Monday to Sunday of their own calendar, at most; `None` is no limit.
    pub most_a_week: Option<i16>,
}

impl Default for BookingRules {
    /// What the table says for those who never set any.
    fn default() -> Self {
        Self {
            buffer_before: 0,
            buffer_after: 0,
            notice_hours: 2,
            horizon_days: 28,
            most_a_day: None,
            most_a_week: None,
        }
    }
}

/// The rules of `member`.
///
/// # Errors
/// When the database fails.
pub async fn rules_of(mut conn: &Connection, member: MemberId) -> QueryResult<BookingRules> {
    let found =
        booking_rules::table.find(member).select(BookingRules::as_select()).first(&mut conn).await.optional()?;
    Ok(found.unwrap_or_default())
}

/// Sets the rules of `member` and has what follows from them done.
///
/// # Errors
/// When the database fails, or the rules are out of bounds.
pub async fn set_rules(
    conn: &mut Connection,
    now: Instant,
    member_id: MemberId,
    rules: &BookingRules,
) -> QueryResult<()> {
    let changed = HoursChanged { member_id };
    conn.transaction(async |conn| {
        diesel::insert_into(booking_rules::table)
            .values((booking_rules::member_id.eq(member_id), rules))
            .on_conflict(booking_rules::member_id)
            .do_update()
            .set(rules)
            .execute(conn)
            .await?;
        enqueue_unique(conn, now, now, &changed.key(), &changed).await
    })
    .await
}
