//! Accounts: where credits can be. One is opened when it is first needed.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use super::Credits;
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare, id_type, text_enum};
use crate::schema::ledger_accounts;

id_type!(
    /// An account's id.
    AccountId(i64)
);

text_enum!(
    /// What an account is for.
    AccountKind {
        /// A member's, to spend.
        Available = "available",
        /// Escrow of one booking, its learner's.
        Held = "held",
        /// A member's, empty: what they had held before escrow was kept by booking.
        Pooled = "pooled",
        /// The house's, where starter credits come from.
        Starter = "starter",
        /// The house's, where gifts come from.
        Bonus = "bonus",
        /// The house's, where bought credits come from.
        Sales = "sales",
        /// The house's, where credits go that nobody spends any more.
        Expiry = "expiry",
        /// The house's, where corrections come from and go to.
        Adjustments = "adjustments",
    }
);

impl AccountKind {
    /// Whether it is one of the house's, which may go below zero.
    pub fn is_of_house(self) -> bool {
        match self {
            Self::Available | Self::Held | Self::Pooled => false,
            Self::Starter | Self::Bonus | Self::Sales | Self::Expiry | Self::Adjustments => true,
        }
    }
}

/// An account with what is in it.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct Account {
    #[diesel(sql_type = BigInt)]
    pub id: AccountId,
    #[diesel(sql_type = Text)]
    pub kind: AccountKind,
    #[diesel(sql_type = BigInt)]
    pub balance: Credits,
}

/// The learner's available account, if there is one, and the escrow account of a booking, opened here. Whoever else opens
/// it at this moment is not seen.
pub(super) async fn with_escrow(
    conn: &mut Connection,
    booking: i64,
    learner: MemberId,
) -> QueryResult<(Option<Account>, Option<Account>)> {
    let accounts: Vec<Account> = diesel::sql_query(
        "WITH opened AS (INSERT INTO ledger_accounts (kind, member_id, booking_id) VALUES ('held', $1, $2)
                         ON CONFLICT DO NOTHING RETURNING id, kind, balance)
         SELECT id, kind, balance FROM opened
         UNION ALL SELECT id, kind, balance FROM ledger_accounts WHERE booking_id = $2
         UNION ALL SELECT id, kind, balance FROM ledger_accounts WHERE member_id = $1 AND kind = 'available'",
    )
    .bind::<BigInt, _>(learner)
    .bind::<BigInt, _>(booking)
    .prepared()
    .load(conn)
    .await?;
    let of = |kind| accounts.iter().copied().find(|account| account.kind == kind);
    Ok((of(AccountKind::Available), of(AccountKind::Held)))
}

/// The escrow account of a booking, if one was ever opened.
pub(super) async fn escrow(conn: &mut Connection, booking: i64) -> QueryResult<Option<Account>> {
    diesel::sql_query("SELECT id, kind, balance FROM ledger_accounts WHERE booking_id = $1")
        .bind::<BigInt, _>(booking)
        .prepared()
        .get_result(conn)
        .await
        .optional()
}

/// A member's available account.
pub(super) async fn available(conn: &mut Connection, member: MemberId) -> QueryResult<AccountId> {
    let opened = ledger_accounts::table
        .filter(ledger_accounts::member_id.eq(member).and(ledger_accounts::kind.eq(AccountKind::Available)))
        .select(ledger_accounts::id);
    if let Some(id) = opened.first(conn).await.optional()? {
        return Ok(id);
    }
    diesel::insert_into(ledger_accounts::table)
        .values((ledger_accounts::member_id.eq(member), ledger_accounts::kind.eq(AccountKind::Available)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    opened.first(conn).await
}

/// An account of the house.
pub(super) async fn house(conn: &mut Connection, kind: AccountKind) -> QueryResult<AccountId> {
    ledger_accounts::table
        .filter(ledger_accounts::member_id.is_null().and(ledger_accounts::kind.eq(kind)))
        .select(ledger_accounts::id)
        .first(conn)
        .await
}
