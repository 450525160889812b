//! The book as it is read: two streams in binary COPY, each in an order that needs no more memory than a row.

use tokio_postgres::binary_copy::{BinaryCopyOutRow, BinaryCopyOutStream};
use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Client, Error};

use crate::ledger::seals::{AccountFacts, PostingFacts, TransferFacts};

/// Between PostgreSQL's epoch and Unix's.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// Accounts by id, each with its postings by id; without an account, postings that point at none.
const BY_ACCOUNT: &str = "COPY (
    SELECT a.id, a.kind, a.member_id, a.booking_id, a.balance, a.seal,
           p.id, p.account_id, p.amount, p.balance_after, p.member_id
    FROM ledger_accounts a FULL JOIN ledger_postings p ON p.account_id = a.id
    ORDER BY coalesce(a.id, p.account_id), p.id) TO STDOUT (FORMAT binary)";

const BY_ACCOUNT_TYPES: [Type; 11] = [
    Type::INT8,
    Type::TEXT,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::BYTEA,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
];

const BY_TRANSFER_TYPES: [Type; 20] = [
    Type::INT8,
    Type::TEXT,
    Type::TEXT,
    Type::INT8,
    Type::INT8,
    Type::TEXT,
    Type::TIMESTAMPTZ,
    Type::DATE,
    Type::BYTEA,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::TIMESTAMPTZ,
    Type::BYTEA,
    Type::TEXT,
    Type::INT8,
    Type::INT8,
];

pub(super) async fn by_account(client: &Client) -> Result<BinaryCopyOutStream, Error> {
    Ok(BinaryCopyOutStream::new(client.copy_out(BY_ACCOUNT).await?, &BY_ACCOUNT_TYPES))
}

/// Transfers by day and id, each with its postings by id and their accounts; at the end postings without a transfer. Of
/// one day only where one is given, in days since the Unix epoch.
pub(in crate::ledger) async fn by_transfer(client: &Client, day: Option<i32>) -> Result<BinaryCopyOutStream, Error> {
    let of_day = day.map_or_else(String::new, |day| format!("WHERE t.day = date '1970-01-01' + {day}"));
    let copy = format!(
        "COPY (SELECT t.id, t.idempotency_key, t.kind, t.booking_id, t.actor_id, t.reason, t.created_at, t.day, t.seal,
                      p.id, p.transfer_id, p.account_id, p.amount, p.balance_after, p.member_id, p.created_at, p.seal,
                      a.kind, a.member_id, a.booking_id
               FROM ledger_transfers t FULL JOIN ledger_postings p ON p.transfer_id = t.id
               LEFT JOIN ledger_accounts a ON a.id = p.account_id {of_day}
               ORDER BY t.day, t.id, p.id) TO STDOUT (FORMAT binary)"
    );
    Ok(BinaryCopyOutStream::new(client.copy_out(&copy).await?, &BY_TRANSFER_TYPES))
}

/// An account, its balance and its seal.
type Stated<'a> = (AccountFacts<'a>, i64, &'a [u8]);

/// A row of the first stream.
pub(super) struct AccountRow<'a>(pub &'a BinaryCopyOutRow);

impl AccountRow<'_> {
    /// The account, with what it says of itself.
    pub fn account(&self) -> Result<Option<Stated<'_>>, Error> {
        let Some(id) = self.0.try_get::<Option<i64>>(0)? else { return Ok(None) };
        let (kind, member, booking) = (self.0.try_get(1)?, self.0.try_get(2)?, self.0.try_get(3)?);
        Ok(Some((AccountFacts { id, kind, member, booking }, self.0.try_get(4)?, self.0.try_get(5)?)))
    }

    /// What is needed of the posting here.
    pub fn posting(&self) -> Result<Option<AccountPosting>, Error> {
        let Some(id) = self.0.try_get::<Option<i64>>(6)? else { return Ok(None) };
        let (account, amount) = (self.0.try_get(7)?, self.0.try_get(8)?);
        Ok(Some(AccountPosting { id, account, amount, balance_after: self.0.try_get(9)?, member: self.0.try_get(10)? }))
    }
}

/// A posting among those of its account.
pub(super) struct AccountPosting {
    pub id: i64,
    pub account: i64,
    pub amount: i64,
    pub balance_after: i64,
    pub member: Option<i64>,
}

/// A row of the second stream.
pub(in crate::ledger) struct TransferRow<'a>(pub &'a BinaryCopyOutRow);

impl TransferRow<'_> {
    /// The transfer with its seal.
    pub fn transfer(&self) -> Result<Option<(TransferFacts<'_>, &[u8])>, Error> {
        let Some(id) = self.0.try_get::<Option<i64>>(0)? else { return Ok(None) };
        let facts = TransferFacts {
            id,
            key: self.0.try_get(1)?,
            kind: self.0.try_get(2)?,
            booking: self.0.try_get(3)?,
            actor: self.0.try_get(4)?,
            reason: self.0.try_get(5)?,
            created_at: self.0.try_get::<Microseconds>(6)?.0,
            day: self.0.try_get::<Day>(7)?.0,
        };
        Ok(Some((facts, self.0.try_get(8)?)))
    }

    /// The posting with its seal.
    pub fn posting(&self) -> Result<Option<(PostingFacts, &[u8])>, Error> {
        let Some(id) = self.0.try_get::<Option<i64>>(9)? else { return Ok(None) };
        let facts = PostingFacts {
            id,
            transfer: self.0.try_get(10)?,
            account: self.0.try_get(11)?,
            amount: self.0.try_get(12)?,
            balance_after: self.0.try_get(13)?,
            member: self.0.try_get(14)?,
            created_at: self.0.try_get::<Microseconds>(15)?.0,
        };
        Ok(Some((facts, self.0.try_get(16)?)))
    }

    /// The account of the posting, if there is one of that number.
    pub fn account(&self) -> Result<Option<AccountFacts<'_>>, Error> {
        let Some(kind) = self.0.try_get::<Option<&str>>(17)? else { return Ok(None) };
        let id = self.0.try_get(11)?;
        Ok(Some(AccountFacts { id, kind, member: self.0.try_get(18)?, booking: self.0.try_get(19)? }))
    }
}

type Unreadable = Box<dyn std::error::Error + Sync + Send>;

/// Microseconds since the Unix epoch.
struct Microseconds(i64);

impl<'a> FromSql<'a> for Microseconds {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Unreadable> {
        Ok(Self(i64::from_be_bytes(raw.try_into()?).saturating_add(EPOCH_MICROSECONDS)))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::TIMESTAMPTZ
    }
}

/// Days since the Unix epoch.
struct Day(i32);

impl<'a> FromSql<'a> for Day {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Unreadable> {
        Ok(Self(i32::from_be_bytes(raw.try_into()?).saturating_add(EPOCH_DAYS)))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::DATE
    }
}
