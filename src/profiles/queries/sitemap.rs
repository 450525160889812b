//! Which pages of members crawlers may know.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};

/// Ids in a range: a sitemap has at most as many addresses as the protocol allows, however many members left.
pub const RANGE: i64 = 50_000;
/// Rows read at once, so that a sitemap takes little memory.
pub const PIECE: usize = 5_000;

/// The public pages of a range of ids.
#[derive(Debug, Clone, QueryableByName)]
pub struct RangeRow {
    /// From 1 on; range 1 has the ids from 1 to [`RANGE`].
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub pages: i64,
    /// When one of them last changed.
    #[diesel(sql_type = Timestamptz)]
    pub changed_at: Instant,
}

/// A public page.
#[derive(Debug, Clone, QueryableByName)]
pub struct PageRow {
    /// Whose.
    #[diesel(sql_type = BigInt)]
    pub id: MemberId,
    /// Their name, which is in its address.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// When it last changed.
    #[diesel(sql_type = Timestamptz)]
    pub changed_at: Instant,
}

/// All ranges with public pages, each counted by a walk along its part of an index: 10 ms for 50,000.
///
/// # Errors
/// When the database fails.
pub async fn ranges(conn: &mut Connection) -> QueryResult<Vec<RangeRow>> {
    let query = diesel::sql_query(
        "SELECT n + 1 AS number, pages, changed_at
           FROM generate_series(0, (SELECT (max(member_id) - 1) / $1 FROM member_search WHERE is_public)) AS n
          CROSS JOIN LATERAL (SELECT count(*) AS pages, max(changed_at) AS changed_at FROM member_search
                               WHERE is_public AND member_id > n * $1 AND member_id <= (n + 1) * $1) AS range
          WHERE pages > 0 ORDER BY n",
    );
    query.bind::<BigInt, _>(RANGE).prepared().load(conn).await
}

/// The next [`PIECE`] public pages of the range `number`, after the member `after`. Both tables are given the range, or
/// the second would be read from its beginning.
///
/// # Errors
/// When the database fails.
pub async fn piece(conn: &mut Connection, number: i64, after: MemberId) -> QueryResult<Vec<PageRow>> {
    let query = diesel::sql_query(
        "SELECT m.id, m.name, s.changed_at FROM member_search s JOIN members m ON m.id = s.member_id
          WHERE s.is_public AND s.member_id > $1 AND s.member_id <= $2 AND m.id > $1 AND m.id <= $2
          ORDER BY s.member_id LIMIT $3",
    );
    let size = i64::try_from(PIECE).unwrap_or(i64::MAX);
    query
        .bind::<BigInt, _>(after.0)
        .bind::<BigInt, _>(number.saturating_mul(RANGE))
        .bind::<BigInt, _>(size)
        .prepared()
        .load(conn)
        .await
}
