//! What Quick Help knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::request::State;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, rows_as_json};
use crate::schema::{quick_helps, standbys};

/// The member's requests, and until when they are available.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const REQUESTS: &str = "SELECT q.id, s.name AS skill, q.question, q.minutes, q.price AS price_hundredths, q.state, q.asked_at,
                                   q.closed_at, q.booking_id AS session
                            FROM quick_helps q JOIN skills s ON s.id = q.skill_id WHERE q.learner_id = $1 ORDER BY q.id";
    const STANDBYS: &str = "SELECT until FROM standbys WHERE member_id = $1";
    Ok(json!({
        "requests": rows_as_json(conn, REQUESTS, member.0).await?,
        "available_now": rows_as_json(conn, STANDBYS, member.0).await?,
    }))
}

/// Closes what a leaving member has open, and takes their words out of what they asked.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<()> {
    diesel::delete(standbys::table.find(member)).execute(conn).await?;
    let open = quick_helps::learner_id.eq(member).and(quick_helps::state.eq(State::Open));
    diesel::update(quick_helps::table.filter(open))
        .set((quick_helps::state.eq(State::Withdrawn), quick_helps::closed_at.eq(now)))
        .execute(conn)
        .await?;
    diesel::update(quick_helps::table.filter(quick_helps::learner_id.eq(member)))
        .set(quick_helps::question.eq(""))
        .execute(conn)
        .await?;
    Ok(())
}
