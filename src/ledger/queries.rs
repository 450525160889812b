//! Rows shaped for pages.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::Credits;
use super::transfer::TransferKind;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};

/// Movements on one page of the statement.
pub(super) const PAGE: i64 = 20;

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

/// One movement as its member sees it.
#[derive(Debug, QueryableByName)]
pub(super) struct Movement {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub kind: TransferKind,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: Instant,
    /// By how much the available credits changed.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub available: Option<Credits>,
    /// What was available afterwards, where that changed.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub available_after: Option<Credits>,
    /// By how much the held credits changed.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub held: Option<Credits>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub booking_id: Option<i64>,
    /// Why an admin corrected the balance.
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub minutes: Option<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    pub skill: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub other_name: Option<String>,
}

/// A member's balances; zero for a member whose accounts were never needed.
///
/// # Errors
/// When the database fails.
pub async fn balances(conn: &mut Connection, member: MemberId) -> QueryResult<Balances> {
    diesel::sql_query(
        "SELECT coalesce(sum(balance) FILTER (WHERE kind = 'available'), 0)::bigint AS available,
                coalesce(sum(balance) FILTER (WHERE kind = 'held'), 0)::bigint AS held
         FROM ledger_accounts WHERE member_id = $1 AND (kind = 'available' OR is_open)",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(conn)
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

/// A member's movements older than transfer `before`, newest first; one more than a page, so that the caller knows
/// whether there are more.
pub(super) async fn movements(conn: &mut Connection, member: MemberId, before: i64) -> QueryResult<Vec<Movement>> {
    diesel::sql_query(
        "SELECT t.id, t.kind, t.created_at, t.booking_id, t.reason,
                p.available, p.available_after, p.held,
                b.minutes, s.name AS skill, o.name AS other_name
         FROM (SELECT p.transfer_id,
                      max(p.amount) FILTER (WHERE a.kind = 'available') AS available,
                      max(p.balance_after) FILTER (WHERE a.kind = 'available') AS available_after,
                      sum(p.amount) FILTER (WHERE a.kind IN ('held', 'pooled'))::bigint AS held
               FROM ledger_accounts a JOIN ledger_postings p ON p.account_id = a.id
               WHERE p.member_id = $1 AND p.transfer_id < $2
               GROUP BY p.transfer_id ORDER BY p.transfer_id DESC LIMIT $3) p
         JOIN ledger_transfers t ON t.id = p.transfer_id
         LEFT JOIN bookings b ON b.id = t.booking_id
         LEFT JOIN skills s ON s.id = b.skill_id
         LEFT JOIN members o ON o.id = CASE WHEN b.learner_id = $1 THEN b.teacher_id ELSE b.learner_id END
         ORDER BY t.id DESC",
    )
    .bind::<BigInt, _>(member)
    .bind::<BigInt, _>(before)
    .bind::<BigInt, _>(PAGE + 1)
    .prepared()
    .load(conn)
    .await
}
