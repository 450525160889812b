//! What series knows of a person, to take along. There are no words in it, and what its dates were is in their sessions:
//! there is nothing to forget beside those.

use diesel::QueryResult;
use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};

/// The member's series, each with its dates.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const SERIES: &str = "SELECT r.id, CASE WHEN r.teacher_id = $1 THEN 'teacher' ELSE 'learner' END AS as_,
                                 o.name AS with_whom, r.every_weeks, r.proposed_at,
                                 (SELECT jsonb_agg(jsonb_build_object('on', d.on_date, 'starts_at', d.starts_at,
                                             'session', d.booking_id, 'refusal', d.refusal) ORDER BY d.position)
                                  FROM series_dates d WHERE d.series_id = r.id) AS dates
                          FROM series r JOIN members o ON o.id = r.learner_id + r.teacher_id - $1
                          WHERE $1 IN (r.learner_id, r.teacher_id) ORDER BY r.id";
    rows_as_json(conn, SERIES, member.0).await
}
