//! What series knows of a person: to take along, and to forget. What its dates were is in their sessions; of words it has
//! those of teachers whose programmes were learned.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::{series, series_lessons};

/// The member's series, each with its dates.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const SERIES: &str = "SELECT r.id, CASE WHEN r.teacher_id = $1 THEN 'teacher' ELSE 'learner' END AS as_,
                                 o.name AS with_whom, r.every_weeks, r.programme, r.proposed_at,
                                 (SELECT jsonb_agg(jsonb_build_object('on', d.on_date, 'starts_at', d.starts_at,
                                             'session', d.booking_id, 'refusal', d.refusal) ORDER BY d.position)
                                  FROM series_dates d WHERE d.series_id = r.id) AS dates,
                                 (SELECT jsonb_agg(jsonb_build_object('title', l.title, 'outline', l.outline,
                                             'minutes', l.minutes) ORDER BY l.position)
                                  FROM series_lessons l WHERE l.series_id = r.id) AS sessions
                          FROM series r JOIN members o ON o.id = r.learner_id + r.teacher_id - $1
                          WHERE $1 IN (r.learner_id, r.teacher_id) ORDER BY r.id";
    rows_as_json(conn, SERIES, member.0).await
}

/// Takes the words out of the programmes of a former member: those who learned them keep their sessions.
///
/// # Errors
/// When the database fails.
pub async fn purge(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    let theirs = series::table.filter(series::teacher_id.eq(member).and(series::programme.is_not_null()));
    let lessons = series_lessons::series_id.eq_any(theirs.select(series::id));
    diesel::update(series_lessons::table.filter(lessons))
        .set((series_lessons::title.eq(""), series_lessons::outline.eq("")))
        .execute(conn)
        .await?;
    diesel::update(theirs).set(series::programme.eq("Programme")).execute(conn).await?;
    Ok(())
}
