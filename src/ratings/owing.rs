//! Who owes a rating.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};

/// Sessions that were to be rated within the hours of their terms and are not by `$1`, the oldest first. Both roles are
/// read from their own index, `bookings_by_learner` and `bookings_by_teacher`.
#[doc(hidden)]
pub const OVERDUE: &str = "
SELECT b.id FROM (SELECT id, terms_id, ends_at FROM bookings
                   WHERE learner_id = $1 AND state IN ('accepted', 'completed') AND ends_at <= $2
                   UNION ALL
                  SELECT id, terms_id, ends_at FROM bookings
                   WHERE teacher_id = $1 AND state IN ('accepted', 'completed') AND ends_at <= $2) b
  JOIN booking_terms t ON t.id = b.terms_id
 WHERE b.ends_at + make_interval(hours => (t.terms ->> 'rating_hours')::int) <= $2
   AND NOT EXISTS (SELECT FROM ratings r WHERE r.booking_id = b.id AND r.rater_id = $1)
 ORDER BY b.ends_at LIMIT 1";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The booking whose rating `member` owes longest, when the time for one is over.
///
/// # Errors
/// When the database fails.
pub async fn overdue(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<Option<i64>> {
    let row: Option<Row> = diesel::sql_query(OVERDUE)
        .bind::<BigInt, _>(member)
        .bind::<Timestamptz, _>(now)
        .prepared()
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.id))
}
