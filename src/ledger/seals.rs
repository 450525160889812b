//! What rows and days are sealed with: SHA-256 of what they say. `ledger_seal` of the migrations computes the same for a
//! row when it is written.

use sha2::{Digest, Sha256};

/// A digest of what something says.
pub(super) type Seal = [u8; 32];

/// What a row of `ledger_accounts` says that never changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct AccountFacts<'a> {
    pub id: i64,
    pub kind: &'a str,
    pub member: Option<i64>,
    pub booking: Option<i64>,
}

/// What a row of `ledger_transfers` says; times in microseconds and days since the Unix epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct TransferFacts<'a> {
    pub id: i64,
    pub key: &'a str,
    pub kind: &'a str,
    pub booking: Option<i64>,
    pub actor: Option<i64>,
    pub reason: Option<&'a str>,
    pub created_at: i64,
    pub day: i32,
}

/// What a row of `ledger_postings` says.
#[derive(Debug, Clone, Copy)]
pub(super) struct PostingFacts {
    pub id: i64,
    pub transfer: i64,
    pub account: i64,
    pub amount: i64,
    pub balance_after: i64,
    pub member: Option<i64>,
    pub created_at: i64,
}

impl AccountFacts<'_> {
    pub fn seal(&self) -> Seal {
        let Self { id, kind, member, booking } = self;
        digest(&format!("account|{id}|{kind}|{}|{}", Maybe(*member), Maybe(*booking)))
    }
}

impl TransferFacts<'_> {
    pub fn seal(&self) -> Seal {
        let Self { id, key, kind, booking, actor, reason, created_at, day } = self;
        let (booking, actor, length) = (Maybe(*booking), Maybe(*actor), key.len());
        // The two texts cannot be taken for each other: the length of the first is said.
        let reason = reason.map_or_else(|| "-".to_owned(), |reason| format!("+{reason}"));
        digest(&format!("transfer|{id}|{kind}|{booking}|{actor}|{created_at}|{day}|{length}|{key}|{reason}"))
    }
}

impl PostingFacts {
    pub fn seal(&self) -> Seal {
        let Self { id, transfer, account, amount, balance_after, member, created_at } = self;
        let member = Maybe(*member);
        digest(&format!("posting|{id}|{transfer}|{account}|{amount}|{balance_after}|{member}|{created_at}"))
    }
}

/// The seal of a row of `ledger_closings`: the day since the Unix epoch, and the microsecond since then.
pub(super) fn closing_seal(day: i32, closed_at: i64) -> Seal {
    digest(&format!("closing|{day}|{closed_at}"))
}

/// A number, or nothing at all.
struct Maybe(Option<i64>);

impl std::fmt::Display for Maybe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |number| number.fmt(f))
    }
}

fn digest(text: &str) -> Seal {
    Sha256::digest(text).into()
}

/// What a day holds, gathered row by row: transfers by id, each with its postings by id.
#[derive(Debug, Default, Clone)]
pub(super) struct DayContent {
    pub transfers: i64,
    pub postings: i64,
    /// Hundredths that came in somewhere.
    pub turnover: i128,
    content: Sha256,
}

impl DayContent {
    pub fn add_transfer(&mut self, transfer: &Seal) {
        self.transfers += 1;
        self.content.update(transfer);
    }

    pub fn add_posting(&mut self, posting: &Seal, account: &Seal, amount: i64) {
        self.postings += 1;
        self.turnover += i128::from(amount.max(0));
        self.content.update(posting);
        self.content.update(account);
    }

    /// The hash of the day, which was sealed at `sealed_at` and follows a day with the hash `before` (zeros for the first).
    pub fn hash(&self, before: &Seal, day: i32, sealed_at: i64) -> Seal {
        let Self { transfers, postings, turnover, content } = self;
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(content.clone().finalize());
        hash.update(format!("day|{day}|{transfers}|{postings}|{turnover}|{sealed_at}"));
        hash.finalize().into()
    }
}
