//! The verbs that move credits. Each runs inside its caller's transaction; a refusal undoes all of it.

use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::RunQueryDsl;

use super::Credits;
use super::account::{self, AccountId, AccountKind};
use super::transfer::{Cause, LedgerError, Transfer, TransferKind, post};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::ledger_accounts;

/// What a member starts with, once.
pub const STARTER: Credits = Credits::whole(50);

/// Gives a member their starter credits; whether this was the first time.
///
/// # Errors
/// When the database fails.
pub async fn grant_starter(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<bool> {
    let transfer = Transfer {
        key: format!("starter:{member}"),
        kind: TransferKind::Starter,
        booking: None,
        cause: Cause::by(now, member),
        moves: vec![
            (account::house(conn, AccountKind::Starter).await?, -STARTER),
            (account::available(conn, member).await?, STARTER),
        ],
    };
    match post(conn, transfer).await {
        Ok(()) => Ok(true),
        Err(LedgerError::AlreadyMoved) => Ok(false),
        // The house's account has no floor.
        Err(LedgerError::NotEnough) => Err(Error::RollbackTransaction),
        Err(LedgerError::Database(error)) => Err(error),
    }
}

/// Takes the price of a booking from the learner's available credits into the booking's escrow.
///
/// # Errors
/// [`LedgerError::NotEnough`] when the learner has less; the transaction must then be given up.
/// [`LedgerError::AlreadyMoved`] when the booking has been paid for.
pub async fn hold(
    conn: &mut Connection,
    cause: impl Into<Cause>,
    booking: i64,
    learner: MemberId,
    amount: Credits,
) -> Result<(), LedgerError> {
    let (available, escrow) = account::with_escrow(conn, booking, learner).await?;
    // Who never had an account never had credits.
    let available = available.ok_or(LedgerError::NotEnough)?;
    let escrow = escrow.ok_or(LedgerError::AlreadyMoved)?;
    let transfer = Transfer {
        key: format!("hold:{booking}"),
        kind: TransferKind::Hold,
        booking: Some(booking),
        cause: cause.into(),
        moves: vec![(available.id, -amount), (escrow.id, amount)],
    };
    post(conn, transfer).await
}

/// Shares out what is held for a booking, once: `to_teacher` of its `price` goes to the teacher, the rest back to the
/// learner.
///
/// # Errors
/// [`LedgerError::AlreadyMoved`] when that was done before. [`LedgerError::NotEnough`] when escrow does not hold exactly the
/// price, or `to_teacher` is no part of it.
pub async fn resolve(
    conn: &mut Connection,
    cause: impl Into<Cause>,
    booking: i64,
    (learner, teacher): (MemberId, MemberId),
    price: Credits,
    to_teacher: Credits,
) -> Result<(), LedgerError> {
    let back = Credits(price.0 - to_teacher.0);
    if to_teacher.0 < 0 || back.0 < 0 {
        return Err(LedgerError::NotEnough);
    }
    let escrow = account::escrow(conn, booking).await?.ok_or(LedgerError::NotEnough)?;
    let mut moves = vec![(escrow.id, -price)];
    for (member, share) in [(teacher, to_teacher), (learner, back)] {
        if share.0 > 0 {
            moves.push((account::available(conn, member).await?, share));
        }
    }
    let kind = match (to_teacher.0, back.0) {
        (_, 0) => TransferKind::Release,
        (0, _) => TransferKind::Refund,
        _ => TransferKind::Split,
    };
    let key = format!("resolve:{booking}");
    post(conn, Transfer { key, kind, booking: Some(booking), cause: cause.into(), moves }).await?;
    // Below zero is refused by the account itself.
    if escrow.balance.0 > price.0 { Err(LedgerError::NotEnough) } else { Ok(()) }
}

/// A correction of what a member has available, by an admin.
#[derive(Debug, Clone)]
pub struct Adjustment {
    /// Says that two commands are one.
    pub key: uuid::Uuid,
    /// Whose credits.
    pub member: MemberId,
    /// What they get; below zero what is taken.
    pub amount: Credits,
}

/// Corrects what a member has, from or to the house's adjustments.
///
/// # Errors
/// [`LedgerError::NotEnough`] when they have less than is to be taken; [`LedgerError::AlreadyMoved`] when the key was used.
/// The database refuses a cause without an actor or without a reason.
pub async fn adjust(conn: &mut Connection, cause: Cause, adjustment: &Adjustment) -> Result<(), LedgerError> {
    let transfer = Transfer {
        key: format!("adjustment:{}", adjustment.key),
        kind: TransferKind::Adjustment,
        booking: None,
        cause,
        moves: vec![
            (account::house(conn, AccountKind::Adjustments).await?, -adjustment.amount),
            (account::available(conn, adjustment.member).await?, adjustment.amount),
        ],
    };
    post(conn, transfer).await
}

/// Gives what a member who leaves has available back to the house; how much it was.
///
/// # Errors
/// When the database fails.
pub async fn forfeit(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<Credits> {
    let theirs = ledger_accounts::member_id.eq(member).and(ledger_accounts::kind.eq(AccountKind::Available));
    let houses = ledger_accounts::member_id.is_null().and(ledger_accounts::kind.eq(AccountKind::Expiry));
    // Locked, so that what is read is what is moved; by id, as postings do.
    let accounts: Vec<(AccountId, AccountKind, Credits)> = ledger_accounts::table
        .filter(theirs.or(houses))
        .order(ledger_accounts::id)
        .select((ledger_accounts::id, ledger_accounts::kind, ledger_accounts::balance))
        .for_update()
        .load(conn)
        .await?;
    let of = |kind| accounts.iter().find(|(_, other, _)| *other == kind);
    let (Some((house, ..)), Some((available, _, left))) = (of(AccountKind::Expiry), of(AccountKind::Available)) else {
        return Ok(Credits(0));
    };
    if left.0 == 0 {
        return Ok(*left);
    }
    let transfer = Transfer {
        key: format!("forfeit:{member}:{}", now.microseconds()),
        kind: TransferKind::Forfeit,
        booking: None,
        cause: Cause::by(now, member),
        moves: vec![(*available, -*left), (*house, *left)],
    };
    match post(conn, transfer).await {
        Ok(()) => Ok(*left),
        Err(LedgerError::Database(error)) => Err(error),
        // What was read under lock is there, and the key is of this moment: only a broken book says otherwise.
        Err(LedgerError::NotEnough | LedgerError::AlreadyMoved) => Err(Error::RollbackTransaction),
    }
}
