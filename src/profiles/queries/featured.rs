//! Teachers to begin with.

use std::sync::LazyLock;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;

use super::card::{CARDS, CARDS_FROM, CardRow};
use super::search::SEEN;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};

/// How long ago they were here at most.
const HOURS: i64 = 7 * 24;

/// The condition of the index `member_search_featured` is in it word for word.
static STATEMENT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH found AS MATERIALIZED (
    SELECT s.member_id, 0 AS rel, s.worth::bigint AS key FROM member_search s
     WHERE s.rating >= 450 AND s.sessions >= 20 AND {SEEN} AND s.teaches <> '{{}}'
       AND EXISTS (SELECT FROM members m WHERE m.id = s.member_id AND m.last_seen_at > $2)
     ORDER BY s.worth DESC, s.member_id DESC LIMIT $3)
{CARDS}, 0::bigint AS total FROM found {CARDS_FROM} ORDER BY key DESC, found.member_id DESC"
    )
});

/// At most `n` members whom `viewer` may see, who teach something, rated 4.5 or above, with 20 sessions or more, who were here within the
/// last seven days; the best first.
///
/// # Errors
/// When the database fails.
pub async fn featured(
    conn: &mut Connection,
    now: Instant,
    viewer: Option<MemberId>,
    n: i64,
) -> QueryResult<Vec<CardRow>> {
    diesel::sql_query(STATEMENT.as_str())
        .bind::<Nullable<BigInt>, _>(viewer)
        .bind::<Timestamptz, _>(now.plus_hours(-HOURS))
        .bind::<BigInt, _>(n)
        .prepared()
        .load(conn)
        .await
}
