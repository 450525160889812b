//! Rows shaped for pages.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::RunQueryDsl;

use super::Credits;
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare};

/// What a member has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Balances {
    /// To spend.
    #[diesel(sql_type = BigInt)]
    pub available: Credits,
    /// In escrow for accepted sessions.
    #[diesel(sql_type = BigInt)]
    pub held: Credits,
}

/// A member's balances; zero for a member whose accounts were never needed.
///
/// # Errors
/// When the database fails.
pub async fn balances(mut conn: &Connection, member: MemberId) -> QueryResult<Balances> {
    diesel::sql_query(
        "SELECT coalesce(sum(balance) FILTER (WHERE kind = 'available'), 0)::bigint AS available,
                coalesce(sum(balance) FILTER (WHERE kind = 'held'), 0)::bigint AS held
         FROM ledger_accounts WHERE member_id = $1 AND (kind = 'available' OR is_open)",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await
}

/// Whether the role that we work as could rewrite the book: it should not be able to.
///
/// # Errors
/// When the database fails.
pub async fn can_be_rewritten(conn: &mut Connection) -> QueryResult<bool> {
    let may = diesel::dsl::sql::<Bool>("has_table_privilege('ledger_postings', 'UPDATE')");
    diesel::select(may).get_result(conn).await
}
