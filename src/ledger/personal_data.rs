//! What the book knows of a person, to take along. Nothing is forgotten here: the book only grows, and names nobody.

use serde_json::Value;

use crate::accounts::MemberId;
use crate::db::{Connection, rows_as_json};
use diesel::QueryResult;

/// The member's movements, in hundredths of a credit.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const MOVEMENTS: &str =
        "SELECT t.kind, a.kind AS account, p.amount AS hundredths, p.balance_after AS balance_hundredths,
                                    t.booking_id AS session, t.created_at
                             FROM ledger_accounts a JOIN ledger_postings p ON p.account_id = a.id
                             JOIN ledger_transfers t ON t.id = p.transfer_id
                             WHERE a.member_id = $1 ORDER BY p.id";
    rows_as_json(conn, MOVEMENTS, member.0).await
}
