//! What was found, by name.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

/// Faults that are told; of a book that is wrong from end to end the first ones do.
const TOLD: usize = 100;

/// What something is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A row of `ledger_accounts`.
    Account(i64),
    /// A row of `ledger_transfers`.
    Transfer(i64),
    /// A row of `ledger_postings`.
    Posting(i64),
    /// A day of the chain.
    Day(Date),
    /// A row of `ledger_closings`, by the last day that it closes.
    Closing(Date),
}

/// Something wrong in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// With what.
    pub thing: Thing,
    /// What it is, to be read after the thing's name.
    pub says: String,
}

/// What a verification read and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Accounts read.
    pub accounts: u64,
    /// Transfers read.
    pub transfers: u64,
    /// Postings read.
    pub postings: u64,
    /// Days that are sealed.
    pub days: u64,
    /// Transfers of days that are not sealed yet.
    pub unsealed: u64,
    /// The last sealed day and its hash, in hexadecimal digits: to be kept elsewhere.
    pub head: Option<(Date, String)>,
    /// What is wrong, in the order in which it was found; the first hundred.
    pub faults: Vec<Fault>,
    /// What else is wrong.
    pub more_faults: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    pub(super) fn fault(&mut self, thing: Thing, says: impl Into<String>) {
        if self.faults.len() < TOLD {
            self.faults.push(Fault { thing, says: says.into() });
        } else {
            self.more_faults += 1;
        }
    }
}

impl Display for Thing {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account {id}"),
            Self::Transfer(id) => write!(f, "transfer {id}"),
            Self::Posting(id) => write!(f, "posting {id}"),
            Self::Day(day) => write!(f, "day {day}"),
            Self::Closing(day) => write!(f, "closing {day}"),
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.thing, self.says)
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "WRONG {fault}")?;
        }
        if self.more_faults > 0 {
            writeln!(f, "WRONG and {} more", self.more_faults)?;
        }
        let Self { accounts, transfers, postings, days, unsealed, .. } = self;
        writeln!(f, "{accounts} accounts, {transfers} transfers, {postings} postings")?;
        match &self.head {
            Some((day, hash)) => writeln!(f, "{days} days sealed, the last one {day} with the hash {hash}")?,
            None => writeln!(f, "no day is sealed yet")?,
        }
        writeln!(f, "{unsealed} transfers of days that are not sealed yet")?;
        f.write_str(if self.is_clean() { "The book is whole." } else { "The book is NOT whole." })
    }
}
