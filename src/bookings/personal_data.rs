//! What bookings knows of a person: to take along, and to forget. That a session took place is the
//! other one's history as well: it stays, without a name; words go. What a moderator wrote in deciding a claim is the
//! house's, and stays for the other one to read.

use diesel::QueryResult;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};

/// The member's sessions with all that happened to them, claims about them, and what they ask for an hour.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const SESSIONS: &str = "SELECT b.id, CASE WHEN b.teacher_id = $1 THEN 'teacher' ELSE 'learner' END AS as_,
                                   o.name AS with_whom, s.name AS skill, b.minutes, b.price AS price_hundredths,
                                   b.paid AS paid_hundredths, b.agenda, b.state, b.reason, b.starts_at, b.ends_at,
                                   b.proposed_at, b.answered_at, b.closed_at
                            FROM bookings b JOIN skills s ON s.id = b.skill_id
                            JOIN members o ON o.id = b.learner_id + b.teacher_id - $1
                            WHERE $1 IN (b.learner_id, b.teacher_id) ORDER BY b.id";
    const HISTORY: &str = "SELECT e.booking_id AS session, e.kind, e.at, e.details,
                                  CASE WHEN e.actor_id = $1 THEN 'you'
                                       WHEN e.actor_id IN (b.learner_id, b.teacher_id) THEN 'the other one'
                                       WHEN e.actor_id IS NOT NULL THEN 'a moderator' END AS by_whom
                           FROM booking_events e JOIN bookings b ON b.id = e.booking_id
                           WHERE $1 IN (b.learner_id, b.teacher_id) ORDER BY e.booking_id, e.id";
    const CLAIMS: &str = "SELECT c.booking_id AS session, c.kind, c.by_id = $1 AS by_you, c.words, c.minutes_lost,
                                 c.asks AS asks_hundredths, c.made_at, c.answer, c.answer_words, c.answered_at,
                                 c.decision, c.decided_at
                          FROM claims c JOIN bookings b ON b.id = c.booking_id
                          WHERE $1 IN (b.learner_id, b.teacher_id) ORDER BY c.booking_id";
    const PRICE: &str = "SELECT hourly AS hourly_hundredths FROM teaching_prices WHERE member_id = $1";
    const MAILS: &str = "SELECT booking_id AS session, kind, sent_at FROM booking_mails WHERE member_id = $1
                         ORDER BY sent_at, booking_id";
    Ok(json!({
        "sessions": rows_as_json(conn, SESSIONS, member.0).await?,
        "history": rows_as_json(conn, HISTORY, member.0).await?,
        "claims": rows_as_json(conn, CLAIMS, member.0).await?,
        "mails": rows_as_json(conn, MAILS, member.0).await?,
        "price": rows_as_json(conn, PRICE, member.0).await?,
    }))
}

/// Takes out the words that a former member wrote: agendas, reasons, notes to moves, claims and answers to them; and what
/// they asked for an hour and were mailed.
///
/// # Errors
/// When the database fails.
pub async fn purge(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    const FORGETTING: [&str; 10] = [
        "UPDATE bookings SET agenda = '' WHERE learner_id = $1 AND agenda <> ''",
        // What stands on the sessions of a programme are its teacher's words (see series::enrolling).
        "UPDATE bookings SET agenda = '' WHERE teacher_id = $1 AND agenda LIKE 'Programme “%”, session %'",
        "UPDATE booking_events e SET details = e.details - 'words' FROM bookings b
          WHERE b.id = e.booking_id AND b.teacher_id = $1 AND e.kind = 'proposed'
            AND e.details ->> 'words' LIKE 'Programme “%”, session %'",
        // Read from the history, while that still says who it was.
        "UPDATE bookings b SET reason = '' WHERE $1 IN (b.learner_id, b.teacher_id) AND b.reason <> ''
            AND EXISTS (SELECT FROM booking_events e WHERE e.booking_id = b.id AND e.actor_id = $1
                                                       AND e.kind IN ('declined', 'cancelled'))",
        "UPDATE booking_events e SET details = e.details - 'words' FROM bookings b
          WHERE b.id = e.booking_id AND $1 IN (b.learner_id, b.teacher_id) AND e.actor_id = $1
            AND jsonb_exists(e.details, 'words')",
        "UPDATE moves SET note = '' WHERE by_id = $1 AND note <> ''",
        "UPDATE claims SET words = '' WHERE by_id = $1 AND words <> ''",
        "UPDATE claims c SET answer_words = '' FROM bookings b
          WHERE b.id = c.booking_id AND $1 IN (b.learner_id, b.teacher_id) AND c.by_id <> $1 AND c.answer_words <> ''",
        "DELETE FROM booking_mails WHERE member_id = $1",
        "DELETE FROM teaching_prices WHERE member_id = $1",
    ];
    for statement in FORGETTING {
        diesel::sql_query(statement).bind::<BigInt, _>(member).execute(conn).await?;
    }
    Ok(())
}
