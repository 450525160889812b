//! What ratings know of a person: to take along, and to forget. Marks are the other one's history as well: they stay,
//! without a name; words go.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use crate::schema::{rating_disputes, ratings};

/// The ratings that the member gave, and those about them that are shown, with the notes written to them.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const GIVEN: &str =
        "SELECT booking_id AS session, overall, knowledge, communication, professionalism, tags, comment,
                                private_note, rated_at, revealed_at AS shown_at
                         FROM ratings WHERE rater_id = $1 ORDER BY booking_id";
    const RECEIVED: &str =
        "SELECT booking_id AS session, overall, knowledge, communication, professionalism, tags, comment,
                private_note, rated_at, revealed_at AS shown_at, set_aside_at
         FROM ratings WHERE ratee_id = $1 AND revealed_at IS NOT NULL ORDER BY booking_id";
    const DISPUTES: &str = "SELECT d.booking_id AS session, d.words, d.made_at, d.outcome, d.reason, d.decided_at
         FROM rating_disputes d JOIN ratings r USING (booking_id, rater_id) WHERE r.ratee_id = $1 ORDER BY d.id";
    Ok(json!({
        "given": rows_as_json(conn, GIVEN, member.0).await?,
        "disputes": rows_as_json(conn, DISPUTES, member.0).await?,
        "received": rows_as_json(conn, RECEIVED, member.0).await?,
    }))
}

/// Takes the words out of what a former member wrote: comments, notes, disputes. Marks and the words of closed sets stay.
///
/// # Errors
/// When the database fails.
pub async fn purge(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::update(ratings::table.filter(ratings::rater_id.eq(member)))
        .set((ratings::comment.eq(""), ratings::private_note.eq("")))
        .execute(conn)
        .await?;
    let received = diesel::dsl::exists(
        ratings::table.filter(
            ratings::booking_id
                .eq(rating_disputes::booking_id)
                .and(ratings::rater_id.eq(rating_disputes::rater_id))
                .and(ratings::ratee_id.eq(member)),
        ),
    );
    diesel::update(rating_disputes::table.filter(received)).set(rating_disputes::words.eq("")).execute(conn).await?;
    Ok(())
}
