//! `skillswap ledger verify`: reads the whole book in one snapshot and computes everything in it again.
//!
//! - `balances`: by account, each balance and each `balance_after`, and the limits.
//! - `chain`: by day and transfer, sums, seals, and the hashes of the days.
//! - `closings`: that no day was sealed or left open against what they say.
//! - `report`: what was found, by name.
//! - `rows`: the streams; memory does not grow with the book.

mod balances;
mod chain;
mod closings;
mod report;
mod rows;

use tokio_postgres::Client;

use crate::db::{Db, DbError};

pub use report::{Fault, Report, Thing};
pub(super) use rows::{TransferRow, by_transfer};

/// Why the book could not be read.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The database could not be reached.
    #[error(transparent)]
    Unreachable(#[from] DbError),
    /// The database failed, or said what no book says.
    #[error("the book could not be read: {0}")]
    Failed(#[from] tokio_postgres::Error),
}

/// Verifies the whole book as it is at one moment, beside whoever writes to it. It takes a connection of its own, and sorts on
/// the database's disk what does not fit its memory.
///
/// # Errors
/// When the book cannot be read. What is wrong in it is in the report.
pub async fn verify(db: &Db) -> Result<Report, VerifyError> {
    let client = db.client().await?;
    client
        .batch_execute(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off",
        )
        .await?;
    Ok(read(&client).await?)
}

async fn read(client: &Client) -> Result<Report, tokio_postgres::Error> {
    let mut report = Report::default();
    balances::verify(client, &mut report).await?;
    chain::verify(client, &mut report).await?;
    closings::verify(client, &mut report).await?;
    Ok(report)
}
