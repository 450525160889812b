//! What availability knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::{booking_rules, calendars, date_overrides, time_off, weekly_hours};

/// The member's week (0 is Monday, minutes since midnight in their own zone), and what bends it.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const WEEK: &str = "SELECT weekday, starts_minute, ends_minute FROM weekly_hours
                        WHERE member_id = $1 ORDER BY weekday, starts_minute";
    const DATES: &str = "SELECT o.on_date, h.starts_minute, h.ends_minute
                         FROM date_overrides o LEFT JOIN date_hours h USING (member_id, on_date)
                         WHERE o.member_id = $1 ORDER BY o.on_date, h.starts_minute";
    const AWAY: &str = "SELECT first_date, last_date, note FROM time_off WHERE member_id = $1 ORDER BY first_date";
    const RULES: &str = "SELECT buffer_before, buffer_after, notice_hours, horizon_days, most_a_day, most_a_week
                         FROM booking_rules WHERE member_id = $1";
    const CALENDARS: &str = "SELECT name, kind, shown, created_at, read_at, problem FROM calendars
                             WHERE member_id = $1 ORDER BY id";
    const BUSY: &str = "SELECT c.name AS calendar, b.starts_at, b.ends_at
                        FROM calendar_busy b JOIN calendars c ON c.id = b.calendar_id
                        WHERE b.member_id = $1 ORDER BY b.starts_at, b.calendar_id";
    Ok(json!({
        "week": rows_as_json(conn, WEEK, member.0).await?,
        "dates": rows_as_json(conn, DATES, member.0).await?,
        "time_off": rows_as_json(conn, AWAY, member.0).await?,
        "calendars": rows_as_json(conn, CALENDARS, member.0).await?,
        "busy": rows_as_json(conn, BUSY, member.0).await?,
        "rules": rows_as_json(conn, RULES, member.0).await?,
    }))
}

/// Forgets it.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::delete(weekly_hours::table.filter(weekly_hours::member_id.eq(member))).execute(conn).await?;
    diesel::delete(date_overrides::table.filter(date_overrides::member_id.eq(member))).execute(conn).await?;
    diesel::delete(time_off::table.filter(time_off::member_id.eq(member))).execute(conn).await?;
    diesel::delete(booking_rules::table.filter(booking_rules::member_id.eq(member))).execute(conn).await?;
    // Their busy times go with them.
    diesel::delete(calendars::table.filter(calendars::member_id.eq(member))).execute(conn).await?;
    Ok(())
}
