//! What verification knows of a person: to take along, and to forget. What others said of a member goes with them; what
//! they said of others stays without a name, because others' badges stand on it; words go.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, rows_as_json};
use crate::schema::{assessments, badges, verification_rounds};

/// The member's badges, whom they asked, and what they said of others. Who said what of them is not theirs to take.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const BADGES: &str = "SELECT b.id, s.name AS skill, b.tier, b.level, b.assessors, b.sharing, b.issued_at,
                                 b.expires_at, b.withdrawn_at, b.replaced_at
                          FROM badges b JOIN skills s ON s.id = b.skill_id WHERE b.member_id = $1 ORDER BY b.issued_at";
    const ASKED: &str = "SELECT s.name AS skill, r.opened_at, r.ends_at, r.decided_at,
                                array(SELECT m.name FROM assessments a JOIN members m ON m.id = a.assessor_id
                                       WHERE a.round_id = r.id ORDER BY m.name) AS asked,
                                (SELECT count(*) FROM assessments a
                                  WHERE a.round_id = r.id AND a.answered_at IS NOT NULL) AS answered
                         FROM verification_rounds r JOIN skills s ON s.id = r.skill_id
                         WHERE r.member_id = $1 ORDER BY r.id";
    const GIVEN: &str = "SELECT m.name AS of_whom, s.name AS skill, a.asked_at, a.answered_at, a.declined_at, a.marks,
                                a.level, a.recommends, a.note
                         FROM assessments a JOIN verification_rounds r ON r.id = a.round_id
                         JOIN skills s ON s.id = r.skill_id JOIN members m ON m.id = a.member_id
                         WHERE a.assessor_id = $1 ORDER BY a.id";
    Ok(json!({
        "badges": rows_as_json(conn, BADGES, member.0).await?,
        "assessments_asked_for": rows_as_json(conn, ASKED, member.0).await?,
        "assessments_given": rows_as_json(conn, GIVEN, member.0).await?,
    }))
}

/// Withdraws the badges of a member who leaves, and forgets what others said of them. What they were still asked is
/// answered by nobody any more.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<()> {
    diesel::update(badges::table.filter(badges::member_id.eq(member).and(badges::withdrawn_at.is_null())))
        .set(badges::withdrawn_at.eq(now))
        .execute(conn)
        .await?;
    // The assessments go with them.
    diesel::delete(verification_rounds::table.filter(verification_rounds::member_id.eq(member))).execute(conn).await?;
    let asked = assessments::table.filter(assessments::assessor_id.eq(member));
    diesel::update(asked.filter(assessments::answered_at.is_null().and(assessments::declined_at.is_null())))
        .set(assessments::declined_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes out the words that a former member wrote to moderators.
///
/// # Errors
/// When the database fails.
pub async fn purge(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::update(assessments::table.filter(assessments::assessor_id.eq(member).and(assessments::note.ne(""))))
        .set(assessments::note.eq(""))
        .execute(conn)
        .await?;
    Ok(())
}
