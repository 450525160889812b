//! A transfer: why credits moved, and by how much which account.

use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::Credits;
use super::account::AccountId;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare, text_enum};

/// The database's word for "below zero".
const BELOW_ZERO: &str = "ledger_balance_not_below_zero";

text_enum!(
    /// What happened.
    TransferKind {
        /// Starter credits.
        Starter = "starter",
        /// Into escrow.
        Hold = "hold",
        /// From escrow to the teacher.
        Release = "release",
        /// From escrow back to the learner.
        Refund = "refund",
        /// From escrow, part to the teacher and part back.
        Split = "split",
        /// To the house, from a member who leaves.
        Forfeit = "forfeit",
        /// By an admin, for a reason.
        Adjustment = "adjustment",
        /// What was held before escrow was kept by booking, to the booking's.
        Escrow = "escrow",
    }
);

/// Why credits did not move.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// An account would go below zero, or escrow does not hold what it is to be shared out.
    #[error("not enough credits")]
    NotEnough,
    /// The key was used before: this movement has been made.
    #[error("these credits have moved already")]
    AlreadyMoved,
    /// The database failed, or refused what is beyond its limits.
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for LedgerError {
    fn from(error: Error) -> Self {
        match &error {
            Error::DatabaseError(DatabaseErrorKind::CheckViolation, info)
                if info.constraint_name() == Some(BELOW_ZERO) =>
            {
                Self::NotEnough
            }
            _ => Self::Database(error),
        }
    }
}

/// When something was commanded, and by whom, for what. An [`Instant`] alone is a cause: of what time does, or of what the
/// booking's own history says more about.
#[derive(Debug, Clone)]
pub struct Cause {
    at: Instant,
    actor: Option<MemberId>,
    reason: Option<String>,
}

impl From<Instant> for Cause {
    fn from(at: Instant) -> Self {
        Self { at, actor: None, reason: None }
    }
}

impl Cause {
    /// Commanded by `actor`.
    pub fn by(at: Instant, actor: MemberId) -> Self {
        Self { actor: Some(actor), ..Self::from(at) }
    }

    /// With a reason: 1 to 200 characters, which must not tell of a person, because they are never forgotten.
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }
}

/// What is to be written.
pub(super) struct Transfer {
    /// A second transfer with the same key is not made.
    pub key: String,
    pub kind: TransferKind,
    pub booking: Option<i64>,
    pub cause: Cause,
    /// By how much each account moves; zero in all.
    pub moves: Vec<(AccountId, Credits)>,
}

/// Writes the transfer with its postings: one statement, whole or not at all. Accounts are locked in the order of their ids,
/// as everybody locks them: two transfers between the same accounts wait for each other, never both.
pub(super) async fn post(conn: &mut Connection, transfer: Transfer) -> Result<(), LedgerError> {
    let (accounts, amounts): (Vec<AccountId>, Vec<Credits>) = transfer.moves.into_iter().unzip();
    let posted = diesel::sql_query(
        "WITH made AS (
             INSERT INTO ledger_transfers (idempotency_key, kind, booking_id, actor_id, reason, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (idempotency_key) DO NOTHING RETURNING id)
         INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
         -- The trigger writes the true balance.
         SELECT made.id, moved.account, moved.amount, 0
         FROM made, unnest($7, $8) AS moved (account, amount) ORDER BY moved.account",
    )
    .bind::<Text, _>(transfer.key)
    .bind::<Text, _>(transfer.kind)
    .bind::<Nullable<BigInt>, _>(transfer.booking)
    .bind::<Nullable<BigInt>, _>(transfer.cause.actor)
    .bind::<Nullable<Text>, _>(transfer.cause.reason)
    .bind::<Timestamptz, _>(transfer.cause.at)
    .bind::<Array<BigInt>, _>(accounts)
    .bind::<Array<BigInt>, _>(amounts)
    .prepared()
    .execute(conn)
    .await?;
    if posted == 0 { Err(LedgerError::AlreadyMoved) } else { Ok(()) }
}
