//! What bookings knows of a person: to take along, and to forget. That a session took place is the
//! other one's history as well: it stays, without a name; words go.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::bookings;

/// The member's sessions.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const SESSIONS: &str = "SELECT b.id, CASE WHEN b.teacher_id = $1 THEN 'teacher' ELSE 'learner' END AS as_,
                                   o.name AS with_whom, s.name AS skill, b.minutes, b.price AS price_hundredths, b.agenda,
                                   b.state, b.starts_at, b.ends_at, b.proposed_at, b.answered_at, b.closed_at
                            FROM bookings b JOIN skills s ON s.id = b.skill_id
                            JOIN members o ON o.id = b.learner_id + b.teacher_id - $1
                            WHERE $1 IN (b.learner_id, b.teacher_id) ORDER BY b.id";
    Ok(json!({
        "sessions": rows_as_json(conn, SESSIONS, member.0).await?,
    }))
}

/// Takes the words out of what a former member wrote: agendas.
///
/// # Errors
/// When the database fails.
pub async fn purge(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::update(bookings::table.filter(bookings::learner_id.eq(member).and(bookings::agenda.ne(""))))
        .set(bookings::agenda.eq(""))
        .execute(conn)
        .await?;
    Ok(())
}
