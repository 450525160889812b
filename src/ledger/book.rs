//! The verbs that move credits. Each runs inside its caller's transaction; a refusal undoes all of it.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::RunQueryDsl;

use super::Credits;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, id_type, text_enum};
use crate::schema::{ledger_accounts, ledger_postings, ledger_transfers};

/// What a member starts with, once.
pub const STARTER: Credits = Credits::whole(50);

/// The database's word for "below zero".
const BELOW_ZERO: &str = "ledger_balance_not_below_zero";

id_type!(
    /// An account's id.
    AccountId(i64)
);

text_enum!(
    /// What an account is for.
    AccountKind {
        /// To spend.
        Available = "available",
        /// In escrow for accepted sessions.
        Held = "held",
        /// The house's, where starter credits come from.
        Grants = "grants",
    }
);

text_enum!(
    /// What happened.
    TransferKind {
        /// Starter credits.
        Starter = "starter",
        /// Into escrow.
        Hold = "hold",
        /// From escrow to the teacher.
        Release = "release",
        /// From escrow back.
        Refund = "refund",
        /// To the house, from a member who leaves.
        Forfeit = "forfeit",
    }
);

/// Why credits did not move.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The account would go below zero.
    #[error("not enough credits")]
    NotEnough,
    /// The key was used before: this movement has been made.
    #[error("these credits have moved already")]
    AlreadyMoved,
    /// The database failed.
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

struct Transfer {
    key: String,
    kind: TransferKind,
    booking: Option<i64>,
    /// An account pays another: `(owner, kind)`; the house owns without a member.
    from: (Option<MemberId>, AccountKind),
    to: (Option<MemberId>, AccountKind),
    amount: Credits,
}

/// Gives a member their starter credits; whether this was the first time.
///
/// # Errors
/// When the database fails.
pub async fn grant_starter(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<bool> {
    let transfer = Transfer {
        key: format!("starter:{member}"),
        kind: TransferKind::Starter,
        booking: None,
        from: (None, AccountKind::Grants),
        to: (Some(member), AccountKind::Available),
        amount: STARTER,
    };
    match post(conn, now, transfer).await {
        Ok(()) => Ok(true),
        Err(LedgerError::AlreadyMoved) => Ok(false),
        // The house's account has no floor.
        Err(LedgerError::NotEnough) => Err(Error::RollbackTransaction),
        Err(LedgerError::Database(error)) => Err(error),
    }
}

/// Takes the price of a booking from the learner's available credits into escrow.
///
/// # Errors
/// [`LedgerError::NotEnough`] when the learner has less; the transaction must then be given up.
pub async fn hold(
    conn: &mut Connection,
    now: Instant,
    booking: i64,
    learner: MemberId,
    amount: Credits,
) -> Result<(), LedgerError> {
    let transfer = Transfer {
        key: format!("hold:{booking}"),
        kind: TransferKind::Hold,
        booking: Some(booking),
        from: (Some(learner), AccountKind::Available),
        to: (Some(learner), AccountKind::Held),
        amount,
    };
    post(conn, now, transfer).await
}

/// Pays what is held for a booking to its teacher.
///
/// # Errors
/// [`LedgerError::AlreadyMoved`] when the hold was resolved before.
pub async fn release(
    conn: &mut Connection,
    now: Instant,
    booking: i64,
    (learner, teacher): (MemberId, MemberId),
    amount: Credits,
) -> Result<(), LedgerError> {
    let transfer = Transfer {
        key: resolution_key(booking),
        kind: TransferKind::Release,
        booking: Some(booking),
        from: (Some(learner), AccountKind::Held),
        to: (Some(teacher), AccountKind::Available),
        amount,
    };
    post(conn, now, transfer).await
}

/// Gives what is held for a booking back to its learner.
///
/// # Errors
/// [`LedgerError::AlreadyMoved`] when the hold was resolved before.
pub async fn refund(
    conn: &mut Connection,
    now: Instant,
    booking: i64,
    learner: MemberId,
    amount: Credits,
) -> Result<(), LedgerError> {
    let transfer = Transfer {
        key: resolution_key(booking),
        kind: TransferKind::Refund,
        booking: Some(booking),
        from: (Some(learner), AccountKind::Held),
        to: (Some(learner), AccountKind::Available),
        amount,
    };
    post(conn, now, transfer).await
}

/// Gives what a member who leaves has available back to the house; how much it was.
///
/// # Errors
/// When the database fails.
pub async fn forfeit(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<Credits> {
    let theirs = ledger_accounts::member_id.eq(member).and(ledger_accounts::kind.eq(AccountKind::Available));
    let houses = ledger_accounts::member_id.is_null().and(ledger_accounts::kind.eq(AccountKind::Grants));
    // Locked, so that what is read is what is moved; by id, as postings do.
    let accounts: Vec<(AccountKind, Credits)> = ledger_accounts::table
        .filter(theirs.or(houses))
        .order(ledger_accounts::id)
        .select((ledger_accounts::kind, ledger_accounts::balance))
        .for_update()
        .load(conn)
        .await?;
    let left = accounts.iter().find(|(kind, _)| *kind == AccountKind::Available).map_or(Credits(0), |(_, left)| *left);
    if left.0 == 0 {
        return Ok(left);
    }
    let transfer = Transfer {
        key: format!("forfeit:{member}:{}", now.microseconds()),
        kind: TransferKind::Forfeit,
        booking: None,
        from: (Some(member), AccountKind::Available),
        to: (None, AccountKind::Grants),
        amount: left,
    };
    match post(conn, now, transfer).await {
        Ok(()) => Ok(left),
        Err(LedgerError::Database(error)) => Err(error),
        // What was read under lock is there, and the key is of this moment: only a broken book says otherwise.
        Err(LedgerError::NotEnough | LedgerError::AlreadyMoved) => Err(Error::RollbackTransaction),
    }
}

fn resolution_key(booking: i64) -> String {
    format!("resolve:{booking}")
}

async fn post(conn: &mut Connection, now: Instant, transfer: Transfer) -> Result<(), LedgerError> {
    let transfer_id: Option<i64> = diesel::insert_into(ledger_transfers::table)
        .values((
            ledger_transfers::idempotency_key.eq(&transfer.key),
            ledger_transfers::kind.eq(transfer.kind),
            ledger_transfers::booking_id.eq(transfer.booking),
            ledger_transfers::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .returning(ledger_transfers::id)
        .get_result(conn)
        .await
        .optional()?;
    let transfer_id = transfer_id.ok_or(LedgerError::AlreadyMoved)?;
    let mut postings =
        [(account(conn, transfer.from).await?, -transfer.amount), (account(conn, transfer.to).await?, transfer.amount)];
    // Always in the order of the accounts: two transfers between the same two wait for each other, never both.
    postings.sort_unstable();
    let rows = postings.map(|(account, amount)| {
        (
            ledger_postings::transfer_id.eq(transfer_id),
            ledger_postings::account_id.eq(account),
            ledger_postings::amount.eq(amount),
            // The trigger writes the true one.
            ledger_postings::balance_after.eq(0),
        )
    });
    diesel::insert_into(ledger_postings::table).values(rows.to_vec()).execute(conn).await?;
    Ok(())
}

/// The id of an account, opened when it is first needed.
async fn account(conn: &mut Connection, (owner, kind): (Option<MemberId>, AccountKind)) -> QueryResult<AccountId> {
    let opened = ledger_accounts::table
        .filter(ledger_accounts::member_id.is_not_distinct_from(owner).and(ledger_accounts::kind.eq(kind)))
        .select(ledger_accounts::id);
    if let Some(id) = opened.first(conn).await.optional()? {
        return Ok(id);
    }
    diesel::insert_into(ledger_accounts::table)
        .values((ledger_accounts::member_id.eq(owner), ledger_accounts::kind.eq(kind)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    opened.first(conn).await
}
